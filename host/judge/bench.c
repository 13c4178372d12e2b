#include "bench.h"

#include "baseline.h"
#include "build.h"
#include "compare.h"
#include "events.h"
#include "foreign.h"
#include "judge.h"

#include "../exercises/fields.h"
#include "../exercises/limits_kept.h"
#include "../exercises/sizes.h"
#include "../exercises/tuned.h"
#include "../exercises/tuning.h"
#include "../opencl/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FILES_LIMIT = 20, FOREIGN_LIMIT = 4 };

#define ABOVE_LIMIT 1.10 /* times what the device can do: a figure that cannot be */

/* A .cl file that takes part. */
struct entrant {
    const char *name;
    struct source source;
    struct builds builds;
    double build_ms;                       /* of the latest build */
    char tuned[TUNING_OPTIONS], from[256]; /* the values of the latest build; "" if its own */
    bool out;                              /* it cannot be read, or compiled: said once */
};

struct bench {
    const struct exercise *exercise;
    struct session session;
    struct limits limits;
    uint64_t seed;
    bool baseline, tuned;
    bool halves; /* a file takes halves, or as few bits: all get numbers that half holds exactly */
    double budget_ms;
    const cJSON *left_out; /* names */
    struct device_key key;
    struct entrant entrants[FILES_LIMIT];
    size_t entrant_count;
    struct foreign foreign[FOREIGN_LIMIT];
    size_t foreign_count;
    size_t step, steps; /* for the progress bar */
};

struct heat;

/* What takes part in one heat: a file, a foreign function, CLBlast, a copy. */
struct entry {
    const char *name;
    struct entrant *entrant;       /* NULL if it is no file */
    const struct foreign *foreign; /* NULL if it is not foreign */
    struct trial trial;
    float *output; /* of a foreign one; owned */
    const struct heat *heat;
    char trouble[512]; /* why it is not measured; "" if it is */
    bool verified;
};

