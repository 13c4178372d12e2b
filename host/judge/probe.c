#include "probe.h"

#include "events.h"
#include "judge.h"

#include "../exercises/fields.h"
#include "../opencl/error.h"
#include "../opencl/launch.h"
#include "../opencl/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PROBE_ITEMS = 1000 };

static const char PROBE_TEXT[] = "__kernel void probe(__global uint *out)\n"
                                 "{\n"
                                 "    out[get_global_id(0)] = (uint)get_global_id(0) * 3u + %uu;\n"
                                 "}\n";
static char PROBE_NAME[] = "probe";

/* The probe's source with a number that makes it differ from others; size: of text. */
static struct source make_source(char *text, size_t size, unsigned number)
{
    snprintf(text, size, PROBE_TEXT, number);
    return (struct source){text, strlen(text), PROBE_NAME};
}

int probe_list(const cJSON *job)
{
    struct device *devices = NULL;
    size_t count = 0;

    (void)job;
    event_stage(STAGE_START, "", "", 0, 0);
    if (device_list(&devices, &count) != CL_SUCCESS)
        return report_failure(3, "the OpenCL driver does not answer: %s", opencl_failure());
    for (size_t i = 0; i < count; i++)
        event_send("device", device_describe(&devices[i], i));
    const struct device *chosen = device_choose(devices, count, text_of(job, "device"));
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddNumberToObject(fields, "number", chosen ? (double)(chosen - devices) : -1.0);
    event_send("default", fields);
    event_send("done", NULL);
    free(devices);
    return 0;
}

/* Runs the probe and checks what it wrote; NULL if all is well, else what went wrong. */
static const char *run_probe(const struct session *session, unsigned number)
{
    char text[256];
    const struct source source = make_source(text, sizeof text, number);
    struct launch launch = {.dimensions = 1, .global_size = {PROBE_ITEMS}, .local_size = {1}};
    cl_uint values[PROBE_ITEMS] = {0};
    struct program program = {0};
    cl_event event = NULL;
    cl_mem buffer = NULL;
    const char *trouble = opencl_failure();

    cl_int err = program_build(session, &source, "", &program);
    if (failed(err, "build a kernel"))
        goto done;
    launch.kernel = clCreateKernel(program.program, "probe", &err);
    if (failed(err, "find a kernel"))
        goto done;
    buffer = clCreateBuffer(session->context, CL_MEM_READ_WRITE, sizeof values, NULL, &err);
    if (failed(err, "create a buffer"))
        goto done;
    err = clSetKernelArg(launch.kernel, 0, sizeof buffer, &buffer);
    if (failed(err, "set an argument"))
        goto done;
    err = launch_start(session, &launch, &event);
    if (err == CL_SUCCESS)
        err = launch_wait(session, event, NULL);
    if (err != CL_SUCCESS)
        goto done;
    err = clEnqueueReadBuffer(session->queue, buffer, CL_TRUE, 0, sizeof values, values, 0, NULL,
                              NULL);
    if (failed(err, "read a buffer"))
        goto done;
    trouble = NULL;
    for (cl_uint i = 0; i < PROBE_ITEMS; i++)
        if (values[i] != i * 3u + number)
            trouble = "the kernel wrote wrong numbers";
done:
    if (event)
        clReleaseEvent(event);
    if (buffer)
        clReleaseMemObject(buffer);
    if (launch.kernel)
        clReleaseKernel(launch.kernel);
    program_free(&program);
    return trouble;
}

void probe_warm_up(const char *selector)
{
    const struct session *session = open_device_early(selector);
    if (session)
        run_probe(session, (unsigned)time(NULL) ^ (unsigned)getpid());
}

int probe_device(const cJSON *job)
{
    struct session session = {0};

    int status = open_device(job, &session);
    if (status == 0) {
        const char *trouble = run_probe(&session, 1);
        cJSON *fields = cJSON_CreateObject();
        cJSON_AddBoolToObject(fields, "ok", trouble == NULL);
        cJSON_AddStringToObject(fields, "text", trouble ? trouble : "a kernel was built and run");
        event_send("probe", fields);
        event_send("done", NULL);
    }
    return status;
}
