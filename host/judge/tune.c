#include "tune.h"

#include "build.h"
#include "compare.h"
#include "damage.h"
#include "events.h"
#include "inspect.h"
#include "judge.h"
#include "measure.h"
#include "trial.h"

#include "../exercises/fields.h"
#include "../opencl/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SCREENING_MS 60.0 /* wall time that timing one candidate takes at least, if */
enum { SCREENING_LEAST = 3, SCREENING_MOST = 30 }; /* launches allow it */
#define TURNS_MS 150.0                             /* for each contestant */
#define AT_ONCE 4.0 /* times the best: a candidate is given up after its first launches; */
#define SOON 1.5    /* after a few, */
#define SOON_MS 5.0 /* and so much time, in which what else the machine does has passed */

/* A candidate, and what became of it. */
struct attempt {
    char number[24];     /* as the parent counts it */
    const char *options; /* the job's */
    const char *verdict; /* NULL: nothing is wrong so far */
    char why[256];
    bool begun; /* it was tried at all */
    double median_ms[TUNE_KERNELS], min_ms[TUNE_KERNELS];
    struct trial trial;
};

struct tuner {
    const struct exercise *exercise;
    struct session session;
    struct source source;
    struct builds builds;
    uint64_t seed;
    struct case_size size;
    double best_ms[TUNE_KERNELS];
    double end_ms; /* when no further candidate is begun */
    struct attempt attempts[TUNE_BATCH];
    size_t count;
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

/* --- verdicts ---------------------------------------------------------------------------------- */

static bool takes_halves(const struct tuner *tuner)
{
    return source_format(&tuner->source) == FORMAT_FP16;
}

__attribute__((format(printf, 3, 4))) static void drop(struct attempt *attempt, const char *verdict,
                                                       const char *format, ...)
{
    va_list list;
    if (attempt->verdict)
        return;
    attempt->verdict = verdict;
    va_start(list, format);
    vsnprintf(attempt->why, sizeof attempt->why, format, list);
    va_end(list);
}

/* The first line of a diagnosis, without the place that a build error begins with. */
static void drop_for(struct attempt *attempt, const char *verdict, cJSON *diagnosis)
{
    const char *message = text_of(diagnosis, "message");
    const size_t length = strcspn(message, "\n");
    const char *error = strstr(message, "error: ");
    if (error && (size_t)(error - message) < length)
        drop(attempt, verdict, "%.*s", (int)(message + length - error - 7), error + 7);
    else
        drop(attempt, verdict, "%.*s", (int)length, message);
    cJSON_Delete(diagnosis);
}

static cJSON *figures(const double *ms, size_t count)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(array, cJSON_CreateNumber(ms[i]));
    return array;
}

static void send_attempt(const struct tuner *tuner, const struct attempt *attempt)
{
    const size_t kernels = tuner->exercise->kernel_count;
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddStringToObject(fields, "number", attempt->number);
    cJSON_AddStringToObject(fields, "verdict", attempt->verdict ? attempt->verdict : "right");
    cJSON_AddStringToObject(fields, "why", attempt->why);
    cJSON_AddItemToObject(fields, "median_ms", figures(attempt->median_ms, kernels));
    cJSON_AddItemToObject(fields, "min_ms", figures(attempt->min_ms, kernels));
    event_send("candidate", fields);
}

/* --- one launch -------------------------------------------------------------------------------- */

/* The program of the attempt for a case; NULL if there is none. */
static const struct build *get_build(struct tuner *tuner, struct attempt *attempt,
                                     const char *case_options)
{
    char options[BUILD_OPTIONS];
    cJSON *diagnosis = NULL;
    snprintf(options, sizeof options, "%s%s%s", case_options,
             *case_options && *attempt->options ? " " : "", attempt->options);
    event_stage(STAGE_BUILD, attempt->number, "", 0, 0);
    const struct build *build = builds_get(&tuner->builds, options, &diagnosis);
    if (!build)
        drop_for(attempt, "unbuilt", diagnosis);
    return build;
}

/* The launch of a kernel, looked at before it is tried: some drivers abort on what is too large. */
static bool find_shape(struct tuner *tuner, struct attempt *attempt, const struct build *build,
                       const struct kernel_contract *contract, struct launch_shape *shape)
{
    cl_int err = CL_SUCCESS;
    cl_kernel kernel = clCreateKernel(build->program.program, contract->name, &err);
    if (err != CL_SUCCESS) {
        drop(attempt, "failed", "it has no kernel %s", contract->name);
        return false;
    }
    *shape = build->shape;
    launch_shape_complete(shape, &tuner->session, kernel, contract->dimensions);
    cJSON *diagnosis = inspect_arguments(kernel, contract, takes_halves(tuner));
    if (!diagnosis)
        diagnosis = inspect_launch(&tuner->session, kernel, contract, shape);
    if (diagnosis)
        drop_for(attempt, "failed", diagnosis);
    clReleaseKernel(kernel);
    return !attempt->verdict;
}

