/* What a device can do at most, as measured: every speed is shown against it. */
#ifndef WORKSHOP_OPENCL_LIMITS_H
#define WORKSHOP_OPENCL_LIMITS_H

#include "device.h"

struct limits {
    double copy_gbs;  /* 1e9 bytes per second, read and written, of a large copy on the device */
    double gflops;    /* 1e9 float operations per second, in fused multiply-adds (2 each) */
    double launch_us; /* from the enqueueing of an empty kernel to the end of clFinish */
};

/* Measures; takes about a second. */
cl_int limits_measure(const struct session *session, struct limits *limits);

/* The shortest time in milliseconds that so many bytes and floating-point operations can take. */
double limits_ms(const struct limits *limits, double bytes, double flops);

#endif
