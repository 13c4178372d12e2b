#include <workshop/matmul.h>

#include "check.h"
#include "fault.h"
#include "solution.h"

#include "../opencl/error.h"
#include "../opencl/program.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL "matmul"
enum { ARGUMENTS = 9 };

struct workshop_matmul {
    struct device device;
    struct session session;
    struct program program;
    cl_kernel kernel;
    struct launch_shape shape;
    pthread_mutex_t lock; /* held from the first argument of the kernel to its launch */
};

/* --- the device -------------------------------------------------------------------------------- */

/* Finds what the selector names, as --device does. */
static enum workshop_status find_device(const char *selector, struct device *device)
{
    struct device *devices = NULL;
    size_t count = 0;
    enum workshop_status status = WORKSHOP_SUCCESS;

    if (!selector || !*selector)
        selector = getenv("WORKSHOP_DEVICE");
    if (device_list(&devices, &count) != CL_SUCCESS)
        return fault(WORKSHOP_NO_DEVICE, "The OpenCL driver does not answer: %s.",
                     opencl_failure());
    const struct device *chosen = device_choose(devices, count, selector);
    if (!chosen && selector && *selector)
        status = fault(WORKSHOP_NO_DEVICE, "There is no OpenCL device \"%s\" among the %zu here.",
                       selector, count);
    else if (!chosen)
        status = fault(WORKSHOP_NO_DEVICE, "There is no usable OpenCL device.");
    else if (!chosen->usable)
        status = fault(WORKSHOP_NO_DEVICE, "The device %s is not available, or has no compiler.",
                       chosen->name);
    else
        *device = *chosen;
    free(devices);
    return status;
}

static enum workshop_status open_device(const char *selector, workshop_matmul *matmul)
{
    enum workshop_status status = find_device(selector, &matmul->device);
    if (status != WORKSHOP_SUCCESS)
        return status;
    return session_open(&matmul->device, &matmul->session) == CL_SUCCESS ? WORKSHOP_SUCCESS
                                                                         : opencl_fault();
}

static enum workshop_status use_context(cl_context context, cl_device_id device,
                                        workshop_matmul *matmul)
{
    if (!context || !device)
        return fault(WORKSHOP_INVALID_ARGUMENT, "The %s is NULL.", context ? "device" : "context");
    enum workshop_status status = check_context(context, device);
    if (status != WORKSHOP_SUCCESS)
        return status;
    if (device_of(device, &matmul->device) != CL_SUCCESS ||
        session_open_in(context, &matmul->device, &matmul->session) != CL_SUCCESS)
        return opencl_fault();
    return WORKSHOP_SUCCESS;
}

/* --- the kernel -------------------------------------------------------------------------------- */

/* The source of the caller's file, or of the solution where path is NULL. */
static enum workshop_status read_kernel(const char *path, struct source *source)
{
    char reason[4096 + 256];

    if (path)
        return source_read(path, source, reason, sizeof reason)
                   ? WORKSHOP_SUCCESS
                   : fault(WORKSHOP_INVALID_FILE, "The kernel's file: %s.", reason);
    *source = (struct source){.text = strdup(solution_text),
                              .length = strlen(solution_text),
                              .name = strdup(solution_name)};
    return source->text && source->name
               ? WORKSHOP_SUCCESS
               : fault(WORKSHOP_OUT_OF_MEMORY, "No memory for the kernel's text.");
}

/* "FILE:12:5: use of undeclared identifier 'i'" and the whole log. */
static enum workshop_status build_fault(const struct source *source, const struct program *program)
{
    struct build_message first = {0};
    const char *log = program->log ? program->log : "";
    const char *macro = launch_macro_at(log);

    if (macro)
        return fault(WORKSHOP_BUILD_ERROR,
                     "%s: %s has to be a whole number, or an expression that gives one.",
                     source->name, macro);
    if (build_messages(log, source->name, &first, 1) == 0 || !first.is_error || first.line == 0)
        return fault(WORKSHOP_BUILD_ERROR, "%s does not compile. The driver says:\n%s",
                     source->name, log);
    return fault(WORKSHOP_BUILD_ERROR, "%s:%zu:%zu: %s\nThe driver's log:\n%s", source->name,
                 first.line, first.column, first.text, log);
}

