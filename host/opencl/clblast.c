#include "clblast.h"
#include "error.h"
#include "launch.h"

#ifdef WORKSHOP_HAVE_CLBLAST
#include <clblast_c.h>
#include <time.h>

bool clblast_present(void)
{
    return true;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

/* Runs one of CLBlast's routines, which may be several kernels: markers around them time all of it. */
static cl_int run_routine(const struct session *session,
                          cl_int (*routine)(const void *, cl_command_queue *), const void *with,
                          double *ms)
{
    cl_command_queue queue = session->queue;
    cl_event before = NULL, after = NULL;
    const double start = now_ms();

    cl_int err = clEnqueueMarkerWithWaitList(queue, 0, NULL, &before);
    if (failed(err, "mark the start of CLBlast's work"))
        goto done;
    err = routine(with, &queue);
    if (failed(err, "compute with CLBlast"))
        goto done;
    err = clEnqueueMarkerWithWaitList(queue, 0, NULL, &after);
    if (failed(err, "mark the end of CLBlast's work"))
        goto done;
    err = launch_wait(session, after, NULL);
    if (err != CL_SUCCESS)
        goto done;
    *ms = 0.0;
    if (launch_time_between(before, after, ms) != CL_SUCCESS || *ms <= 0.0)
        *ms = now_ms() - start; /* a driver that does not time markers: the host's clock then */
done:
    if (after)
        clReleaseEvent(after);
    if (before)
        clReleaseEvent(before);
    return err;
}

static cl_int gemm(const void *with, cl_command_queue *queue)
{
    const struct clblast_product *p = with;
    return (cl_int)CLBlastSgemm(CLBlastLayoutRowMajor, CLBlastTransposeNo, CLBlastTransposeNo, p->m,
                                p->n, p->k, 1.0f, p->a, 0, p->lda, p->b, 0, p->ldb, 0.0f, p->c, 0,
                                p->ldc, queue, NULL);
}

cl_int clblast_multiply(const struct session *session, const struct clblast_product *product,
                        double *ms)
{
    return run_routine(session, gemm, product, ms);
}

/* Every channel is an image of a batch. */
static cl_int convgemm(const void *with, cl_command_queue *queue)
{
    const struct clblast_convolution *c = with;
    const size_t size = c->kernel_size, edge = size / 2;
    return (cl_int)CLBlastSconvgemm(CLBlastKernelModeCrossCorrelation, 1, c->height, c->width, size,
                                    size, edge, edge, 1, 1, 1, 1, 1, c->channels, c->input, 0,
                                    c->weights, 0, c->output, 0, queue, NULL);
}

cl_int clblast_convolve(const struct session *session,
                        const struct clblast_convolution *convolution, double *ms)
{
    return run_routine(session, convgemm, convolution, ms);
}

#else

bool clblast_present(void)
{
    return false;
}

cl_int clblast_multiply(const struct session *session, const struct clblast_product *product,
                        double *ms)
{
    (void)session, (void)product, (void)ms;
    return CL_INVALID_OPERATION;
}

cl_int clblast_convolve(const struct session *session,
                        const struct clblast_convolution *convolution, double *ms)
{
    (void)session, (void)convolution, (void)ms;
    return CL_INVALID_OPERATION;
}

#endif