/* One case, and all that are measured on it. */
struct heat {
    struct bench *bench;
    const struct case_size *size;
    struct test_case test;
    struct entry entries[CONTESTANTS_LIMIT];
    size_t count;
    struct trial *owner; /* of the buffers: the first that could be opened */
    struct contestant contestants[CONTESTANTS_LIMIT];
    struct entry *runners[CONTESTANTS_LIMIT]; /* whose contestant it is; NULL: of the baseline */
    size_t running;
    struct baseline baseline;
    size_t copies; /* the last so many contestants */
    struct entry clblast;
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

/* --- running ----------------------------------------------------------------------------------- */

static cl_int run_file(void *self, double *ms)
{
    struct entry *entry = self;
    enum trial_step step;
    event_stage(STAGE_CASE, entry->name, entry->heat->test.name, entry->heat->bench->step,
                entry->heat->bench->steps);
    return trial_run(&entry->trial, ms, &step);
}

static cl_int run_foreign(void *self, double *ms)
{
    struct entry *entry = self;
    event_stage(STAGE_CASE, entry->name, entry->heat->test.name, entry->heat->bench->step,
                entry->heat->bench->steps);
    const double start = now_ms();
    const bool ok = entry->foreign->run(&entry->heat->test, entry->output);
    *ms = now_ms() - start;
    return ok ? CL_SUCCESS : CL_INVALID_OPERATION;
}

/* --- results ----------------------------------------------------------------------------------- */

static cJSON *start_result(const struct heat *heat, const char *name)
{
    const struct size_form *form = &heat->bench->exercise->sizes;
    cJSON *result = cJSON_CreateObject();
    cJSON_AddStringToObject(result, "kernel", heat->test.kernel->name);
    cJSON_AddStringToObject(result, "contestant", name);
    cJSON *size = cJSON_AddObjectToObject(result, "size");
    for (size_t i = 0; i < size_count(form); i++)
        cJSON_AddNumberToObject(size, form->names[i], (double)heat->size->numbers[i]);
    return result;
}

static void send_trouble(const struct heat *heat, const struct entry *entry)
{
    cJSON *result = start_result(heat, entry->name);
    cJSON_AddStringToObject(result, "trouble", entry->trouble);
    event_send("result", result);
}

/* The shortest time that the case can take here: the arithmetic at the device's rate, and all bytes at
 * the speed of a copy of as many, which for small cases a cache makes faster than for large ones.
 * at_best: by the fastest of all copies that were ever seen, and not by what they usually take. */
static double shortest_ms(const struct heat *heat, bool at_best)
{
    const struct limits arithmetic = {.gflops = heat->bench->limits.gflops};
    const double computing = limits_ms(&arithmetic, 0.0, heat->test.flops);
    double moving = limits_ms(&heat->bench->limits, heat->test.bytes, 0.0);
    if (heat->copies > 0) {
        const struct contestant *copy = &heat->contestants[heat->running - heat->copies];
        moving = at_best ? fmin(moving, copy->min_ms) : copy->median_ms;
    }
    return computing > moving ? computing : moving;
}

/* It is computed by units that may be faster than the limit for float. */
static bool has_other_units(const struct entry *entry)
{
    return entry && entry->entrant && source_format(&entry->entrant->source) != FORMAT_FLOAT;
}

static void send_figure(const struct heat *heat, const struct contestant *contestant,
                        const struct entry *entry, double clblast_ms)
{
    const double seconds = contestant->median_ms * 1e-3;
    const double shortest = shortest_ms(heat, false);
    cJSON *result = start_result(heat, contestant->name);
    if (seconds <= 0.0) {
        cJSON_AddStringToObject(result, "trouble", "too short for the device's clock");
        event_send("result", result);
        return;
    }
    cJSON_AddNumberToObject(result, "median_ms", contestant->median_ms);
    cJSON_AddNumberToObject(result, "min_ms", contestant->min_ms);
    cJSON_AddNumberToObject(result, "spread", contestant->spread);
    if (entry && entry->entrant) {
        cJSON_AddNumberToObject(result, "build_ms", entry->entrant->build_ms);
        cJSON_AddStringToObject(result, "values", entry->entrant->tuned);
        cJSON_AddStringToObject(result, "values_from", entry->entrant->from);
    }
    cJSON_AddNumberToObject(result, "bytes", heat->test.bytes);
    cJSON_AddNumberToObject(result, "flops", heat->test.flops);
    cJSON_AddNumberToObject(result, "gbs", heat->test.bytes / seconds * 1e-9);
    cJSON_AddNumberToObject(result, "gflops", heat->test.flops / seconds * 1e-9);
    if (!has_other_units(entry))
        cJSON_AddNumberToObject(result, "of_limit", shortest / contestant->median_ms);
    if (clblast_ms > 0.0)
        cJSON_AddNumberToObject(result, "of_clblast", clblast_ms / contestant->median_ms);
    if (entry)
        cJSON_AddBoolToObject(result, "verified", entry->verified);
    /* what takes less than a launch is told by the clock too roughly for that */
    if (entry && entry->entrant && !has_other_units(entry) &&
        shortest > heat->bench->limits.launch_us * 1e-3 &&
        shortest_ms(heat, true) > ABOVE_LIMIT * contestant->median_ms)
        cJSON_AddBoolToObject(result, "suspect", true);
    event_send("result", result);
}

static void announce_limits(void)
{
    event_stage(STAGE_BASELINE, "", "the device's limits", 0, 0);
}

/* Whoever beats the limits that were kept makes them be measured again: it may have been done while
 * other programs ran. */
static void check_limits(struct heat *heat)
{
    struct bench *bench = heat->bench;
    double fastest_ms = HUGE_VAL;
    for (size_t i = 0; i < heat->running - heat->copies; i++)
        if (!has_other_units(heat->runners[i]))
            fastest_ms = fmin(fastest_ms, heat->contestants[i].median_ms);
    if (limits_ms(&bench->limits, 0.0, heat->test.flops) > fastest_ms)
        limits_of(&bench->session, true, &bench->limits, announce_limits);
}

static void send_figures(struct heat *heat)
{
    double clblast_ms = 0.0;
    check_limits(heat);
    for (size_t i = 0; i < heat->running; i++)
        if (strcmp(heat->contestants[i].name, "clblast") == 0)
            clblast_ms = heat->contestants[i].median_ms;
    for (size_t i = 0; i < heat->running - heat->copies; i++)
        send_figure(heat, &heat->contestants[i], heat->runners[i], clblast_ms);
    if (heat->copies > 0)
        send_figure(heat, &heat->contestants[heat->running - heat->copies], NULL, clblast_ms);
}

/* --- verifying --------------------------------------------------------------------------------- */

/* Before or behind the array: between its rows nothing was kept to compare with. */
static bool writes_outside(const struct guarded *output)
{
    const struct stray_write stray = guarded_stray(output);
    return stray.count > 0 && !stray.in_gap;
}

/* Runs once more, on the case's own inputs, which are not those of the timing. */
static void verify(struct heat *heat, struct entry *entry)
{
    const float *got = entry->output;
    enum trial_step step;
    if (entry->foreign) {
        entry->verified = entry->foreign->run(&heat->test, entry->output);
    } else {
        const struct guarded *output = trial_output(&entry->trial);
        entry->verified =
            trial_run_afresh(&entry->trial, &step) == CL_SUCCESS && !writes_outside(output);
        got = guarded_after(output);
    }
    entry->verified = entry->verified && compare_wrong(&heat->test, got) == 0;
}

static bool is_open(const struct entry *entry)
{
    return entry->trial.launch.kernel != NULL;
}

static void verify_all(struct heat *heat)
{
    const struct bench *bench = heat->bench;
    bool filled = true;
    for (size_t i = 0; i < heat->count; i++)
        if (is_open(&heat->entries[i]))
            filled =
                filled && trial_fill(&heat->entries[i].trial, bench->seed, false) == CL_SUCCESS;
    for (size_t i = 0; i < heat->running; i++) {
        struct entry *entry = heat->runners[i];
        if (!entry || !(entry->foreign || filled))
            continue;
        event_stage(STAGE_CASE, entry->name, heat->test.name, bench->step, bench->steps);
        verify(heat, entry);
    }
}

/* --- who takes part ---------------------------------------------------------------------------- */

static void set_trouble(struct entry *entry, cJSON *diagnosis)
{
    const char *message = text_of(diagnosis, "message");
    snprintf(entry->trouble, sizeof entry->trouble, "%.*s", (int)strcspn(message, "\n"), message);
    cJSON_Delete(diagnosis);
}

/* Tuned values for the file, this device and the case's size. */
static void find_values(const struct bench *bench, struct entrant *entrant,
                        const struct test_case *test)
{
    entrant->tuned[0] = entrant->from[0] = '\0';
    if (bench->tuned)
        tuned_find(&bench->key, entrant->source.name, size_class(test), entrant->tuned,
                   sizeof entrant->tuned, entrant->from, sizeof entrant->from);
}

static void open_file(struct heat *heat, struct entry *entry)
{
    struct entrant *entrant = entry->entrant;
    struct bench *bench = heat->bench;
    cJSON *diagnosis = NULL;
    enum trial_step step;

    event_stage(STAGE_BUILD, entry->name, heat->test.name, bench->step, bench->steps);
    const size_t before = entrant->builds.count;
    const double start = now_ms();
    char options[sizeof heat->test.options + TUNING_OPTIONS], reason[160];
    if (!source_serves(&entrant->source, bench->session.device, reason, sizeof reason)) {
        snprintf(entry->trouble, sizeof entry->trouble, "it %s", reason);
        return;
    }
    if (source_is_coarse(&entrant->source) && !bench->exercise->takes_halves) {
        snprintf(entry->trouble, sizeof entry->trouble, "its inputs would not be float");
        return;
    }
    find_values(bench, entrant, &heat->test);
    snprintf(options, sizeof options, "%s %s", heat->test.options, entrant->tuned);
    const struct build *build = builds_get(&entrant->builds, options, &diagnosis);
    if (!build) {
        set_trouble(entry, diagnosis);
        return;
    }
    if (entrant->builds.count > before)
        entrant->build_ms = now_ms() - start;
    struct launch_shape shape = build->shape;
    cl_int err = CL_SUCCESS;
    cl_kernel kernel = clCreateKernel(build->program.program, heat->test.kernel->name, &err);
    if (err != CL_SUCCESS) {
        snprintf(entry->trouble, sizeof entry->trouble, "it has no kernel %s",
                 heat->test.kernel->name);
        return;
    }
    launch_shape_complete(&shape, &bench->session, kernel, heat->test.kernel->dimensions);
    clReleaseKernel(kernel);
    const bool halves = source_format(&entrant->source) == FORMAT_FP16;
    err = heat->owner ? trial_open_beside(heat->owner, &build->program, &shape, halves,
                                          &entry->trial, &step)
                      : trial_open(&bench->session, &build->program, &shape, &heat->test, halves,
                                   &entry->trial, &step);
    if (err != CL_SUCCESS)
        snprintf(entry->trouble, sizeof entry->trouble, "it cannot be launched: %s",
                 opencl_failure());
    else if (!heat->owner)
        heat->owner = &entry->trial;
}

static void open_foreign(struct heat *heat, struct entry *entry)
{
    entry->output = calloc(array_extent(case_output(&heat->test)), sizeof(float));
    if (!entry->foreign->serves(&heat->test))
        snprintf(entry->trouble, sizeof entry->trouble, "it does not compute this");
    else if (!entry->output)
        snprintf(entry->trouble, sizeof entry->trouble, "the host has not enough memory");
}

static struct entry *add_entry(struct heat *heat, const char *name)
{
    struct entry *entry = &heat->entries[heat->count++];
    *entry = (struct entry){.name = name, .heat = heat};
    return entry;
}

static bool takes_part(const struct bench *bench, const char *name)
{
    const cJSON *one;
    cJSON_ArrayForEach(one, bench->left_out)
    {
        if (strcmp(cJSON_GetStringValue(one), name) == 0)
            return false;
    }
    return true;
}

static void add_entries(struct heat *heat)
{
    struct bench *bench = heat->bench;
    for (size_t i = 0; i < bench->entrant_count; i++) {
        if (!takes_part(bench, bench->entrants[i].name))
            continue;
        struct entry *entry = add_entry(heat, bench->entrants[i].name);
        entry->entrant = &bench->entrants[i];
        open_file(heat, entry);
    }
    for (size_t i = 0; i < bench->foreign_count; i++) {
        if (!takes_part(bench, bench->foreign[i].name))
            continue;
        struct entry *entry = add_entry(heat, bench->foreign[i].name);
        entry->foreign = &bench->foreign[i];
        open_foreign(heat, entry);
    }
}

/* Whoever runs once takes part; that is its warm-up too. */
static void line_up(struct heat *heat)
{
    for (size_t i = 0; i < heat->count; i++) {
        struct entry *entry = &heat->entries[i];
        struct contestant contestant = {
            .name = entry->name, .run = entry->foreign ? run_foreign : run_file, .self = entry};
        double ms = 0.0;
        if (!entry->trouble[0] && contestant.run(entry, &ms) != CL_SUCCESS)
            snprintf(entry->trouble, sizeof entry->trouble, "it does not run: %s",
                     entry->foreign ? "its function failed" : opencl_failure());
        if (entry->trouble[0]) {
            send_trouble(heat, entry);
            continue;
        }
        heat->runners[heat->running] = entry;
        heat->contestants[heat->running++] = contestant;
    }
}

/* CLBlast and the copies, behind the others. */
static void line_up_baseline(struct heat *heat)
{
    struct bench *bench = heat->bench;
    struct contestant *next = &heat->contestants[heat->running];
    if (bench->baseline && heat->owner && baseline_clblast(bench->exercise, heat->owner, next)) {
        heat->running++;
        next++;
    }
    if (bench->exercise->clblast != CLBLAST_GEMM)
        heat->copies = baseline_open_copies(&bench->session, &heat->test, &heat->baseline, next);
    heat->running += heat->copies;
}

/* --- one heat ---------------------------------------------------------------------------------- */

static void close_heat(struct heat *heat)
{
    baseline_close(&heat->baseline);
    for (size_t i = heat->count; i-- > 0;) { /* the owner of the buffers stands first */
        trial_close(&heat->entries[i].trial);
        free(heat->entries[i].output);
    }
    case_free(&heat->test);
}

static cl_int race(struct heat *heat)
{
    const struct bench *bench = heat->bench;
    for (size_t i = 0; i < heat->count; i++)
        if (is_open(&heat->entries[i]) &&
            trial_fill_random(&heat->entries[i].trial, bench->seed ^ 0x7f4a7c15u) != CL_SUCCESS)
            return CL_OUT_OF_RESOURCES;
    line_up(heat);
    line_up_baseline(heat);
    cl_int err = measure_in_turns(heat->contestants, heat->running,
                                  bench->budget_ms * (double)heat->running);
    if (err == CL_SUCCESS && heat->copies > 0)
        baseline_keep_fastest(&heat->contestants[heat->running - heat->copies]);
    return err;
}

/* Returns 0, or the worker's exit status if the bench cannot go on. */
static int run_heat(struct bench *bench, const struct case_size *size, size_t kernel)
{
    char text[64];
    int status = 0;
    size_print(bench->exercise, size, text, sizeof text);
    const char *small = too_small_for(&bench->session, bench->exercise, size);
    if (small)
        return report_failure(2, "The size %s is beyond the memory of %s.", text, small);
    const struct case_request request = {.seed = bench->seed, .halves = bench->halves};
    struct heat *heat = calloc(1, sizeof *heat);
    event_stage(STAGE_HOST, "", text, bench->step, bench->steps);
    if (!heat || !bench->exercise->make_sized(size, kernel, &request, &heat->test)) {
        free(heat);
        return report_failure(3, "The host has not enough memory for the size %s.", text);
    }
    heat->bench = bench;
    heat->size = size;
    add_entries(heat);
    if (race(heat) == CL_SUCCESS) {
        verify_all(heat);
        send_figures(heat);
    } else {
        status =
            report_failure(3, "Measuring broke off at the size %s: %s.", text, opencl_failure());
    }
    close_heat(heat);
    free(heat);
    return status;
}

/* --- all of it --------------------------------------------------------------------------------- */

static int open_entrants(struct bench *bench, const cJSON *files)
{
    const cJSON *file;
    char reason[5000];
    cJSON_ArrayForEach(file, files)
    {
        if (bench->entrant_count == FILES_LIMIT)
            return report_failure(2, "More than %d files are too many.", FILES_LIMIT);
        struct entrant *entrant = &bench->entrants[bench->entrant_count++];
        entrant->name = text_of(file, "name");
        if (!source_read(text_of(file, "path"), &entrant->source, reason, sizeof reason))
            return report_failure(2, "%s", reason);
        bench->halves = bench->halves || source_is_coarse(&entrant->source);
        entrant->builds = (struct builds){.session = &bench->session, .source = &entrant->source};
    }
    return 0;
}

static int open_all_foreign(struct bench *bench, const cJSON *paths)
{
    const cJSON *path;
    char reason[5000];
    cJSON_ArrayForEach(path, paths)
    {
        if (bench->foreign_count == FOREIGN_LIMIT)
            return report_failure(2, "--against may be given %d times.", FOREIGN_LIMIT);
        if (!foreign_open(cJSON_GetStringValue(path), &bench->foreign[bench->foreign_count], reason,
                          sizeof reason))
            return report_failure(2, "%s", reason);
        bench->foreign_count++;
    }
    return 0;
}

static void close_bench(struct bench *bench)
{
    for (size_t i = 0; i < bench->entrant_count; i++) {
        builds_free(&bench->entrants[i].builds);
        source_free(&bench->entrants[i].source);
    }
    for (size_t i = 0; i < bench->foreign_count; i++)
        foreign_close(&bench->foreign[i]);
}

static int send_limits(struct bench *bench)
{
    if (!limits_of(&bench->session, false, &bench->limits, announce_limits))
        return report_failure(3, "The device's limits cannot be measured: %s.", opencl_failure());
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddNumberToObject(fields, "copy_gbs", bench->limits.copy_gbs);
    cJSON_AddNumberToObject(fields, "gflops", bench->limits.gflops);
    cJSON_AddNumberToObject(fields, "launch_us", bench->limits.launch_us);
    event_send("limits", fields);
    return 0;
}

static struct case_size size_in(const cJSON *numbers)
{
    struct case_size size = {0};
    for (int i = 0; i < SIZE_NUMBERS; i++)
        size.numbers[i] = (size_t)cJSON_GetNumberValue(cJSON_GetArrayItem(numbers, i));
    return size;
}

static int run_heats(struct bench *bench, const cJSON *sizes)
{
    const cJSON *numbers;
    int status = 0;
    bench->steps = (size_t)cJSON_GetArraySize(sizes) * bench->exercise->kernel_count;
    cJSON_ArrayForEach(numbers, sizes)
    {
        const struct case_size size = size_in(numbers);
        for (size_t i = 0; i < bench->exercise->kernel_count && status == 0; i++, bench->step++)
            status = run_heat(bench, &size, i);
    }
    return status;
}

int bench_files(const cJSON *job)
{
    struct bench *bench = calloc(1, sizeof *bench);
    if (!bench)
        return report_failure(3, "The host has not enough memory.");
    bench->exercise = exercise_find(text_of(job, "exercise"));
    bench->seed = (uint64_t)cJSON_GetNumberValue(cJSON_GetObjectItem(job, "seed"));
    bench->baseline = cJSON_IsTrue(cJSON_GetObjectItem(job, "baseline"));
    bench->tuned = cJSON_IsTrue(cJSON_GetObjectItem(job, "tuned"));
    bench->left_out = cJSON_GetObjectItem(job, "left_out");
    bench->budget_ms = cJSON_GetNumberValue(cJSON_GetObjectItem(job, "budget_ms"));
    int status = open_device(job, &bench->session);
    if (status == 0)
        status = send_limits(bench);
    const struct device *device = bench->session.device;
    if (status == 0)
        bench->key = (struct device_key){device->name, device->platform_name, device->driver,
                                         device_type_name(device)};
    if (status == 0)
        status = open_entrants(bench, cJSON_GetObjectItem(job, "files"));
    if (status == 0)
        status = open_all_foreign(bench, cJSON_GetObjectItem(job, "against"));
    if (status == 0)
        status = run_heats(bench,
                           cJSON_GetObjectItem(job, bench->session.device->type & CL_DEVICE_TYPE_CPU
                                                        ? "sizes"
                                                        : "sizes_on_gpu"));
    if (status == 0)
        event_send("done", NULL);
    close_bench(bench);
    free(bench);
    return status;
}
