#include <workshop/matmul.h>

#include "check.h"
#include "fault.h"
#include "solution.h"
#include "variant.h"

#include "../exercises/tuned.h"
#include "../opencl/error.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES = 3 }; /* of sizes, each with values of its own */

/* What products of a class are launched with. */
struct choice {
    const char *size_class;
    const struct variant *variant;
};

struct workshop_matmul {
    struct device device;
    struct session session;
    struct source source;
    char *options;                        /* the caller's; NULL: tuned values are looked up */
    struct variant variants[CLASSES + 1]; /* each with other options; one may be without any */
    size_t variant_count;
    struct choice choices[CLASSES + 1]; /* ends with one without variant */
    pthread_mutex_t lock; /* of the variants, and from a kernel's first argument to its launch */
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

/* --- tuned values ------------------------------------------------------------------------------ */

/* The build options with the values that were tuned for the kernel, this device and products of that
 * class; "" if there are none. */
static void find_values(const workshop_matmul *matmul, const char *size_class,
                        char options[VARIANT_OPTIONS])
{
    static pthread_mutex_t one_at_a_time =
        PTHREAD_MUTEX_INITIALIZER; /* the stores keep sentences */
    const struct device *device = &matmul->device;
    const struct device_key key = {device->name, device->platform_name, device->driver,
                                   device_type_name(device)};
    char from[256];

    pthread_mutex_lock(&one_at_a_time);
    if (strcmp(matmul->source.text, solution_text) == 0)
        tuned_find_carried(&key, solution_text, solution_name, solution_tuned, size_class, options,
                           VARIANT_OPTIONS);
    else
        tuned_find(&key, matmul->source.name, size_class, options, VARIANT_OPTIONS, from,
                   sizeof from);
    pthread_mutex_unlock(&one_at_a_time);
}

/* The variant with these options, built if it is not there yet. */
static enum workshop_status get_variant(workshop_matmul *matmul, const char *options,
                                        const struct variant **variant)
{
    for (size_t i = 0; i < matmul->variant_count; i++) {
        *variant = &matmul->variants[i];
        if (strcmp((*variant)->options, options) == 0)
            return WORKSHOP_SUCCESS;
    }
    struct variant *made = &matmul->variants[matmul->variant_count];
    enum workshop_status status = variant_open(&matmul->session, &matmul->source, options, made);
    matmul->variant_count += status == WORKSHOP_SUCCESS;
    *variant = made;
    return status;
}

/* The variant for that many outputs. Where tuned values do not build, the file's own do. */
static enum workshop_status choose_variant(workshop_matmul *matmul, double outputs,
                                           const struct variant **variant)
{
    const char *size_class = class_of_outputs(outputs);
    char options[VARIANT_OPTIONS] = "";
    struct choice *choice = matmul->choices;

    for (; choice->variant; choice++) {
        *variant = choice->variant;
        if (strcmp(choice->size_class, size_class) == 0)
            return WORKSHOP_SUCCESS;
    }
    if (!matmul->options)
        find_values(matmul, size_class, options);
    enum workshop_status status =
        get_variant(matmul, matmul->options ? matmul->options : options, variant);
    if (status != WORKSHOP_SUCCESS && options[0])
        status = get_variant(matmul, "", variant);
    if (status == WORKSHOP_SUCCESS)
        *choice = (struct choice){size_class, *variant};
    return status;
}

/* Takes the source and the options, and builds what large products on a GPU, or middling ones
 * elsewhere, are launched with: a file that cannot be used shows here. */
static enum workshop_status prepare(const char *path, const char *options, workshop_matmul *matmul)
{
    const struct variant *variant = NULL;
    const bool on_gpu = (matmul->device.type & CL_DEVICE_TYPE_GPU) != 0;
    enum workshop_status status = read_kernel(path, &matmul->source);

    if (status != WORKSHOP_SUCCESS)
        return status;
    matmul->options = options ? strdup(options) : NULL;
    if (options && !matmul->options)
        return fault(WORKSHOP_OUT_OF_MEMORY, "No memory for the build options.");
    return choose_variant(matmul, on_gpu ? 0x1p24 : 0x1p20, &variant);
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
    for (size_t i = 0; i < matmul->variant_count; i++)
        variant_close(&matmul->variants[i]);
    source_free(&matmul->source);
    free(matmul->options);
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
    for (; index < VARIANT_ARGUMENTS && err == CL_SUCCESS; index++)
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
    const struct variant *variant = NULL;
    size_t global_size[3];

    pthread_mutex_lock(&matmul->lock);
    enum workshop_status status =
        choose_variant(matmul, (double)outputs[0] * (double)outputs[1], &variant);
    if (status != WORKSHOP_SUCCESS)
        goto done;
    cl_int err = set_arguments(variant->kernel, matrices, buffers);
    if (err == CL_INVALID_ARG_SIZE || err == CL_INVALID_ARG_VALUE) {
        status = fault(WORKSHOP_INVALID_KERNEL,
                       "%s: matmul does not take the arguments that <workshop/matmul.h> names.",
                       matmul->source.name);
        goto done;
    }
    if (failed(err, "set the kernel's arguments")) {
        status = opencl_fault();
        goto done;
    }
    launch_global_size(&variant->shape, outputs, global_size);
    err = clEnqueueNDRangeKernel(queue, variant->kernel, 2, NULL, global_size, variant->shape.local,
                                 wait_count, wait_list, event);
    if (failed(err, "launch the kernel"))
        status = opencl_fault();
done:
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
