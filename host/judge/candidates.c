#include "candidates.h"

#include "../exercises/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MEASURED_AT_ONCE = 16, CHECKED_AT_ONCE = 8, BREAKDOWNS = 2 };
#define FOREVER_S 1e9

double crew_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double candidate_ms(const struct candidate *candidate)
{
    double ms = 0.0;
    for (size_t i = 0; i < TUNE_KERNELS; i++)
        ms += candidate->median_ms[i];
    return ms;
}

double candidate_least_ms(const struct candidate *candidate)
{
    double ms = 0.0;
    for (size_t i = 0; i < TUNE_KERNELS; i++)
        ms += candidate->min_ms[i];
    return ms;
}

void crew_open(struct crew *crew)
{
    pthread_mutex_init(&crew->lock, NULL);
}

void crew_close(struct crew *crew)
{
    pthread_mutex_destroy(&crew->lock);
    cJSON_Delete(crew->device_found);
    free(crew->candidates);
}

bool crew_add(struct crew *crew, uint64_t number)
{
    for (size_t i = 0; i < crew->count; i++)
        if (crew->candidates[i].number == number)
            return false;
    if (crew->count == crew->room) {
        const size_t room = crew->room ? 2 * crew->room : 256;
        struct candidate *longer = realloc(crew->candidates, room * sizeof *longer);
        if (!longer)
            return false;
        crew->candidates = longer;
        crew->room = room;
    }
    crew->candidates[crew->count++] = (struct candidate){.number = number};
    return true;
}

/* --- what a worker tells ----------------------------------------------------------------------- */

static enum candidate_state state_of(const char *verdict, bool measured)
{
    static const struct {
        const char *verdict;
        enum candidate_state state;
    } ROWS[] = {{"unbuilt", CANDIDATE_UNBUILT}, {"slow", CANDIDATE_SLOW}};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        if (strcmp(verdict, ROWS[i].verdict) == 0)
            return ROWS[i].state;
    if (strcmp(verdict, "right") != 0)
        return CANDIDATE_FAILED;
    return measured ? CANDIDATE_RIGHT : CANDIDATE_CHECKED;
}

static void take_times(const cJSON *array, double times[TUNE_KERNELS])
{
    for (int i = 0; i < TUNE_KERNELS; i++) {
        const cJSON *item = cJSON_GetArrayItem(array, i);
        times[i] = cJSON_IsNumber(item) ? item->valuedouble : 0.0;
    }
}

/* Some workers try these candidates of the crew. */
struct batch {
    struct crew *crew;
    size_t indices[TUNE_BATCH];
    bool told[TUNE_BATCH]; /* what became of it */
    size_t count;
    bool measure, turns;
};

/* Where the batch holds the candidate of that number; its count if nowhere. */
static size_t place_of(const struct batch *batch, const char *number)
{
    char *end = NULL;
    const unsigned long index = strtoul(number, &end, 10);
    size_t place = 0;
    while (place < batch->count && batch->indices[place] != index)
        place++;
    return *number && !*end ? place : batch->count;
}

static void take_candidate(struct batch *batch, const cJSON *event)
{
    const size_t place = place_of(batch, text_of(event, "number"));
    if (place == batch->count)
        return;
    struct candidate *candidate = &batch->crew->candidates[batch->indices[place]];
    batch->told[place] = true;
    candidate->state = state_of(text_of(event, "verdict"), batch->measure);
    snprintf(candidate->why, sizeof candidate->why, "%s", text_of(event, "why"));
    take_times(cJSON_GetObjectItem(event, "median_ms"), candidate->median_ms);
    take_times(cJSON_GetObjectItem(event, "min_ms"), candidate->min_ms);
}

static void break_off(struct crew *crew, int status, const char *trouble)
{
    pthread_mutex_lock(&crew->lock);
    if (!crew->stopped) {
        crew->stopped = true;
        crew->status = status;
        snprintf(crew->trouble, sizeof crew->trouble, "%s", trouble);
    }
    pthread_mutex_unlock(&crew->lock);
}

