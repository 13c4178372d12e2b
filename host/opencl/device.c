#include "device.h"
#include "error.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PLATFORM_NOT_FOUND (-1001) /* CL_PLATFORM_NOT_FOUND_KHR: the loader knows no driver */

/* --- reading ----------------------------------------------------------------------------------- */

static void trim(char *text)
{
    size_t start = strspn(text, " \t");
    memmove(text, text + start, strlen(text + start) + 1);
    for (size_t end = strlen(text); end > 0 && isspace((unsigned char)text[end - 1]); end--)
        text[end - 1] = '\0';
}

/* Reads a string property into text; leaves "" where it cannot be had. */
static void device_text(cl_device_id id, cl_device_info what, char *text, size_t size)
{
    char whole[1024] = "";
    if (clGetDeviceInfo(id, what, sizeof whole, whole, NULL) != CL_SUCCESS)
        whole[0] = '\0';
    whole[sizeof whole - 1] = '\0';
    trim(whole);
    whole[size - 1] = '\0';
    memcpy(text, whole, size);
}

static void platform_text(cl_platform_id id, cl_platform_info what, char *text, size_t size)
{
    char whole[1024] = "";
    if (clGetPlatformInfo(id, what, sizeof whole, whole, NULL) != CL_SUCCESS)
        whole[0] = '\0';
    whole[sizeof whole - 1] = '\0';
    trim(whole);
    whole[size - 1] = '\0';
    memcpy(text, whole, size);
}

static void device_read(cl_platform_id platform, cl_device_id id, struct device *device)
{
    cl_bool available = CL_FALSE, compiler = CL_FALSE;
    cl_uint alignment_bits = 0;
    const struct {
        cl_device_info what;
        size_t size;
        void *value;
    } properties[] = {
        {CL_DEVICE_TYPE, sizeof device->type, &device->type},
        {CL_DEVICE_MAX_COMPUTE_UNITS, sizeof device->compute_units, &device->compute_units},
        {CL_DEVICE_MAX_WORK_GROUP_SIZE, sizeof device->work_group_limit, &device->work_group_limit},
        {CL_DEVICE_MAX_WORK_ITEM_SIZES, sizeof device->work_item_limits, device->work_item_limits},
        {CL_DEVICE_MEM_BASE_ADDR_ALIGN, sizeof alignment_bits, &alignment_bits},
        {CL_DEVICE_LOCAL_MEM_SIZE, sizeof device->local_memory, &device->local_memory},
        {CL_DEVICE_GLOBAL_MEM_SIZE, sizeof device->global_memory, &device->global_memory},
        {CL_DEVICE_MAX_MEM_ALLOC_SIZE, sizeof device->allocation_limit, &device->allocation_limit},
        {CL_DEVICE_AVAILABLE, sizeof available, &available},
        {CL_DEVICE_COMPILER_AVAILABLE, sizeof compiler, &compiler},
    };

    *device = (struct device){.platform = platform, .id = id, .usable = true};
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
        if (clGetDeviceInfo(id, properties[i].what, properties[i].size, properties[i].value,
                            NULL) != CL_SUCCESS)
            device->usable = false;
    device->usable = device->usable && available && compiler;
    device->alignment = alignment_bits / 8;
    device_text(id, CL_DEVICE_NAME, device->name, sizeof device->name);
    device_text(id, CL_DEVICE_VENDOR, device->vendor, sizeof device->vendor);
    device_text(id, CL_DRIVER_VERSION, device->driver, sizeof device->driver);
    device_text(id, CL_DEVICE_VERSION, device->version, sizeof device->version);
    platform_text(platform, CL_PLATFORM_NAME, device->platform_name, sizeof device->platform_name);
    device->simulator = strstr(device->platform_name, "Oclgrind") != NULL;
}

cl_int device_of(cl_device_id id, struct device *device)
{
    cl_platform_id platform = NULL;
    cl_int err = clGetDeviceInfo(id, CL_DEVICE_PLATFORM, sizeof platform, &platform, NULL);
    if (!failed(err, "find the platform of the device"))
        device_read(platform, id, device);
    return err;
}

/* Appends the devices of one platform to the list. */
static cl_int append_platform(cl_platform_id platform, struct device **devices, size_t *count)
{
    cl_uint found = 0;
    cl_device_id *ids = NULL;
    struct device *longer = NULL;

    cl_int err = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, NULL, &found);
    if (err == CL_DEVICE_NOT_FOUND || (err == CL_SUCCESS && found == 0))
        return CL_SUCCESS;
    if (failed(err, "count the devices of a platform"))
        return err;

    err = CL_OUT_OF_HOST_MEMORY;
    ids = calloc(found, sizeof *ids);
    longer = realloc(*devices, (*count + found) * sizeof **devices);
    if (longer)
        *devices = longer;
    if (!ids || !longer)
        goto done;
    err = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, found, ids, NULL);
    if (failed(err, "list the devices of a platform"))
        goto done;
    for (cl_uint i = 0; i < found; i++)
        device_read(platform, ids[i], &(*devices)[(*count)++]);
