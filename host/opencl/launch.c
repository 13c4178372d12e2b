#include "launch.h"
#include "error.h"

cl_int launch_start(const struct session *session, const struct launch *launch, cl_event *event)
{
    *event = NULL;
    cl_int err = clEnqueueNDRangeKernel(session->queue, launch->kernel, launch->dimensions, NULL,
                                        launch->global_size, launch->local_size, 0, NULL, event);
    failed(err, "launch the kernel");
    return err;
}

static cl_int event_time(cl_event event, cl_profiling_info what, cl_ulong *ns)
{
    cl_int err = clGetEventProfilingInfo(event, what, sizeof *ns, ns, NULL);
    failed(err, "read the time of an event");
    return err;
}

static cl_int span(cl_event from, cl_profiling_info what, cl_event to, double *ms)
{
    cl_ulong start = 0, end = 0;
    cl_int err = event_time(from, what, &start);
    if (err == CL_SUCCESS)
        err = event_time(to, CL_PROFILING_COMMAND_END, &end);
    *ms = end > start ? (double)(end - start) * 1e-6 : 0.0;
    return err;
}

cl_int launch_wait(const struct session *session, cl_event event, double *ms)
{
    cl_int status = CL_COMPLETE;
    cl_int err = clFinish(session->queue);
    if (failed(err, "finish the kernel"))
        return err;
    err = clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL);
    if (err == CL_SUCCESS && status < 0)
        err = status;
    if (failed(err, "run the kernel to its end"))
        return err;
    return ms ? span(event, CL_PROFILING_COMMAND_START, event, ms) : CL_SUCCESS;
}

cl_int launch_time_between(cl_event from, cl_event to, double *ms)
{
    return span(from, CL_PROFILING_COMMAND_END, to, ms);
}
