/* Launching kernels and timing them by the device's own clock. */
#ifndef WORKSHOP_OPENCL_LAUNCH_H
#define WORKSHOP_OPENCL_LAUNCH_H

#include "device.h"

/* One kernel with its arguments set, ready to be launched. */
struct launch {
    cl_kernel kernel;
    cl_uint dimensions; /* 1 to 3 */
    size_t global_size[3];
    size_t local_size[3];
};

/* Starts the kernel without waiting. *event is the caller's to release. */
cl_int launch_start(const struct session *session, const struct launch *launch, cl_event *event);

/* Waits for everything in the queue; then the device time of the event in milliseconds.
 * ms may be NULL. Returns the error that the execution ended with. */
cl_int launch_wait(const struct session *session, cl_event event, double *ms);

/* Device time from the end of one event to the end of a later one, in milliseconds. */
cl_int launch_time_between(cl_event from, cl_event to, double *ms);

#endif
