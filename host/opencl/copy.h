/* Copying from buffer to buffer on the device, as fast as it goes: the limit of every kernel that is
 * bound by memory. */
#ifndef WORKSHOP_OPENCL_COPY_H
#define WORKSHOP_OPENCL_COPY_H

#include "program.h"

/* The driver's copy; 16 bytes a work-item; 16 KiB a work-item; the same past the caches. */
enum { COPY_WAYS = 4 };

struct copier {
    const struct session *session;
    size_t bytes; /* of one buffer; a copy moves twice as many */
    struct program program;
    cl_kernel kernels[COPY_WAYS]; /* NULL for the driver's copy */
    cl_mem from, to;
};

/* Prepares copies of the given number of bytes, rounded up to 16 KiB. */
cl_int copier_open(const struct session *session, size_t bytes, struct copier *copier);
void copier_close(struct copier *copier);

/* One copy, the way that is numbered from 0 to COPY_WAYS - 1; its device time in milliseconds. */
cl_int copier_run(const struct copier *copier, int way, double *ms);

#endif