static enum workshop_status build(const struct source *source, const char *options,
                                  workshop_matmul *matmul)
{
    char reason[256];
    cl_int err = program_build(&matmul->session, source, options ? options : "", &matmul->program);

    if (err == CL_BUILD_PROGRAM_FAILURE)
        return build_fault(source, &matmul->program);
    if (err == CL_INVALID_BUILD_OPTIONS)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "The compiler does not take the build options \"%s\", or they are too long.",
                     options ? options : "");
    if (err != CL_SUCCESS)
        return opencl_fault();
    if (!launch_shape_read(&matmul->session, &matmul->program, &matmul->shape, &err, reason,
                           sizeof reason))
        return fault(WORKSHOP_INVALID_KERNEL, "%s: %s.", source->name, reason);
    return err == CL_SUCCESS ? WORKSHOP_SUCCESS : opencl_fault();
}

/* Finds the kernel, and sees whether it takes nine arguments and fits the device. */
static enum workshop_status find_kernel(const char *file, workshop_matmul *matmul)
{
    char reason[1024];
    cl_uint arguments = 0;
    cl_int err = CL_SUCCESS;

    matmul->kernel = clCreateKernel(matmul->program.program, KERNEL, &err);
    if (err == CL_INVALID_KERNEL_NAME)
        return fault(WORKSHOP_INVALID_KERNEL, "%s: there is no kernel called " KERNEL ".", file);
    if (failed(err, "create the kernel"))
        return opencl_fault();
    clGetKernelInfo(matmul->kernel, CL_KERNEL_NUM_ARGS, sizeof arguments, &arguments, NULL);
    if (arguments != ARGUMENTS)
        return fault(WORKSHOP_INVALID_KERNEL,
                     "%s: " KERNEL " takes %u arguments, not the %d of <workshop/matmul.h>.", file,
                     arguments, ARGUMENTS);
    launch_shape_complete(&matmul->shape, &matmul->session, matmul->kernel, 2);
    if (launch_shape_fits(&matmul->shape, &matmul->session, matmul->kernel, reason,
                          sizeof reason) != LAUNCH_FITS)
        return fault(WORKSHOP_INVALID_KERNEL, "%s: %s", file, reason);
    return WORKSHOP_SUCCESS;
}

static enum workshop_status prepare(const char *path, const char *options, workshop_matmul *matmul)
{
    struct source source = {0};
    enum workshop_status status = read_kernel(path, &source);
    if (status == WORKSHOP_SUCCESS)
        status = build(&source, options, matmul);
    if (status == WORKSHOP_SUCCESS)
        status = find_kernel(source.name, matmul);
    source_free(&source);
    return status;
}

/* --- handles ----------------------------------------------------------------------------------- */

/* Ends an open call: prepares the kernel and hands the handle out, or throws it away. */
static enum workshop_status hand_out(enum workshop_status status, const char *path,
                                     const char *options, workshop_matmul *made,
                                     workshop_matmul **matmul)
{
    if (status == WORKSHOP_SUCCESS)
        status = prepare(path, options, made);
    if (status == WORKSHOP_SUCCESS)
        *matmul = made;
    else
        workshop_matmul_close(made);
    return status;
}

static enum workshop_status new_handle(workshop_matmul **made, workshop_matmul **matmul)
{
    if (!matmul)
        return fault(WORKSHOP_INVALID_ARGUMENT, "The place for the handle is NULL.");
    *matmul = NULL;
    *made = calloc(1, sizeof **made);
    if (!*made)
        return fault(WORKSHOP_OUT_OF_MEMORY, "No memory for a handle.");
    pthread_mutex_init(&(*made)->lock, NULL);
    return WORKSHOP_SUCCESS;
}

enum workshop_status workshop_matmul_open(const char *device, const char *kernel_file,
                                          const char *build_options, workshop_matmul **matmul)
{
    workshop_matmul *made = NULL;
    enum workshop_status status = new_handle(&made, matmul);
    if (status != WORKSHOP_SUCCESS)
        return status;
    return hand_out(open_device(device, made), kernel_file, build_options, made, matmul);
}

enum workshop_status workshop_matmul_open_in(cl_context context, cl_device_id device,
                                             const char *kernel_file, const char *build_options,
                                             workshop_matmul **matmul)
{
    workshop_matmul *made = NULL;
    enum workshop_status status = new_handle(&made, matmul);
    if (status != WORKSHOP_SUCCESS)
        return status;
    return hand_out(use_context(context, device, made), kernel_file, build_options, made, matmul);
}

void workshop_matmul_close(workshop_matmul *matmul)
{
    if (!matmul)
        return;
    if (matmul->kernel)
        clReleaseKernel(matmul->kernel);
    program_free(&matmul->program);
    session_close(&matmul->session);
    pthread_mutex_destroy(&matmul->lock);
    free(matmul);
}

