#include "check.h"

#include "../opencl/error.h"

#include <stdint.h>
#include <stdlib.h>

void matrices_of(size_t m, size_t n, size_t k, size_t lda, size_t ldb, size_t ldc,
                 struct matrix matrices[MATRICES])
{
    matrices[0] = (struct matrix){"a", m, k, lda};
    matrices[1] = (struct matrix){"b", k, n, ldb};
    matrices[2] = (struct matrix){"c", m, n, ldc};
}

size_t matrix_bytes(const struct matrix *matrix)
{
    return ((matrix->rows - 1) * matrix->pitch + matrix->columns) * sizeof(float);
}

/* --- sizes ------------------------------------------------------------------------------------- */

static enum workshop_status check_size(const char *name, size_t size)
{
    if (size == 0)
        return fault(WORKSHOP_INVALID_ARGUMENT, "%s is 0; every size is at least 1.", name);
    if (size > UINT32_MAX)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "%s is %zu; the kernel's sizes end at 4294967295 (2^32 - 1).", name, size);
    return WORKSHOP_SUCCESS;
}

static enum workshop_status check_matrix(const struct matrix *matrix)
{
    size_t elements = 0, bytes = 0;
    if (matrix->pitch < matrix->columns)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "ld%s is %zu, but a row of %s has %zu elements: the leading dimension is at "
                     "least the width.",
                     matrix->name, matrix->pitch, matrix->name, matrix->columns);
    if (matrix->pitch > UINT32_MAX)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "ld%s is %zu; the kernel's sizes end at 4294967295 (2^32 - 1).", matrix->name,
                     matrix->pitch);
    if (__builtin_mul_overflow(matrix->rows, matrix->pitch, &elements) ||
        __builtin_mul_overflow(elements, sizeof(float), &bytes))
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "%s has %zu rows of %zu floats: more bytes than can be counted.", matrix->name,
                     matrix->rows, matrix->pitch);
    return WORKSHOP_SUCCESS;
}

enum workshop_status check_sizes(size_t m, size_t n, size_t k,
                                 const struct matrix matrices[MATRICES])
{
    const struct {
        const char *name;
        size_t size;
    } sizes[] = {{"m", m}, {"n", n}, {"k", k}};
    enum workshop_status status = WORKSHOP_SUCCESS;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0] && status == WORKSHOP_SUCCESS; i++)
        status = check_size(sizes[i].name, sizes[i].size);
    for (size_t i = 0; i < MATRICES && status == WORKSHOP_SUCCESS; i++)
        status = check_matrix(&matrices[i]);
    return status;
}

/* --- the caller's OpenCL objects --------------------------------------------------------------- */

enum workshop_status check_context(cl_context context, cl_device_id device)
{
    size_t bytes = 0;
    bool found = false;
    cl_int err = clGetContextInfo(context, CL_CONTEXT_DEVICES, 0, NULL, &bytes);
    cl_device_id *devices = calloc(1, bytes + 1);

    if (err == CL_SUCCESS && devices)
        err = clGetContextInfo(context, CL_CONTEXT_DEVICES, bytes, devices, NULL);
    for (size_t i = 0; err == CL_SUCCESS && devices && i < bytes / sizeof *devices; i++)
        found |= devices[i] == device;
    const bool memory = devices != NULL;
    free(devices);
    if (failed(err, "list the devices of the context"))
        return opencl_fault();
    if (!memory)
        return fault(WORKSHOP_OUT_OF_MEMORY, "No memory for the list of the context's devices.");
    return found ? WORKSHOP_SUCCESS
                 : fault(WORKSHOP_INVALID_ARGUMENT, "The device is none of the context's.");
}

enum workshop_status check_queue(const struct session *session, cl_command_queue queue)
{
    cl_context context = NULL;
    cl_device_id device = NULL;
    cl_int err = clGetCommandQueueInfo(queue, CL_QUEUE_CONTEXT, sizeof context, &context, NULL);
    if (err == CL_SUCCESS)
        err = clGetCommandQueueInfo(queue, CL_QUEUE_DEVICE, sizeof device, &device, NULL);
    if (failed(err, "ask the queue for its context and its device"))
        return opencl_fault();
    if (context != session->context)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "The queue belongs to another context than the handle.");
    if (device != session->device->id)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "The queue belongs to another device than the handle.");
    return WORKSHOP_SUCCESS;
}

enum workshop_status check_buffer(const struct session *session, const struct matrix *matrix,
                                  cl_mem buffer)
{
    cl_context context = NULL;
    size_t bytes = 0;
    const size_t needed = matrix_bytes(matrix);
    cl_int err = clGetMemObjectInfo(buffer, CL_MEM_CONTEXT, sizeof context, &context, NULL);
    if (err == CL_SUCCESS)
        err = clGetMemObjectInfo(buffer, CL_MEM_SIZE, sizeof bytes, &bytes, NULL);
    if (failed(err, "ask a buffer for its context and its size"))
        return opencl_fault();
    if (context != session->context)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "The buffer of %s belongs to another context than the handle.", matrix->name);
    if (bytes < needed)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "The buffer of %s has %zu bytes; %zu x %zu elements with a leading dimension "
                     "of %zu take %zu.",
                     matrix->name, bytes, matrix->rows, matrix->columns, matrix->pitch, needed);
    return WORKSHOP_SUCCESS;
}
