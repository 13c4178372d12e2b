#include "performance.h"

#include "baseline.h"
#include "events.h"

#include "../exercises/limits_kept.h"
#include "../opencl/clblast.h"

#include <math.h>

#define BUDGET_MS 150.0
#define ABOVE_LIMIT 1.10 /* times the device's limit: a figure that cannot be */

static cl_int run_trial(void *self, double *ms)
{
    enum trial_step step;
    return trial_run(self, ms, &step);
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
    cJSON_AddNumberToObject(fields, "spread", contestant->spread);
    cJSON_AddNumberToObject(fields, "gbs", seconds > 0.0 ? test->bytes / seconds * 1e-9 : 0.0);
    cJSON_AddNumberToObject(fields, "gflops", seconds > 0.0 ? test->flops / seconds * 1e-9 : 0.0);
    return fields;
}

static void add_share(cJSON *fields, const char *key, double baseline_ms, double ms)
{
    if (baseline_ms > 0.0 && ms > 0.0)
        cJSON_AddNumberToObject(fields, key, baseline_ms / ms);
}

/* The kernel's own figure: its share of the limit, median against median, and whether the shortest
 * time that was ever seen makes it suspect. */
static cJSON *own_figure(const struct test_case *test, const struct contestant *yours,
                         double limit_median_ms, double limit_min_ms)
{
    cJSON *own = figure(test, yours);
    if (test->other_units)
        return own;
    add_share(own, "of_limit", limit_median_ms, yours->median_ms);
    if (limit_min_ms > ABOVE_LIMIT * yours->median_ms)
        cJSON_AddBoolToObject(own, "suspect", true);
    return own;
}

/* --- measuring --------------------------------------------------------------------------------- */

/* The shortest time that a copy of as many bytes was ever seen to take: in turns with the kernel and, which only
 * matters for a kernel that beats that, when the device's limits were measured. */
static double shortest_copy_ms(const struct session *session, const struct test_case *test,
                               const struct contestant *copy, double own_ms)
{
    struct limits limits;
    if (copy->min_ms <= ABOVE_LIMIT * own_ms || !limits_of(session, false, &limits, NULL))
        return copy->min_ms;
    return fmin(copy->min_ms, limits_ms(&limits, test->bytes, 0.0));
}

static void measure_beside_copy(const struct session *session, struct trial *trial, cJSON *figures)
{
    struct baseline baseline;
    struct contestant contestants[1 + COPY_WAYS] = {
        {.name = "yours", .run = run_trial, .self = trial}};
    const size_t copies = baseline_open_copies(session, trial->test, &baseline, contestants + 1);

    if (measure_in_turns(contestants, 1 + copies, BUDGET_MS) == CL_SUCCESS) {
        if (copies > 0)
            baseline_keep_fastest(contestants + 1);
        const double shortest =
            shortest_copy_ms(session, trial->test, &contestants[1], contestants[0].median_ms);
        cJSON_AddItemToArray(
            figures, own_figure(trial->test, &contestants[0], contestants[1].median_ms, shortest));
        if (copies > 0)
            cJSON_AddItemToArray(figures, figure(trial->test, &contestants[1]));
    }
    baseline_close(&baseline);
}

/* The shortest time that the arithmetic can take; 0 if that is not known. Whoever was faster makes it
 * be measured again: it may have been measured while other programs ran. */
static double shortest_ms(const struct session *session, const struct test_case *test,
                          double fastest_ms)
{
    struct limits limits;
    if (!limits_of(session, false, &limits, NULL))
        return 0.0;
    if (!test->other_units && limits_ms(&limits, test->bytes, test->flops) > fastest_ms &&
        !limits_of(session, true, &limits, NULL))
        return 0.0;
    return limits_ms(&limits, 0.0, test->flops);
}

static void measure_beside_clblast(const struct session *session, const struct exercise *exercise,
                                   struct trial *trial, bool baseline, cJSON *figures)
{
    const struct test_case *test = trial->test;
    struct contestant contestants[2] = {{.name = "yours", .run = run_trial, .self = trial}};
    const bool beside = baseline && baseline_clblast(exercise, trial, &contestants[1]);

    if (baseline && !beside && clblast_present())
        event_note("CLBlast could not multiply on this device; there is no baseline.");
    event_stage(STAGE_CASE, test->kernel->name, test->name, 0, 0);
    if (measure_in_turns(contestants, beside ? 2 : 1, BUDGET_MS) != CL_SUCCESS)
        return;
    event_stage(STAGE_BASELINE, "", "the device's limits", 0, 0);
    const double limit_ms = shortest_ms(session, test, contestants[0].median_ms);
    cJSON *own = own_figure(test, &contestants[0], limit_ms, limit_ms);
    cJSON_AddItemToArray(figures, own);
    if (beside) {
        add_share(own, "of_clblast", contestants[1].median_ms, contestants[0].median_ms);
        cJSON_AddItemToArray(figures, figure(test, &contestants[1]));
    }
}

void performance_measure(const struct session *session, const struct exercise *exercise,
                         struct trial *trial, uint64_t seed, bool baseline, cJSON *figures)
{
    /* Other inputs than the case's own, which are judged afterwards: no result can be replayed. */
    if (trial_fill_random(trial, seed ^ 0x7f4a7c15u) != CL_SUCCESS)
        return;
    event_stage(STAGE_CASE, trial->test->kernel->name, trial->test->name, 0, 0);
    if (exercise->clblast == CLBLAST_GEMM)
        measure_beside_clblast(session, exercise, trial, baseline, figures);
    else
        measure_beside_copy(session, trial, figures);
}
