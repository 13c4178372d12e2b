/* CLBlast, the baseline that a matrix product has to face. */
#ifndef WORKSHOP_OPENCL_CLBLAST_H
#define WORKSHOP_OPENCL_CLBLAST_H

#include "device.h"

/* Whether the program was built with CLBlast. */
bool clblast_present(void);

/* c = a b, row-major, all float. a: m x k, leading dimension lda >= k; b: k x n, ldb >= n; c: m x n,
 * ldc >= n. */
struct clblast_product {
    size_t m, n, k;
    cl_mem a, b, c;
    size_t lda, ldb, ldc;
};

/* Cross-correlation of each channel with the same weights, zeros outside of the image. input, output:
 * channels x height x width; weights: kernel_size x kernel_size, odd. All float. */
struct clblast_convolution {
    size_t channels, height, width, kernel_size;
    cl_mem input, weights, output;
};

/* SGEMM on the device. Waits; *ms gets the device time of all its kernels in milliseconds. The first
 * call in a process builds them. CL_INVALID_OPERATION without CLBlast; else the error of the first
 * call that failed (CLBlast adds numbers of its own below -1000). */
cl_int clblast_multiply(const struct session *session, const struct clblast_product *product,
                        double *ms);

/* The same for SCONVGEMM. */
cl_int clblast_convolve(const struct session *session,
                        const struct clblast_convolution *convolution, double *ms);

#endif