static void take_device(struct crew *crew, const struct report *report)
{
    const cJSON *device = cJSON_GetArrayItem(report_events(report, "device"), 0);
    pthread_mutex_lock(&crew->lock);
    if (device && !crew->device_found)
        crew->device_found = cJSON_Duplicate(device, true);
    pthread_mutex_unlock(&crew->lock);
}

/* What the cases move and compute, once a worker has made them all. */
static void take_sizes(struct crew *crew, const struct report *report)
{
    const cJSON *one, *all = report_events(report, "sized");
    if (crew->bytes > 0.0 || cJSON_GetArraySize(all) < (int)crew->exercise->kernel_count)
        return;
    cJSON_ArrayForEach(one, all)
    {
        crew->bytes += number_of(one, "bytes");
        crew->flops += number_of(one, "flops");
    }
}

/* The candidate in work has failed. Returns whether there was one: else the machine is at fault. */
static bool blame(struct batch *batch, const struct report *report)
{
    const size_t place = place_of(batch, report->kernel);
    const bool building = report->stage == STAGE_BUILD;
    if (place == batch->count)
        return false;
    struct candidate *candidate = &batch->crew->candidates[batch->indices[place]];
    batch->told[place] = true;
    candidate->state = CANDIDATE_FAILED;
    if (report->ending == ENDING_TIMEOUT)
        snprintf(candidate->why, sizeof candidate->why, "%s after %g s",
                 building ? "still being compiled" : "still running", batch->crew->timeout_s);
    else
        snprintf(candidate->why, sizeof candidate->why, "%s crashed (%s)",
                 building ? "the compiler" : "it",
                 report->signal ? strsignal(report->signal) : "without a word");
    return true;
}

/* --- its job ----------------------------------------------------------------------------------- */

static double seconds_left(const struct batch *batch)
{
    const double end = batch->crew->end_s;
    return end > 0.0 && !batch->turns ? end - crew_clock() : FOREVER_S;
}

static cJSON *make_job(const struct batch *batch)
{
    const struct crew *crew = batch->crew;
    cJSON *job = cJSON_CreateObject();
    cJSON_AddStringToObject(job, "task", "tune");
    cJSON_AddStringToObject(job, "exercise", crew->exercise->name);
    cJSON_AddStringToObject(job, "kernel_file", crew->kernel_file);
    cJSON_AddStringToObject(job, "device", crew->device ? crew->device : "");
    cJSON_AddNumberToObject(job, "seed", (double)crew->seed);
    cJSON_AddBoolToObject(job, "measure", batch->measure);
    cJSON_AddBoolToObject(job, "turns", batch->turns);
    cJSON_AddNumberToObject(job, "seconds", seconds_left(batch));
    cJSON_AddItemToObject(job, "best_ms", cJSON_CreateDoubleArray(crew->best_ms, TUNE_KERNELS));
    cJSON *size = cJSON_AddArrayToObject(job, "size");
    for (size_t i = 0; i < SIZE_NUMBERS; i++)
        cJSON_AddItemToArray(size, cJSON_CreateNumber((double)crew->size.numbers[i]));
    cJSON *candidates = cJSON_AddArrayToObject(job, "candidates");
    for (size_t i = 0; i < batch->count; i++) {
        char number[24], options[TUNING_OPTIONS];
        if (batch->told[i])
            continue;
        cJSON *candidate = cJSON_CreateObject();
        snprintf(number, sizeof number, "%zu", batch->indices[i]);
        tuning_options(crew->tuning, crew->candidates[batch->indices[i]].number, options);
        cJSON_AddStringToObject(candidate, "number", number);
        cJSON_AddStringToObject(candidate, "options", options);
        cJSON_AddItemToArray(candidates, candidate);
    }
    return job;
}

static void show(void *self, const cJSON *event)
{
    const struct batch *batch = self;
    struct crew *crew = batch->crew;
    pthread_mutex_lock(&crew->lock);
    if (!batch->measure && stage_find(text_of(event, "stage")) == STAGE_BUILD)
        crew->begun++;
    if (crew->progress)
        crew->progress->show(crew->progress->self, event);
    pthread_mutex_unlock(&crew->lock);
}

