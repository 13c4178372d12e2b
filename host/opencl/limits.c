#include "limits.h"

#include "copy.h"
#include "error.h"
#include "launch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { RUNS = 12, CHAINS = 8 };

/* Chains of multiply-adds that do not wait for each other; scalars suit GPUs, vectors CPUs. */
static char RATE_TEXT[] =
    "#define CHAIN(x) x = fma(x, a, b)\n"
    "#define RATE(name, type)                                                                 \\\n"
    "    __kernel void name(__global type *out, const float factor, const uint rounds)        \\\n"
    "    {                                                                                    \\\n"
    "        const type a = (type)(factor), b = (type)(1.0f - factor);                        \\\n"
    "        type s = b, t = a, u = s + t, v = s - t, w = u + t, x = v - s, y = w + u, z = x; \\\n"
    "        for (uint i = 0; i < rounds; i++) {                                              \\\n"
    "            CHAIN(s); CHAIN(t); CHAIN(u); CHAIN(v); CHAIN(w); CHAIN(x); CHAIN(y); CHAIN(z); "
    "\\\n"
    "        }                                                                                \\\n"
    "        out[get_global_id(0)] = s + t + u + v + w + x + y + z;                           \\\n"
    "    }\n"
    "RATE(rate_float, float)\n"
    "RATE(rate_float16, float16)\n"
    "__kernel void nothing(__global float *out) { if (!out) return; }\n";
static char RATE_NAME[] = "limit kernels";

static const struct {
    const char *kernel;
    size_t lanes;
} RATES[] = {{"rate_float", 1}, {"rate_float16", 16}};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

/* --- copying ----------------------------------------------------------------------------------- */

static size_t copy_bytes(const struct device *device)
{
    const size_t wanted = device->type & CL_DEVICE_TYPE_CPU ? (size_t)64 << 20 : (size_t)512 << 20;
    const size_t most = (size_t)(device->global_memory / 8);
    return wanted < most ? wanted : most;
}

static cl_int measure_copy(const struct session *session, double *gbs)
{
    struct copier copier;
    double best_ms = 0.0, ms = 0.0;
    cl_int err = copier_open(session, copy_bytes(session->device), &copier);
    if (err != CL_SUCCESS)
        return err;
    for (int run = 0; run < RUNS * COPY_WAYS && err == CL_SUCCESS; run++) {
        err = copier_run(&copier, run % COPY_WAYS, &ms);
        if (ms > 0.0 && (best_ms == 0.0 || ms < best_ms))
            best_ms = ms;
    }
    *gbs = best_ms > 0.0 ? 2.0 * (double)copier.bytes / best_ms * 1e-6 : 0.0;
    copier_close(&copier);
    return err;
}

/* --- computing --------------------------------------------------------------------------------- */

struct rate {
    cl_kernel kernel;
    size_t items, lanes;
    cl_uint rounds;
};

static cl_int run_rate(const struct session *session, const struct rate *rate, double *ms)
{
    cl_event event = NULL;
    cl_int err = clEnqueueNDRangeKernel(session->queue, rate->kernel, 1, NULL, &rate->items, NULL,
                                        0, NULL, &event);
    if (!failed(err, "start the kernel that measures arithmetic"))
        err = launch_wait(session, event, ms);
    if (event)
        clReleaseEvent(event);
    return err;
}

static cl_int best_rate(const struct session *session, const struct rate *rate, double *gflops)
{
    const double flops =
        2.0 * CHAINS * (double)rate->rounds * (double)rate->items * (double)rate->lanes;
    cl_int err = CL_SUCCESS;
    for (int run = 0; run < RUNS && err == CL_SUCCESS; run++) {
        double ms = 0.0;
        err = run_rate(session, rate, &ms);
        if (err == CL_SUCCESS && ms > 0.0 && flops / ms * 1e-6 > *gflops)
            *gflops = flops / ms * 1e-6;
    }
    return err;
}

static cl_int measure_rate(const struct session *session, cl_program program, double *gflops)
{
    const bool cpu = session->device->type & CL_DEVICE_TYPE_CPU;
    const size_t items = (cpu ? 64u : 8192u) * (size_t)session->device->compute_units;
    const cl_float factor = 0.999f;
    cl_int err = CL_SUCCESS;
    cl_mem out =
        clCreateBuffer(session->context, CL_MEM_WRITE_ONLY, items * 16 * sizeof(float), NULL, &err);
    failed(err, "create a buffer");
    for (size_t i = 0; i < sizeof RATES / sizeof RATES[0] && err == CL_SUCCESS; i++) {
        struct rate rate = {.items = items, .lanes = RATES[i].lanes};
        rate.rounds = (cpu ? 16384u : 1024u) / (cl_uint)rate.lanes;
        rate.kernel = clCreateKernel(program, RATES[i].kernel, &err);
        if (failed(err, "find the kernel that measures arithmetic"))
            break;
        err = clSetKernelArg(rate.kernel, 0, sizeof out, &out);
        if (err == CL_SUCCESS)
            err = clSetKernelArg(rate.kernel, 1, sizeof factor, &factor);
        if (err == CL_SUCCESS)
            err = clSetKernelArg(rate.kernel, 2, sizeof rate.rounds, &rate.rounds);
        if (!failed(err, "set the arguments of the kernel that measures arithmetic"))
            err = best_rate(session, &rate, gflops);
        clReleaseKernel(rate.kernel);
    }
    if (out)
        clReleaseMemObject(out);
    return err;
}

/* --- launching --------------------------------------------------------------------------------- */

static cl_int measure_launch(const struct session *session, cl_program program, double *launch_us)
{
    const size_t one = 1;
    const cl_mem none = NULL;
    cl_int err = CL_SUCCESS;
    cl_kernel kernel = clCreateKernel(program, "nothing", &err);
    if (failed(err, "find the empty kernel"))
        return err;
    err = clSetKernelArg(kernel, 0, sizeof none, &none);
    for (int run = 0; run < 10 * RUNS && err == CL_SUCCESS; run++) {
        const double start = now_us();
        err = clEnqueueNDRangeKernel(session->queue, kernel, 1, NULL, &one, &one, 0, NULL, NULL);
        if (err == CL_SUCCESS)
            err = clFinish(session->queue);
        const double us = now_us() - start;
        if (*launch_us == 0.0 || us < *launch_us)
            *launch_us = us;
    }
    failed(err, "run the empty kernel");
    clReleaseKernel(kernel);
    return err;
}

/* --- all --------------------------------------------------------------------------------------- */

cl_int limits_measure(const struct session *session, struct limits *limits)
{
    const struct source source = {RATE_TEXT, sizeof RATE_TEXT - 1, RATE_NAME};
    struct program program;

    *limits = (struct limits){0};
    cl_int err = program_build(session, &source, "", &program);
    if (!failed(err, "build the kernels that measure the device"))
        err = measure_rate(session, program.program, &limits->gflops);
    if (err == CL_SUCCESS)
        err = measure_launch(session, program.program, &limits->launch_us);
    program_free(&program);
    return err == CL_SUCCESS ? measure_copy(session, &limits->copy_gbs) : err;
}

double limits_ms(const struct limits *limits, double bytes, double flops)
{
    const double moving = limits->copy_gbs > 0.0 ? bytes / limits->copy_gbs * 1e-6 : 0.0;
    const double computing = limits->gflops > 0.0 ? flops / limits->gflops * 1e-6 : 0.0;
    return moving > computing ? moving : computing;
}