static void judge_output(struct attempt *attempt, const struct trial *trial)
{
    if (compare_wrong(trial->test, guarded_after(trial_output(trial))) > 0)
        drop(attempt, "failed", "wrong results, case %s", trial->test->name);
}

/* --- the small case ---------------------------------------------------------------------------- */

static void judge_small(struct tuner *tuner, struct attempt *attempt, struct trial *trial)
{
    enum trial_step step;
    event_stage(STAGE_CASE, attempt->number, trial->test->name, 0, 0);
    cl_int err = trial_fill(trial, tuner->seed, false);
    if (err == CL_SUCCESS)
        err = trial_run(trial, NULL, &step);
    if (err == CL_SUCCESS)
        err = trial_read(trial);
    if (err != CL_SUCCESS) {
        drop(attempt, "failed", "%s", opencl_failure());
        return;
    }
    cJSON *damage = damage_outside(trial);
    if (!damage)
        damage = damage_inputs(trial);
    if (damage)
        drop_for(attempt, "failed", damage);
    judge_output(attempt, trial);
}

/* One kernel on a case of partial tiles. */
static void check_kernel(struct tuner *tuner, struct attempt *attempt, const struct build *build,
                         size_t kernel)
{
    struct launch_shape shape;
    struct test_case test;
    struct trial trial;
    enum trial_step step;
    struct case_request request = {
        .simulated = true, .seed = tuner->seed, .halves = source_is_coarse(&tuner->source)};

    if (!find_shape(tuner, attempt, build, &tuner->exercise->kernels[kernel], &shape))
        return;
    memcpy(request.tile, shape.tile, sizeof request.tile);
    if (!tuner->exercise->make_case(&request, kernel, &test)) {
        drop(attempt, "failed", "the host has not enough memory for a case of its tile");
        return;
    }
    if (trial_open(&tuner->session, &build->program, &shape, &test, takes_halves(tuner), &trial,
                   &step) == CL_SUCCESS) {
        judge_small(tuner, attempt, &trial);
        trial_close(&trial);
    } else {
        drop(attempt, "failed", "%s", opencl_failure());
    }
    case_free(&test);
}

/* The options that the small cases are built with. */
static void options_of_cases(const struct tuner *tuner, char *options, size_t size)
{
    const struct case_request request = {.tile = {1, 1, 1}, .simulated = true, .seed = tuner->seed};
    struct test_case test;
    options[0] = '\0';
    if (!tuner->exercise->make_case(&request, 0, &test))
        return;
    snprintf(options, size, "%s", test.options);
    case_free(&test);
}

static void check_all(struct tuner *tuner)
{
    char options[64];
    options_of_cases(tuner, options, sizeof options);
    for (size_t i = 0; i < tuner->count && now_ms() < tuner->end_ms; i++) {
        struct attempt *attempt = &tuner->attempts[i];
        const struct build *build = get_build(tuner, attempt, options);
        for (size_t kernel = 0; build && kernel < tuner->exercise->kernel_count; kernel++)
            if (!attempt->verdict)
                check_kernel(tuner, attempt, build, kernel);
        event_stage(STAGE_HOST, "", "", 0, 0);
        send_attempt(tuner, attempt);
    }
}

/* --- the large case ---------------------------------------------------------------------------- */

/* One kernel's case with the buffers that all attempts share. */
struct heat {
    struct tuner *tuner;
    size_t kernel;
    struct test_case test;
    struct trial owner;
    bool open; /* the owner is */
};

/* Buffers whose guards reach past the tiles of every attempt that is likely. */
static bool open_owner(struct heat *heat, const struct build *build, struct launch_shape shape)
{
    enum trial_step step;
    static const size_t reach[3] = {4096, 256, 1};
    for (int d = 0; d < 3; d++)
        shape.tile[d] = shape.tile[d] > reach[d] ? shape.tile[d] : reach[d];
    heat->open = trial_open(&heat->tuner->session, &build->program, &shape, &heat->test,
                            takes_halves(heat->tuner), &heat->owner, &step) == CL_SUCCESS &&
                 trial_fill_random(&heat->owner, heat->tuner->seed ^ 0x7f4a7c15u) == CL_SUCCESS;
    return heat->open;
}

