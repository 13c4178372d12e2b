/* The OpenCL devices of this machine, and the choice of one. */
#ifndef WORKSHOP_OPENCL_DEVICE_H
#define WORKSHOP_OPENCL_DEVICE_H

#include <CL/cl.h>
#include <stdbool.h>
#include <stddef.h>

struct device {
    cl_platform_id platform;
    cl_device_id id;
    cl_device_type type;
    bool simulator; /* Oclgrind: reports itself as every type, never taken by default */
    bool usable;    /* available, and its platform has a compiler */
    char name[128];
    char platform_name[128];
    char vendor[128];
    char driver[64];            /* CL_DRIVER_VERSION */
    char version[128];          /* CL_DEVICE_VERSION, "OpenCL 1.2 ..." */
    cl_uint compute_units;      /* CL_DEVICE_MAX_COMPUTE_UNITS */
    size_t work_group_limit;    /* work-items of a work-group, all dimensions together */
    size_t work_item_limits[3]; /* work-items of a work-group in each dimension */
    size_t alignment;           /* bytes; a sub-buffer starts at a multiple of it */
    cl_ulong local_memory;      /* bytes a work-group */
    cl_ulong global_memory;     /* bytes */
    cl_ulong allocation_limit;  /* bytes of one buffer */
};

/* Every device of every platform, in the loader's order, which is what --device N counts.
 * *devices is the caller's to free. CL_SUCCESS with *count == 0 where there is no platform or no
 * device (CL_PLATFORM_NOT_FOUND_KHR included); else the error of the first call that failed. */
cl_int device_list(struct device **devices, size_t *count);

/* The properties of a device that somebody else has found. */
cl_int device_of(cl_device_id id, struct device *device);

/* The device that selector names: "cpu", "gpu", a number, or part of a device's or platform's name
 * (any case). NULL or "": the first GPU, else the first CPU, else the first of any kind; never the
 * simulator. NULL if there is none. */
const struct device *device_choose(const struct device *devices, size_t count,
                                   const char *selector);

/* "GPU", "CPU", "accelerator" or "simulator". */
const char *device_type_name(const struct device *device);

/* Whether it is a CPU that PoCL drives. */
bool device_is_pocl(const struct device *device);

/* A device in use. */
struct session {
    const struct device *device;
    cl_context context;
    cl_command_queue queue; /* in order, with profiling */
};

/* Opens a context and a queue on the device. On failure *session holds nothing. */
cl_int session_open(const struct device *device, struct session *session);

/* The same in a context that somebody else has opened; it is retained until session_close(). */
cl_int session_open_in(cl_context context, const struct device *device, struct session *session);
void session_close(struct session *session);

#endif
