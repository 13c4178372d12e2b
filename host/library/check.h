/* What the library's arguments have to be: each returns WORKSHOP_INVALID_ARGUMENT with a sentence if
 * they are not. */
#ifndef WORKSHOP_LIBRARY_CHECK_H
#define WORKSHOP_LIBRARY_CHECK_H

#include "../opencl/device.h"
#include "fault.h"

/* One of the three matrices. */
struct matrix {
    const char *name;     /* "a" */
    size_t rows, columns; /* in elements */
    size_t pitch;         /* the leading dimension: elements from row to row */
};
enum { MATRICES = 3 };

/* a, b and c of a product. */
void matrices_of(size_t m, size_t n, size_t k, size_t lda, size_t ldb, size_t ldc,
                 struct matrix matrices[MATRICES]);

/* Bytes from the matrix's first element to its last. */
size_t matrix_bytes(const struct matrix *matrix);

/* Sizes, leading dimensions, and that the matrices fit into memory at all. */
enum workshop_status check_sizes(size_t m, size_t n, size_t k,
                                 const struct matrix matrices[MATRICES]);

/* That the device is one of the context's. */
enum workshop_status check_context(cl_context context, cl_device_id device);

/* That the queue is on the session's device and in its context. */
enum workshop_status check_queue(const struct session *session, cl_command_queue queue);

/* That the buffer is one, of the session's context, and holds the matrix. */
enum workshop_status check_buffer(const struct session *session, const struct matrix *matrix,
                                  cl_mem buffer);

#endif
