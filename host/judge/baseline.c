#include "baseline.h"

#include "events.h"

#include "../opencl/clblast.h"

/* --- copies ------------------------------------------------------------------------------------ */

static cl_int run_copy(void *self, double *ms)
{
    const struct copy_way *copy = self;
    return copier_run(copy->copier, copy->way, ms);
}

size_t baseline_open_copies(const struct session *session, const struct test_case *test,
                            struct baseline *baseline, struct contestant *contestants)
{
    const size_t bytes = (size_t)(test->bytes / 2.0);
    *baseline = (struct baseline){0};
    baseline->copies = copier_open(session, bytes, &baseline->copier) == CL_SUCCESS;
    for (int way = 0; baseline->copies && way < COPY_WAYS; way++) {
        baseline->ways[way] = (struct copy_way){&baseline->copier, way};
        contestants[way] =
            (struct contestant){.name = "copy", .run = run_copy, .self = &baseline->ways[way]};
    }
    return baseline->copies ? COPY_WAYS : 0;
}

void baseline_close(struct baseline *baseline)
{
    if (baseline->copies)
        copier_close(&baseline->copier);
    baseline->copies = false;
}

void baseline_keep_fastest(struct contestant *copies)
{
    for (int way = 1; way < COPY_WAYS; way++)
        if (copies[way].median_ms < copies[0].median_ms)
            copies[0] = copies[way];
}

/* --- CLBlast ----------------------------------------------------------------------------------- */

/* The arguments of matmul's contract, in its order. */
static cl_int run_gemm(void *self, double *ms)
{
    const struct trial *trial = self;
    const struct test_case *test = trial->test;
    const struct clblast_product product = {.m = test->arguments[3].count,
                                            .n = test->arguments[4].count,
                                            .k = test->arguments[5].count,
                                            .a = trial->buffers[0].argument,
                                            .b = trial->buffers[1].argument,
                                            .c = trial->buffers[2].argument,
                                            .lda = test->arguments[6].count,
                                            .ldb = test->arguments[7].count,
                                            .ldc = test->arguments[8].count};
    return clblast_multiply(trial->session, &product, ms);
}

/* The arguments of conv2d's contract, in its order. */
static cl_int run_convgemm(void *self, double *ms)
{
    const struct trial *trial = self;
    const struct array *input = &trial->test->arguments[0].array;
    const struct clblast_convolution convolution = {.channels = input->planes,
                                                    .height = input->rows,
                                                    .width = input->columns,
                                                    .kernel_size =
                                                        trial->test->arguments[1].array.rows,
                                                    .input = trial->buffers[0].argument,
                                                    .weights = trial->buffers[1].argument,
                                                    .output = trial->buffers[2].argument};
    return clblast_convolve(trial->session, &convolution, ms);
}

/* Its convolution serves on a GPU only: on a CPU it needs a thousand times as long as a plain kernel. */
static bool serves(const struct exercise *exercise, const struct device *device)
{
    return clblast_present() &&
           (exercise->clblast == CLBLAST_GEMM ||
            (exercise->clblast == CLBLAST_CONVGEMM && device->type != CL_DEVICE_TYPE_CPU));
}

bool baseline_clblast(const struct exercise *exercise, struct trial *trial,
                      struct contestant *contestant)
{
    double ms = 0.0;
    if (!serves(exercise, trial->session->device))
        return false;
    *contestant =
        (struct contestant){.name = "clblast",
                            .run = exercise->clblast == CLBLAST_GEMM ? run_gemm : run_convgemm,
                            .self = trial};
    event_stage(STAGE_BASELINE, trial->test->kernel->name, trial->test->name, 0, 0);
    return contestant->run(contestant->self, &ms) == CL_SUCCESS;
}
