/* The workshop's matrix product as a library call: c = a b on an OpenCL device.
 *
 * a: m x k, b: k x n, c: m x n, all float and row-major: element (row, column) of a is
 * a[row * lda + column]. The leading dimensions lda >= k, ldb >= n and ldc >= n count floats; what
 * lies between n and ldc in a row of c is not written. Every size is at least 1 and at most
 * 2^32 - 1. c must not overlap a or b. Inputs are read only.
 *
 * Two ways in:
 *   workshop_matmul_multiply()  matrices of the host; returns when c is there
 *   workshop_matmul_enqueue()   your own queue and buffers; returns at once, with an event
 * Both need a handle, which keeps the device, the context and the built kernel: open it once.
 *
 * Threads: a handle may be used by several threads at once; closing it must be the last use. Errors
 * are kept for each thread apart. Compile with what `pkg-config --cflags --libs workshop` says, or by
 * CMake's find_package(Workshop) and the target Workshop::matmul. */
#ifndef WORKSHOP_MATMUL_H
#define WORKSHOP_MATMUL_H

#include <CL/cl.h>
#include <stddef.h>

#if defined(__GNUC__)
#define WORKSHOP_API __attribute__((visibility("default")))
#else
#define WORKSHOP_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What every call returns. After anything but WORKSHOP_SUCCESS, workshop_error() says more. */
enum workshop_status {
    WORKSHOP_SUCCESS = 0,
    WORKSHOP_INVALID_ARGUMENT =
        -1,                       /* NULL, a size of 0, a leading dimension below the width, ... */
    WORKSHOP_INVALID_FILE = -2,   /* the .cl file cannot be read, or is no text */
    WORKSHOP_BUILD_ERROR = -3,    /* it does not compile: the message holds the compiler's log */
    WORKSHOP_INVALID_KERNEL = -4, /* it holds no matmul as below, or one the device cannot launch */
    WORKSHOP_NO_DEVICE = -5,      /* no OpenCL driver or no usable device, or none of that name */
    WORKSHOP_OPENCL_ERROR = -6,   /* an OpenCL call failed: the message names it and its error */
    WORKSHOP_OUT_OF_MEMORY = -7   /* of the host */
};

/* Why the latest call of this thread that failed did so: sentences without a final newline; after
 * WORKSHOP_BUILD_ERROR "FILE:LINE:COLUMN: ..." and the log in further lines. "" before the first
 * failure. Valid until this thread's next failure. */
WORKSHOP_API const char *workshop_error(void);

/* The name of a status: "WORKSHOP_NO_DEVICE". */
WORKSHOP_API const char *workshop_status_name(enum workshop_status status);

/* --- handles ----------------------------------------------------------------------------------- */

/* A device with a matrix product that is compiled for it. */
typedef struct workshop_matmul workshop_matmul;

/* Opens a device and compiles the kernel for it. Later calls compile again only where a product of
 * another size (below 2^18 elements of c, below 2^22, or more) has tuned values of its own.
 *
 * device: "cpu", "gpu", a number as `workshop devices` counts, or part of a device's or platform's
 *   name, in any case. NULL: the environment's WORKSHOP_DEVICE; else the first GPU, else the CPU.
 * kernel_file: path of a .cl file with the kernel
 *     matmul(__global const float *a, __global const float *b, __global float *c, const uint m,
 *            const uint n, const uint k, const uint lda, const uint ldb, const uint ldc)
 *   which may define LOCAL_X, LOCAL_Y (work-items of a work-group) and TILE_X, TILE_Y (outputs of a
 *   work-group). NULL: the workshop's solution, which is part of the library.
 * build_options: for the compiler, "-D TILE=32" say. NULL: the values that `workshop tune` found for
 *   this file on this device, or that came with the solution, by the size of each product; else
 *   what the file says. What tune found lies in .workshop of the course's folder (the environment's
 *   WORKSHOP_ROOT, or the current folder), else where the installed program keeps it.
 * matmul: gets the handle, to be closed with workshop_matmul_close(); NULL on failure. */
WORKSHOP_API enum workshop_status workshop_matmul_open(const char *device, const char *kernel_file,
                                                       const char *build_options,
                                                       workshop_matmul **matmul);

/* The same on a device of your own context, which is retained until the handle is closed. */
WORKSHOP_API enum workshop_status workshop_matmul_open_in(cl_context context, cl_device_id device,
                                                          const char *kernel_file,
                                                          const char *build_options,
                                                          workshop_matmul **matmul);

/* Releases what the handle holds; what has been enqueued still runs to its end. NULL is allowed. */
WORKSHOP_API void workshop_matmul_close(workshop_matmul *matmul);

/* The context and the device of a handle, for queues and buffers of your own. Both stay the
 * handle's: retain the context to keep it longer. NULL for NULL. */
WORKSHOP_API cl_context workshop_matmul_context(const workshop_matmul *matmul);
WORKSHOP_API cl_device_id workshop_matmul_device(const workshop_matmul *matmul);

/* --- products ---------------------------------------------------------------------------------- */

/* c = a b for matrices of the host. Copies a and b to the device, multiplies, copies c back, and
 * returns when c is there. After a failure c is unspecified. The copies cost time that grows with
 * the matrices: where one product follows another, buffers of your own are faster. */
WORKSHOP_API enum workshop_status workshop_matmul_multiply(workshop_matmul *matmul, size_t m,
                                                           size_t n, size_t k, const float *a,
                                                           size_t lda, const float *b, size_t ldb,
                                                           float *c, size_t ldc);

/* c = a b for buffers of the handle's context, in a queue of yours on the handle's device. Does not
 * wait: the product begins after the wait_count events in wait_list (NULL where there are none).
 * For a part of a buffer pass a sub-buffer (clCreateSubBuffer).
 * event: gets the event of the product, to be released by you; may be NULL. On failure nothing is
 * enqueued and *event is NULL. */
WORKSHOP_API enum workshop_status
workshop_matmul_enqueue(workshop_matmul *matmul, cl_command_queue queue, size_t m, size_t n,
                        size_t k, cl_mem a, size_t lda, cl_mem b, size_t ldb, cl_mem c, size_t ldc,
                        cl_uint wait_count, const cl_event *wait_list, cl_event *event);

#ifdef __cplusplus
}
#endif

#endif
