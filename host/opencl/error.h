/* Errors of OpenCL calls: their names, and the text of the latest failure. */
#ifndef WORKSHOP_OPENCL_ERROR_H
#define WORKSHOP_OPENCL_ERROR_H

#include <CL/cl.h>
#include <stdbool.h>

/* The name of an OpenCL status, as cl.h spells it; "unknown OpenCL error" for any other number. */
const char *opencl_error_name(cl_int err);

/* True if err is an error. The failure is then remembered for opencl_failure():
 * "could not create the buffer for x: CL_OUT_OF_RESOURCES (-5) at host/judge/guarded.c:40".
 * what: completes "could not ...". */
#define failed(err, what) opencl_failed((err), (what), __FILE__, __LINE__)
bool opencl_failed(cl_int err, const char *what, const char *file, int line);

/* The latest failure of this thread as one sentence without its full stop; "" before the first. */
const char *opencl_failure(void);

#endif