cl_context workshop_matmul_context(const workshop_matmul *matmul)
{
    return matmul ? matmul->session.context : NULL;
}

cl_device_id workshop_matmul_device(const workshop_matmul *matmul)
{
    return matmul ? matmul->device.id : NULL;
}

/* --- products ---------------------------------------------------------------------------------- */

static cl_int set_arguments(cl_kernel kernel, const struct matrix matrices[MATRICES],
                            const cl_mem buffers[MATRICES])
{
    const cl_uint numbers[] = {(cl_uint)matrices[2].rows,    (cl_uint)matrices[2].columns,
                               (cl_uint)matrices[0].columns, (cl_uint)matrices[0].pitch,
                               (cl_uint)matrices[1].pitch,   (cl_uint)matrices[2].pitch};
    cl_int err = CL_SUCCESS;
    cl_uint index = 0;
    for (; index < MATRICES && err == CL_SUCCESS; index++)
        err = clSetKernelArg(kernel, index, sizeof buffers[index], &buffers[index]);
    for (; index < ARGUMENTS && err == CL_SUCCESS; index++)
        err = clSetKernelArg(kernel, index, sizeof numbers[0], &numbers[index - MATRICES]);
    return err;
}

/* Launches the kernel in the queue; the arguments have been checked. */
static enum workshop_status launch(workshop_matmul *matmul, cl_command_queue queue,
                                   const struct matrix matrices[MATRICES],
                                   const cl_mem buffers[MATRICES], cl_uint wait_count,
                                   const cl_event *wait_list, cl_event *event)
{
    const size_t outputs[3] = {matrices[2].columns, matrices[2].rows, 1};
    size_t global_size[3];
    enum workshop_status status = WORKSHOP_SUCCESS;

    launch_global_size(&matmul->shape, outputs, global_size);
    pthread_mutex_lock(&matmul->lock);
    cl_int err = set_arguments(matmul->kernel, matrices, buffers);
    if (err == CL_INVALID_ARG_SIZE || err == CL_INVALID_ARG_VALUE) {
        status = fault(WORKSHOP_INVALID_KERNEL,
                       KERNEL " does not take the arguments that <workshop/matmul.h> names.");
    } else if (failed(err, "set the kernel's arguments")) {
        status = opencl_fault();
    } else {
        err = clEnqueueNDRangeKernel(queue, matmul->kernel, 2, NULL, global_size,
                                     matmul->shape.local, wait_count, wait_list, event);
        if (failed(err, "launch the kernel"))
            status = opencl_fault();
    }
    pthread_mutex_unlock(&matmul->lock);
    return status;
}

enum workshop_status workshop_matmul_enqueue(workshop_matmul *matmul, cl_command_queue queue,
                                             size_t m, size_t n, size_t k, cl_mem a, size_t lda,
                                             cl_mem b, size_t ldb, cl_mem c, size_t ldc,
                                             cl_uint wait_count, const cl_event *wait_list,
                                             cl_event *event)
{
    const cl_mem buffers[MATRICES] = {a, b, c};
    struct matrix matrices[MATRICES];

    if (event)
        *event = NULL;
    if (!matmul || !queue || !a || !b || !c)
        return fault(WORKSHOP_INVALID_ARGUMENT, "The %s is NULL.",
                     !matmul  ? "handle"
                     : !queue ? "queue"
                     : !a     ? "buffer of a"
                     : !b     ? "buffer of b"
                              : "buffer of c");
    if (c == a || c == b)
        return fault(WORKSHOP_INVALID_ARGUMENT, "c is the same buffer as %s.", c == a ? "a" : "b");
    matrices_of(m, n, k, lda, ldb, ldc, matrices);
    enum workshop_status status = check_sizes(m, n, k, matrices);
    if (status == WORKSHOP_SUCCESS)
        status = check_queue(&matmul->session, queue);
    for (size_t i = 0; i < MATRICES && status == WORKSHOP_SUCCESS; i++)
        status = check_buffer(&matmul->session, &matrices[i], buffers[i]);
    if (status != WORKSHOP_SUCCESS)
        return status;
    return launch(matmul, queue, matrices, buffers, wait_count, wait_list, event);
}

/* --- matrices of the host ---------------------------------------------------------------------- */

/* Where a matrix lies on the device: its rows begin at multiples of 64 bytes. */
static struct matrix on_device(const struct matrix *host)
{
    enum { STEP = 16 };
    struct matrix device = *host;
    device.pitch = (host->columns + STEP - 1) / STEP * STEP;
    return device;
}