static void open_attempt(struct heat *heat, struct attempt *attempt)
{
    struct tuner *tuner = heat->tuner;
    struct launch_shape shape;
    enum trial_step step;
    const struct build *build = get_build(tuner, attempt, heat->test.options);
    if (!build || !find_shape(tuner, attempt, build, heat->test.kernel, &shape))
        return;
    if (!heat->open && !open_owner(heat, build, shape))
        drop(attempt, "failed", "%s", opencl_failure());
    else if (trial_open_beside(&heat->owner, &build->program, &shape, takes_halves(tuner),
                               &attempt->trial, &step) != CL_SUCCESS)
        drop(attempt, "failed", "%s", opencl_failure());
}

static cl_int run_attempt(void *self, double *ms)
{
    struct attempt *attempt = self;
    enum trial_step step;
    event_stage(STAGE_CASE, attempt->number, attempt->trial.test->name, 0, 0);
    return trial_run(&attempt->trial, ms, &step);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whether launches so far, least_ms the fastest of them, leave no hope of being the best. */
static bool is_hopeless(double least_ms, double best_ms, size_t rounds, double elapsed_ms)
{
    if (best_ms <= 0.0)
        return false;
    return least_ms > AT_ONCE * best_ms ||
           (least_ms > SOON * best_ms && rounds >= SCREENING_LEAST && elapsed_ms > SOON_MS);
}

/* Times one attempt alone, and gives it up early where it is hopeless. */
static void screen(struct heat *heat, struct attempt *attempt)
{
    double times[SCREENING_MOST], least;
    double *best = &heat->tuner->best_ms[heat->kernel];
    size_t rounds = 0;
    bool hopeless = false;
    cl_int err = run_attempt(attempt, &least); /* to warm up */
    const double start = now_ms();
    while (err == CL_SUCCESS && !hopeless && rounds < SCREENING_MOST &&
           (rounds < SCREENING_LEAST || now_ms() - start < SCREENING_MS)) {
        err = run_attempt(attempt, &times[rounds]);
        least = err == CL_SUCCESS && times[rounds] < least ? times[rounds] : least;
        hopeless = is_hopeless(least, *best, ++rounds, now_ms() - start);
    }
    if (err != CL_SUCCESS) {
        drop(attempt, "failed", "%s", opencl_failure());
        return;
    }
    qsort(times, rounds, sizeof times[0], ascending);
    attempt->median_ms[heat->kernel] = times[rounds / 2];
    attempt->min_ms[heat->kernel] = times[0];
    if (hopeless)
        drop(attempt, "slow", "%.1f times the best", least / *best);
    else if (*best <= 0.0 || times[rounds / 2] < *best)
        *best = times[rounds / 2];
}

static void time_in_turns(struct heat *heat)
{
    struct tuner *tuner = heat->tuner;
    struct contestant contestants[CONTESTANTS_LIMIT];
    size_t running = 0;
    double ms;
    for (size_t i = 0; i < tuner->count; i++) {
        struct attempt *attempt = &tuner->attempts[i];
        if (!attempt->verdict && run_attempt(attempt, &ms) != CL_SUCCESS)
            drop(attempt, "failed", "%s", opencl_failure());
        if (!attempt->verdict && running < CONTESTANTS_LIMIT)
            contestants[running++] =
                (struct contestant){.name = "", .run = run_attempt, .self = attempt};
    }
    const bool ok =
        measure_in_turns(contestants, running, TURNS_MS * (double)running) == CL_SUCCESS;
    for (size_t i = 0; i < running; i++) {
        struct attempt *attempt = contestants[i].self;
        attempt->median_ms[heat->kernel] = contestants[i].median_ms;
        attempt->min_ms[heat->kernel] = contestants[i].min_ms;
        if (!ok)
            drop(attempt, "failed", "%s", opencl_failure());
    }
}

/* Runs each once more, on the case's own inputs, which are not those of the timing. */
static void verify(struct heat *heat)
{
    enum trial_step step;
    const bool filled =
        heat->open && trial_fill(&heat->owner, heat->tuner->seed, false) == CL_SUCCESS;
    for (size_t i = 0; i < heat->tuner->count; i++) {
        struct attempt *attempt = &heat->tuner->attempts[i];
        if (attempt->verdict || !attempt->trial.launch.kernel)
            continue;
        event_stage(STAGE_CASE, attempt->number, heat->test.name, 0, 0);
        if (!filled || trial_run_afresh(&attempt->trial, &step) != CL_SUCCESS)
            drop(attempt, "failed", "%s", opencl_failure());
        else
            judge_output(attempt, &attempt->trial);
    }
}

static void run_heat(struct heat *heat, bool turns)
{
    struct tuner *tuner = heat->tuner;
    for (size_t i = 0; i < tuner->count; i++) {
        struct attempt *attempt = &tuner->attempts[i];
        const bool wanted = heat->kernel > 0 ? attempt->begun : turns || now_ms() < tuner->end_ms;
        if (attempt->verdict || !wanted)
            continue;
        attempt->begun = true;
        open_attempt(heat, attempt);
        if (!turns && !attempt->verdict)
            screen(heat, attempt);
    }
    if (turns)
        time_in_turns(heat);
    verify(heat);
    event_stage(STAGE_HOST, "", "", 0, 0);
    for (size_t i = 0; i < tuner->count; i++)
        trial_close(&tuner->attempts[i].trial);
    trial_close(&heat->owner);
}

/* Returns 0, or the exit status of the worker. */
static int measure_all(struct tuner *tuner, bool turns)
{
    const char *small = too_small_for(&tuner->session, tuner->exercise, &tuner->size);
    if (small)
        return report_failure(2, "That size is beyond the memory of %s.", small);
    for (size_t kernel = 0; kernel < tuner->exercise->kernel_count; kernel++) {
        struct heat heat = {.tuner = tuner, .kernel = kernel};
        event_stage(STAGE_HOST, "", "", 0, 0);
        const struct case_request request = {.seed = tuner->seed,
                                             .halves = source_is_coarse(&tuner->source)};
        if (!tuner->exercise->make_sized(&tuner->size, kernel, &request, &heat.test))
            return report_failure(3, "The host has not enough memory for a case of that size.");
        cJSON *fields = cJSON_CreateObject();
        cJSON_AddStringToObject(fields, "name", heat.test.name);
        cJSON_AddNumberToObject(fields, "bytes", heat.test.bytes);
        cJSON_AddNumberToObject(fields, "flops", heat.test.flops);
        event_send("sized", fields);
        run_heat(&heat, turns);
        case_free(&heat.test);
    }
    for (size_t i = 0; i < tuner->count; i++)
        if (tuner->attempts[i].begun)
            send_attempt(tuner, &tuner->attempts[i]);
    return 0;
}

/* --- the job ----------------------------------------------------------------------------------- */

static void read_numbers(const cJSON *array, double *numbers, size_t limit)
{
    for (size_t i = 0; i < limit; i++) {
        const cJSON *item = cJSON_GetArrayItem(array, (int)i);
        numbers[i] = cJSON_IsNumber(item) ? item->valuedouble : 0.0;
    }
}

static void read_job(struct tuner *tuner, const cJSON *job)
{
    const cJSON *candidate;
    double size[SIZE_NUMBERS];
    read_numbers(cJSON_GetObjectItem(job, "size"), size, SIZE_NUMBERS);
    read_numbers(cJSON_GetObjectItem(job, "best_ms"), tuner->best_ms, TUNE_KERNELS);
    for (size_t i = 0; i < SIZE_NUMBERS; i++)
        tuner->size.numbers[i] = (size_t)size[i];
    tuner->seed = (uint64_t)number_of(job, "seed");
    tuner->end_ms = now_ms() + 1e3 * number_of(job, "seconds");
    tuner->builds = (struct builds){
        .session = &tuner->session, .source = &tuner->source, .without_clang = true};
    cJSON_ArrayForEach(candidate, cJSON_GetObjectItem(job, "candidates"))
    {
        struct attempt *attempt = &tuner->attempts[tuner->count];
        if (tuner->count++ == TUNE_BATCH - 1)
            break;
        snprintf(attempt->number, sizeof attempt->number, "%s", text_of(candidate, "number"));
        attempt->options = text_of(candidate, "options");
    }
}

static int try_all(struct tuner *tuner, const cJSON *job)
{
    int status = 0;
    limit_memory(tuner->session.device);
    read_job(tuner, job);
    if (cJSON_IsTrue(cJSON_GetObjectItem(job, "measure")))
        status = measure_all(tuner, cJSON_IsTrue(cJSON_GetObjectItem(job, "turns")));
    else
        check_all(tuner);
    builds_free(&tuner->builds);
    if (status == 0)
        event_send("done", NULL);
    return status;
}

int tune_candidates(const cJSON *job)
{
    char reason[5000];
    struct tuner *tuner = calloc(1, sizeof *tuner);
    int status = 3;

    if (!tuner)
        return report_failure(3, "The host has not enough memory.");
    tuner->exercise = exercise_find(text_of(job, "exercise"));
    if (!tuner->exercise)
        status = report_failure(2, "There is no exercise \"%s\".", text_of(job, "exercise"));
    else if (!source_read(text_of(job, "kernel_file"), &tuner->source, reason, sizeof reason))
        status = report_failure(2, "%s", reason);
    else if ((status = open_device(job, &tuner->session)) == 0 &&
             (status = check_source(tuner->exercise, &tuner->source, tuner->session.device)) == 0)
        status = try_all(tuner, job);
    source_free(&tuner->source);
    free(tuner);
    return status;
}
