/* CLBlast, the baseline that a matrix product has to face. */
#ifndef WORKSHOP_OPENCL_CLBLAST_H
#define WORKSHOP_OPENCL_CLBLAST_H

#include "device.h"

/* Whether the program was built with CLBlast. */
bool clblast_present(void);

/* Product of two row-major matrices on the device by CLBlast's SGEMM: c = a b.
 * a: m x k, leading dimension lda >= k; b: k x n, ldb >= n; c: m x n, ldc >= n. All float.
 * Waits; *ms gets the device time of all its kernels in milliseconds. The first call in a process
 * builds them. CL_INVALID_OPERATION without CLBlast; else the error of the first call that failed
 * (CLBlast adds numbers of its own below -1000). */
cl_int clblast_multiply(const struct session *session, size_t m, size_t n, size_t k, cl_mem a,
                        size_t lda, cl_mem b, size_t ldb, cl_mem c, size_t ldc, double *ms);

#endif
