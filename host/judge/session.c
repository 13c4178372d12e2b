/* The device that a job asks for. */
#include "events.h"
#include "judge.h"

#include "../exercises/fields.h"
#include "../exercises/sizes.h"
#include "../opencl/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int report_failure(int status, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddNumberToObject(fields, "status", status);
    cJSON_AddStringToObject(fields, "text", text);
    event_send("failed", fields);
    return status;
}

cJSON *device_describe(const struct device *device, size_t number)
{
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddNumberToObject(fields, "number", (double)number);
    cJSON_AddStringToObject(fields, "name", device->name);
    cJSON_AddStringToObject(fields, "platform", device->platform_name);
    cJSON_AddStringToObject(fields, "type", device_type_name(device));
    cJSON_AddStringToObject(fields, "version", device->version);
    cJSON_AddStringToObject(fields, "driver", device->driver);
    cJSON_AddBoolToObject(fields, "usable", device->usable);
    cJSON_AddNumberToObject(fields, "compute_units", device->compute_units);
    cJSON_AddNumberToObject(fields, "work_group_limit", (double)device->work_group_limit);
    cJSON_AddNumberToObject(fields, "local_memory", (double)device->local_memory);
    cJSON_AddNumberToObject(fields, "global_memory", (double)device->global_memory);
    return fields;
}

/* What this process has opened. It stays open from job to job: PoCL's compiler belongs to a context,
 * and is ready in one that has built a program. */
static struct {
    struct device *devices;
    size_t count;
    struct session session;
} opened;

/* The devices are looked for once. */
static cl_int find_devices(void)
{
    return opened.devices ? CL_SUCCESS : device_list(&opened.devices, &opened.count);
}

/* The session on this device: the one that is open already, or a new one. */
static cl_int open_session(const struct device *device, struct session *session)
{
    cl_int err = CL_SUCCESS;
    if (opened.session.device != device) {
        session_close(&opened.session);
        err = session_open(device, &opened.session);
    }
    *session = opened.session;
    return err;
}

const struct session *open_device_early(const char *selector)
{
    struct session session;
    if (find_devices() != CL_SUCCESS)
        return NULL;
    const struct device *device = device_choose(opened.devices, opened.count, selector);
    const bool ok = device && device->usable && open_session(device, &session) == CL_SUCCESS;
    return ok ? &opened.session : NULL;
}

int open_device(const cJSON *job, struct session *session)
{
    const char *selector = text_of(job, "device");

    event_stage(STAGE_START, "", "", 0, 0);
    if (find_devices() != CL_SUCCESS)
        return report_failure(3, "The OpenCL driver does not answer: %s.", opencl_failure());
    if (opened.count == 0)
        return report_failure(3, "no OpenCL device was found");
    const struct device *device = device_choose(opened.devices, opened.count, selector);
    if (!device && *selector)
        return report_failure(
            2, "There is no device \"%s\"; the subcommand devices lists what there is.", selector);
    if (!device)
        return report_failure(3, "no usable OpenCL device was found");
    if (!device->usable)
        return report_failure(3, "The device %s is not available, or has no compiler.",
                              device->name);
    if (open_session(device, session) != CL_SUCCESS)
        return report_failure(3, "The device %s cannot be used: %s.", device->name,
                              opencl_failure());
    event_send("device", device_describe(device, (size_t)(device - opened.devices)));
    return 0;
}

const char *too_small_for(const struct session *session, const struct exercise *exercise,
                          const struct case_size *size)
{
    const struct device *device = session->device;
    const double bytes = 4.0 * size_elements(exercise, size);
    const double host = (double)sysconf(_SC_AVPHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (bytes > (double)device->allocation_limit || 5.0 * bytes > (double)device->global_memory)
        return device->name;
    return 12.0 * bytes > host ? "the host" : NULL;
}