done:
    free(ids);
    return err;
}

cl_int device_list(struct device **devices, size_t *count)
{
    cl_uint found = 0;
    cl_platform_id *platforms = NULL;
    size_t broken = 0;

    *devices = NULL;
    *count = 0;
    cl_int err = clGetPlatformIDs(0, NULL, &found);
    if (err == PLATFORM_NOT_FOUND || (err == CL_SUCCESS && found == 0))
        return CL_SUCCESS;
    if (failed(err, "count the OpenCL platforms"))
        return err;

    platforms = calloc(found, sizeof *platforms);
    if (!platforms)
        return CL_OUT_OF_HOST_MEMORY;
    err = clGetPlatformIDs(found, platforms, NULL);
    if (failed(err, "list the OpenCL platforms"))
        goto done;
    for (cl_uint i = 0; i < found; i++)
        if (append_platform(platforms[i], devices, count) != CL_SUCCESS)
            broken++; /* one broken driver does not hide the others */
    err = *count == 0 && broken > 0 ? CL_DEVICE_NOT_FOUND : CL_SUCCESS;
done:
    free(platforms);
    return err;
}

/* --- choosing ---------------------------------------------------------------------------------- */

static const struct device *first_of_type(const struct device *devices, size_t count,
                                          cl_device_type type)
{
    for (size_t i = 0; i < count; i++)
        if (devices[i].usable && !devices[i].simulator && (devices[i].type & type))
            return &devices[i];
    return NULL;
}

static const struct device *by_number(const struct device *devices, size_t count, const char *text)
{
    char *end = NULL;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (errno || *end || number >= count)
        return NULL;
    return &devices[number];
}

static const struct device *by_name(const struct device *devices, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcasestr(devices[i].name, text) || strcasestr(devices[i].platform_name, text))
            return &devices[i];
    return NULL;
}

const struct device *device_choose(const struct device *devices, size_t count, const char *selector)
{
    const struct device *device = NULL;

    if (!selector || !*selector) {
        device = first_of_type(devices, count, CL_DEVICE_TYPE_GPU);
        if (!device)
            device = first_of_type(devices, count, CL_DEVICE_TYPE_CPU);
        return device ? device : first_of_type(devices, count, CL_DEVICE_TYPE_ALL);
    }
    if (strcasecmp(selector, "gpu") == 0)
        return first_of_type(devices, count, CL_DEVICE_TYPE_GPU);
    if (strcasecmp(selector, "cpu") == 0)
        return first_of_type(devices, count, CL_DEVICE_TYPE_CPU);
    if (strspn(selector, "0123456789") == strlen(selector))
        device = by_number(devices, count, selector);
    return device ? device : by_name(devices, count, selector);
}

bool device_is_pocl(const struct device *device)
{
    return strcmp(device->platform_name, "Portable Computing Language") == 0;
}

const char *device_type_name(const struct device *device)
{
    if (device->simulator)
        return "simulator";
    if (device->type & CL_DEVICE_TYPE_GPU)
        return "GPU";
    return device->type & CL_DEVICE_TYPE_CPU ? "CPU" : "accelerator";
}

/* --- using ------------------------------------------------------------------------------------- */

static cl_int open_queue(struct session *session)
{
    cl_int err = CL_SUCCESS;
    session->queue = clCreateCommandQueue(session->context, session->device->id,
                                          CL_QUEUE_PROFILING_ENABLE, &err);
    if (failed(err, "create a command queue"))
        session_close(session);
    return err;
}

cl_int session_open(const struct device *device, struct session *session)
{
    cl_int err = CL_SUCCESS;

    *session = (struct session){.device = device};
    session->context = clCreateContext(NULL, 1, &device->id, NULL, NULL, &err);
    return failed(err, "create a context on the device") ? err : open_queue(session);
}

cl_int session_open_in(cl_context context, const struct device *device, struct session *session)
{
    *session = (struct session){.device = device};
    cl_int err = clRetainContext(context);
    if (failed(err, "use the context"))
        return err;
    session->context = context;
    return open_queue(session);
}

void session_close(struct session *session)
{
    if (session->queue)
        clReleaseCommandQueue(session->queue);
    if (session->context)
        clReleaseContext(session->context);
    *session = (struct session){0};
}