static const size_t ORIGIN[3] = {0, 0, 0};

static cl_int upload(cl_command_queue queue, cl_mem buffer, const struct matrix *device,
                     const struct matrix *host, const float *values)
{
    const size_t region[3] = {host->columns * sizeof(float), host->rows, 1};
    cl_int err = clEnqueueWriteBufferRect(queue, buffer, CL_FALSE, ORIGIN, ORIGIN, region,
                                          device->pitch * sizeof(float), 0,
                                          host->pitch * sizeof(float), 0, values, 0, NULL, NULL);
    failed(err, "copy a matrix to the device");
    return err;
}

/* Waits, so that all errors of the product show. */
static cl_int download(cl_command_queue queue, cl_mem buffer, const struct matrix *device,
                       const struct matrix *host, float *values)
{
    const size_t region[3] = {host->columns * sizeof(float), host->rows, 1};
    cl_int err = clEnqueueReadBufferRect(queue, buffer, CL_TRUE, ORIGIN, ORIGIN, region,
                                         device->pitch * sizeof(float), 0,
                                         host->pitch * sizeof(float), 0, values, 0, NULL, NULL);
    failed(err, "copy the product back");
    return err;
}

static cl_int create_buffers(cl_context context, const struct matrix device[MATRICES],
                             cl_mem buffers[MATRICES])
{
    static const struct {
        cl_mem_flags flags;
        const char *what;
    } WANTED[MATRICES] = {{CL_MEM_READ_ONLY, "create the buffer for a"},
                          {CL_MEM_READ_ONLY, "create the buffer for b"},
                          {CL_MEM_READ_WRITE, "create the buffer for c"}};
    cl_int err = CL_SUCCESS;
    for (size_t i = 0; i < MATRICES && err == CL_SUCCESS; i++) {
        const size_t bytes = device[i].rows * device[i].pitch * sizeof(float);
        buffers[i] = clCreateBuffer(context, WANTED[i].flags, bytes, NULL, &err);
        failed(err, WANTED[i].what);
    }
    return err;
}

/* The product in buffers that are made for it. */
static enum workshop_status multiply(workshop_matmul *matmul, const struct matrix host[MATRICES],
                                     const float *a, const float *b, float *c)
{
    const struct session *session = &matmul->session;
    const struct matrix device[MATRICES] = {on_device(&host[0]), on_device(&host[1]),
                                            on_device(&host[2])};
    cl_mem buffers[MATRICES] = {NULL};
    enum workshop_status status =
        check_sizes(host[2].rows, host[2].columns, host[0].columns, device);

    if (status != WORKSHOP_SUCCESS)
        return status;
    if (create_buffers(session->context, device, buffers) != CL_SUCCESS ||
        upload(session->queue, buffers[0], &device[0], &host[0], a) != CL_SUCCESS ||
        upload(session->queue, buffers[1], &device[1], &host[1], b) != CL_SUCCESS) {
        status = opencl_fault();
        goto done;
    }
    status = launch(matmul, session->queue, device, buffers, 0, NULL, NULL);
    if (status == WORKSHOP_SUCCESS &&
        download(session->queue, buffers[2], &device[2], &host[2], c) != CL_SUCCESS)
        status = opencl_fault();
done:
    if (status != WORKSHOP_SUCCESS)
        clFinish(session->queue); /* copies that still read the caller's memory */
    for (size_t i = 0; i < MATRICES; i++)
        if (buffers[i])
            clReleaseMemObject(buffers[i]);
    return status;
}

enum workshop_status workshop_matmul_multiply(workshop_matmul *matmul, size_t m, size_t n, size_t k,
                                              const float *a, size_t lda, const float *b,
                                              size_t ldb, float *c, size_t ldc)
{
    struct matrix host[MATRICES];

    if (!matmul || !a || !b || !c)
        return fault(WORKSHOP_INVALID_ARGUMENT, "%s is NULL.",
                     !matmul ? "The handle"
                     : !a    ? "a"
                     : !b    ? "b"
                             : "c");
    matrices_of(m, n, k, lda, ldb, ldc, host);
    enum workshop_status status = check_sizes(m, n, k, host);
    if (status == WORKSHOP_SUCCESS && (c == a || c == b))
        status =
            fault(WORKSHOP_INVALID_ARGUMENT, "c is the same memory as %s.", c == a ? "a" : "b");
    return status == WORKSHOP_SUCCESS ? multiply(matmul, host, a, b, c) : status;
}
