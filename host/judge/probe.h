/* What this machine's OpenCL can do; runs in the worker process. */
#ifndef WORKSHOP_JUDGE_PROBE_H
#define WORKSHOP_JUDGE_PROBE_H

#include <cjson/cJSON.h>

/* Sends a "device" event for each device, and "platforms" {"count"}; then "done". */
int probe_list(const cJSON *job);

/* Builds and runs a small kernel on the device that the job names. Sends "probe" {"ok", "text"}. */
int probe_device(const cJSON *job);

/* Opens the device and runs a kernel on it that has never been compiled before, so that the driver's
 * compiler is loaded and ready in the context that the job will get. Says nothing, whatever happens. */
void probe_warm_up(const char *device);

#endif
