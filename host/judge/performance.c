#include "performance.h"

#include "events.h"
#include "measure.h"

#include "../exercises/random.h"
#include "../opencl/clblast.h"
#include "../opencl/copy.h"
#include "../opencl/error.h"

#include <stdio.h>

#define BUDGET_MS 150.0
#define ABOVE_LIMIT 1.10 /* times the device's limit: a figure that cannot be */

/* --- contestants ------------------------------------------------------------------------------- */

static cl_int run_trial(void *self, double *ms)
{
    enum trial_step step;
    return trial_run(self, ms, &step);
}

struct copy_way {
    const struct copier *copier;
    int way;
};

static cl_int run_copy(void *self, double *ms)
{
    const struct copy_way *copy = self;
    return copier_run(copy->copier, copy->way, ms);
}

/* CLBlast's product of the trial's own buffers: the arguments of the contract, in its order. */
static cl_int run_clblast(void *self, double *ms)
{
    const struct trial *trial = self;
    const struct test_case *test = trial->test;
    return clblast_multiply(trial->session, test->arguments[3].count, test->arguments[4].count,
                            test->arguments[5].count, trial->buffers[0].argument,
                            test->arguments[6].count, trial->buffers[1].argument,
                            test->arguments[7].count, trial->buffers[2].argument,
                            test->arguments[8].count, ms);
}

/* --- figures ----------------------------------------------------------------------------------- */

static cJSON *figure(const struct test_case *test, const struct contestant *contestant)
{
    const double seconds = contestant->median_ms * 1e-3;
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddStringToObject(fields, "kernel", test->kernel->name);
    cJSON_AddStringToObject(fields, "case", test->name);
    cJSON_AddStringToObject(fields, "contestant", contestant->name);
    cJSON_AddNumberToObject(fields, "median_ms", contestant->median_ms);
    cJSON_AddNumberToObject(fields, "min_ms", contestant->min_ms);
    cJSON_AddNumberToObject(fields, "gbs", seconds > 0.0 ? test->bytes / seconds * 1e-9 : 0.0);
    cJSON_AddNumberToObject(fields, "gflops", seconds > 0.0 ? test->flops / seconds * 1e-9 : 0.0);
    return fields;
}

static void add_share(cJSON *fields, const char *key, double baseline_ms, double ms)
{
    if (baseline_ms > 0.0 && ms > 0.0)
        cJSON_AddNumberToObject(fields, key, baseline_ms / ms);
}

/* The fastest way to copy becomes the first of the ways. */
static void keep_fastest(struct contestant *copies)
{
    for (int way = 1; way < COPY_WAYS; way++)
        if (copies[way].median_ms < copies[0].median_ms)
            copies[0] = copies[way];
}

static void report(const struct test_case *test, const struct contestant *yours,
                   const struct contestant *copy, const struct contestant *clblast, cJSON *figures)
{
    cJSON *own = figure(test, yours);
    if (copy)
        add_share(own, "of_limit", copy->median_ms, yours->median_ms);
    if (clblast)
        add_share(own, "of_clblast", clblast->median_ms, yours->median_ms);
    if (copy && copy->min_ms > ABOVE_LIMIT * yours->median_ms)
        cJSON_AddBoolToObject(own, "suspect", true);
    cJSON_AddItemToArray(figures, own);
    if (clblast)
        cJSON_AddItemToArray(figures, figure(test, clblast));
    else if (copy)
        cJSON_AddItemToArray(figures, figure(test, copy));
}

/* --- measuring --------------------------------------------------------------------------------- */

static void measure_beside_copy(const struct session *session, struct trial *trial, cJSON *figures)
{
    struct copier copier;
    struct copy_way ways[COPY_WAYS];
    struct contestant contestants[1 + COPY_WAYS] = {{"yours", run_trial, trial, 0, 0}};
    cl_int err = copier_open(session, (size_t)(trial->test->bytes / 2.0), &copier);
    const bool can_copy = err == CL_SUCCESS;

    for (int way = 0; way < COPY_WAYS; way++) {
        ways[way] = (struct copy_way){&copier, way};
        contestants[1 + way] = (struct contestant){"copy", run_copy, &ways[way], 0, 0};
    }
    err = measure_in_turns(contestants, can_copy ? 1 + COPY_WAYS : 1, BUDGET_MS);
    if (err == CL_SUCCESS) {
        keep_fastest(contestants + 1);
        report(trial->test, &contestants[0], can_copy ? &contestants[1] : NULL, NULL, figures);
    }
    if (can_copy)
        copier_close(&copier);
}

static void measure_beside_clblast(struct trial *trial, bool baseline, cJSON *figures)
{
    struct contestant contestants[] = {
        {"yours", run_trial, trial, 0, 0},
        {"clblast", run_clblast, trial, 0, 0},
    };
    double ms = 0.0;
    size_t count = 1;

    if (baseline && clblast_present()) {
        event_stage(STAGE_BASELINE, trial->test->kernel->name, trial->test->name, 0, 0);
        if (run_clblast(trial, &ms) == CL_SUCCESS)
            count = 2;
        else
            event_note("CLBlast could not multiply on this device; there is no baseline.");
    }
    event_stage(STAGE_CASE, trial->test->kernel->name, trial->test->name, 0, 0);
    if (measure_in_turns(contestants, count, BUDGET_MS) == CL_SUCCESS)
        report(trial->test, &contestants[0], NULL, count > 1 ? &contestants[1] : NULL, figures);
}

void performance_measure(const struct session *session, const struct exercise *exercise,
                         struct trial *trial, uint64_t seed, bool baseline, cJSON *figures)
{
    /* Other inputs than the case's own, which are judged afterwards: no result can be replayed. */
    if (trial_fill_random(trial, seed ^ 0x7f4a7c15u) != CL_SUCCESS)
        return;
    event_stage(STAGE_CASE, trial->test->kernel->name, trial->test->name, 0, 0);
    if (exercise->has_clblast)
        measure_beside_clblast(trial, baseline, figures);
    else
        measure_beside_copy(session, trial, figures);
}
