#include "copy.h"
#include "error.h"
#include "launch.h"

#define BLOCK_BYTES 16384u /* what a work-item of copy_blocks moves */

static char COPY_TEXT[] =
    "__kernel void copy_vectors(__global const float4 *from, __global float4 *to)\n"
    "{\n"
    "    to[get_global_id(0)] = from[get_global_id(0)];\n"
    "}\n"
    "__kernel void copy_blocks(__global const float16 *from, __global float16 *to)\n"
    "{\n"
    "    const size_t start = get_global_id(0) * 256;\n"
    "    for (size_t i = start; i < start + 256; i++)\n"
    "        to[i] = from[i];\n"
    "}\n"
    "#ifdef __has_builtin\n"
    "#if __has_builtin(__builtin_nontemporal_store)\n"
    "#define PUT(value, to) __builtin_nontemporal_store(value, to)\n"
    "#endif\n"
    "#endif\n"
    "#ifndef PUT\n"
    "#define PUT(value, to) *(to) = value\n"
    "#endif\n"
    "__kernel void copy_streams(__global const float16 *from, __global float16 *to)\n"
    "{\n"
    "    const size_t start = get_global_id(0) * 256;\n"
    "    for (size_t i = start; i < start + 256; i++)\n"
    "        PUT(from[i], &to[i]);\n"
    "}\n";
static char COPY_NAME[] = "copy kernels";

static const struct {
    const char *kernel;
    size_t bytes; /* a work-item */
} WAYS[COPY_WAYS] = {
    {NULL, 0}, {"copy_vectors", 16}, {"copy_blocks", BLOCK_BYTES}, {"copy_streams", BLOCK_BYTES}};

cl_int copier_open(const struct session *session, size_t bytes, struct copier *copier)
{
    const struct source source = {COPY_TEXT, sizeof COPY_TEXT - 1, COPY_NAME};
    cl_int err = CL_SUCCESS;

    bytes = (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    *copier = (struct copier){.session = session, .bytes = bytes};
    err = program_build(session, &source, "", &copier->program);
    if (failed(err, "build the copy kernels"))
        goto done;
    copier->from = clCreateBuffer(session->context, CL_MEM_READ_WRITE, bytes, NULL, &err);
    if (failed(err, "create a buffer to copy from"))
        goto done;
    copier->to = clCreateBuffer(session->context, CL_MEM_READ_WRITE, bytes, NULL, &err);
    if (failed(err, "create a buffer to copy to"))
        goto done;
    const cl_uint pattern = 0x3f9e3779; /* memory that was never written may not be backed at all */
    err = clEnqueueFillBuffer(session->queue, copier->from, &pattern, sizeof pattern, 0, bytes, 0,
                              NULL, NULL);
    if (failed(err, "fill the buffer to copy from"))
        goto done;
    for (int way = 0; way < COPY_WAYS; way++) {
        if (!WAYS[way].kernel)
            continue;
        copier->kernels[way] = clCreateKernel(copier->program.program, WAYS[way].kernel, &err);
        if (failed(err, "find a copy kernel"))
            goto done;
        err = clSetKernelArg(copier->kernels[way], 0, sizeof copier->from, &copier->from);
        if (err == CL_SUCCESS)
            err = clSetKernelArg(copier->kernels[way], 1, sizeof copier->to, &copier->to);
        if (failed(err, "set the arguments of a copy kernel"))
            goto done;
    }
done:
    if (err != CL_SUCCESS)
        copier_close(copier);
    return err;
}

void copier_close(struct copier *copier)
{
    for (int way = 0; way < COPY_WAYS; way++)
        if (copier->kernels[way])
            clReleaseKernel(copier->kernels[way]);
    if (copier->to)
        clReleaseMemObject(copier->to);
    if (copier->from)
        clReleaseMemObject(copier->from);
    program_free(&copier->program);
    *copier = (struct copier){0};
}

cl_int copier_run(const struct copier *copier, int way, double *ms)
{
    const struct session *session = copier->session;
    cl_event event = NULL;
    cl_int err = CL_SUCCESS;

    if (copier->kernels[way]) {
        const size_t items = copier->bytes / WAYS[way].bytes;
        err = clEnqueueNDRangeKernel(session->queue, copier->kernels[way], 1, NULL, &items, NULL, 0,
                                     NULL, &event);
    } else {
        err = clEnqueueCopyBuffer(session->queue, copier->from, copier->to, 0, 0, copier->bytes, 0,
                                  NULL, &event);
    }
    if (!failed(err, "start a copy"))
        err = launch_wait(session, event, ms);
    if (event)
        clReleaseEvent(event);
    return err;
}