/* One worker. Returns whether another one has to go on with what is left. */
static bool run_worker(struct batch *batch, int *breakdowns)
{
    struct crew *crew = batch->crew;
    struct report report;
    const cJSON *event;
    bool again = false;
    cJSON *job = make_job(batch);
    const struct progress progress = {show, batch};
    const struct order order = {
        .job = job, .timeout_s = crew->timeout_s, .progress = &progress, .cancel = crew->cancel};
    supervise(&order, &report);
    cJSON_Delete(job);
    take_device(crew, &report);
    if (batch->measure)
        take_sizes(crew, &report);
    cJSON_ArrayForEach(event, report_events(&report, "candidate"))
    {
        take_candidate(batch, event);
    }
    const cJSON *failure = cJSON_GetArrayItem(report_events(&report, "failed"), 0);
    if (report.ending == ENDING_INTERRUPTED)
        break_off(crew, 0, "");
    else if (report.ending == ENDING_FAILED)
        break_off(crew, number_of(failure, "status") == 2.0 ? 2 : 3, text_of(failure, "text"));
    else if (report.ending == ENDING_NO_WORKER)
        break_off(crew, 3, "The worker process could not be started.");
    else if (report.ending != ENDING_DONE)
        again = blame(batch, &report) || ++*breakdowns < BREAKDOWNS;
    if (report.ending != ENDING_DONE && !again)
        break_off(crew, 3, "The OpenCL driver crashed or did not answer.");
    report_free(&report);
    return again;
}

static void *run_batch(void *self)
{
    struct batch *batch = self;
    int breakdowns = 0;
    size_t left = batch->count;
    while (left > 0 && !batch->crew->stopped && run_worker(batch, &breakdowns)) {
        left = 0;
        for (size_t i = 0; i < batch->count; i++)
            left += !batch->told[i];
    }
    return NULL;
}

/* --- batches ----------------------------------------------------------------------------------- */

/* Takes up to limit candidates of that state, from *at on. */
static void fill_batch(struct batch *batch, enum candidate_state state, size_t *at, size_t limit)
{
    struct crew *crew = batch->crew;
    for (; *at < crew->count && batch->count < limit; ++*at)
        if (crew->candidates[*at].state == state)
            batch->indices[batch->count++] = *at;
}

void crew_check(struct crew *crew)
{
    size_t at = 0;
    struct batch *batches = calloc(crew->workers, sizeof *batches);
    pthread_t *threads = calloc(crew->workers, sizeof *threads);
    bool *runs = calloc(crew->workers, sizeof *runs);
    for (size_t i = 0; batches && threads && runs && i < crew->workers; i++) {
        batches[i] = (struct batch){.crew = crew};
        fill_batch(&batches[i], CANDIDATE_WAITING, &at, CHECKED_AT_ONCE);
        if (batches[i].count > 0 && i + 1 < crew->workers)
            runs[i] = pthread_create(&threads[i], NULL, run_batch, &batches[i]) == 0;
        if (batches[i].count > 0 && !runs[i])
            run_batch(&batches[i]);
    }
    for (size_t i = 0; runs && i < crew->workers; i++)
        if (runs[i])
            pthread_join(threads[i], NULL);
    free(runs);
    free(threads);
    free(batches);
}

static void learn_best(struct crew *crew)
{
    const struct candidate *best = NULL;
    for (size_t i = 0; i < crew->count; i++)
        if (crew->candidates[i].state == CANDIDATE_RIGHT &&
            (!best || candidate_ms(&crew->candidates[i]) < candidate_ms(best)))
            best = &crew->candidates[i];
    if (best)
        memcpy(crew->best_ms, best->median_ms, sizeof crew->best_ms);
}

void crew_measure(struct crew *crew)
{
    for (size_t at = 0; at < crew->count && !crew->stopped;) {
        struct batch batch = {.crew = crew, .measure = true};
        fill_batch(&batch, CANDIDATE_CHECKED, &at, MEASURED_AT_ONCE);
        run_batch(&batch);
        learn_best(crew);
    }
}

void crew_measure_in_turns(struct crew *crew, const size_t *indices, size_t count)
{
    struct batch batch = {.crew = crew, .count = count, .measure = true, .turns = true};
    memcpy(batch.indices, indices, count * sizeof *indices);
    run_batch(&batch);
}
