#include "search.h"

#include "inspect.h"
#include "verdict.h"

#include "../exercises/fields.h"
#include "../exercises/random.h"
#include "../opencl/source.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    WORKERS_MOST = 8,
    CHECKED_EACH = 8, /* by a worker, at a time */
    ENOUGH_TO_MEASURE = 8,
    CHECKS_MOST = 4,     /* rounds until what there is gets measured */
    FAILURES_MOST = 64,  /* and nothing right: the file itself is at fault */
    UNBUILT_MOST = 2000, /* and nothing that builds */
    ELITE = 5,           /* the best, whose neighbours are tried */
    FINALISTS = 6,
    JUDGED_MOST = 3,
};
#define RANDOM_SHARE 0.35 /* of the budget of a large space goes to random candidates */
#define CHECKING_S 8.0    /* of checking at a time, or a part of what is left: */
#define CHECKING_SHARE 0.3
#define CLOSE 1.15     /* times the best: measured again in turns */
#define CLEARLY 1.02   /* times as fast as the file's own values: less is noise */
#define LONG_MS 1500.0 /* a launch that is not measured again */

struct run {
    const struct search_request *request;
    struct search *search;
    struct crew crew;
    struct random random;
    double start_s;
    uint64_t *shuffled; /* all combinations, where all are to be tried */
    uint64_t next;      /* of them */
    uint64_t own;       /* the combination that the file's own values are; TUNING_DEFAULTS: none */
    size_t first;       /* so many candidates were tried first: the file's own and known ones */
    const char *phase;  /* what is done to the best at the end; NULL before */
    struct progress progress;
};

/* --- being stopped ----------------------------------------------------------------------------- */

static int stop_pipe[2] = {-1, -1};
static volatile sig_atomic_t stop_signal;

static void on_stop(int number)
{
    const ssize_t written = write(stop_pipe[1], "x", 1);
    (void)written;
    stop_signal = number;
}

static const int STOPS[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOP_COUNT = sizeof STOPS / sizeof STOPS[0] };

/* A worker that dies while it is given its job shall not end this process: SIGPIPE counts too. */
static bool listen_for_stops(struct sigaction before[STOP_COUNT + 1])
{
    const struct sigaction action = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    stop_signal = 0;
    if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    for (int i = 0; i < STOP_COUNT; i++)
        sigaction(STOPS[i], &action, &before[i]);
    sigaction(SIGPIPE, &ignore, &before[STOP_COUNT]);
    return true;
}

static void stop_listening(const struct sigaction before[STOP_COUNT + 1])
{
    sigaction(SIGPIPE, &before[STOP_COUNT], NULL);
    for (int i = 0; i < STOP_COUNT; i++)
        sigaction(STOPS[i], &before[i], NULL);
    close(stop_pipe[0]);
    close(stop_pipe[1]);
}

/* --- how far it is ----------------------------------------------------------------------------- */

static size_t count_in(const struct crew *crew, enum candidate_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < crew->count; i++)
        count += crew->candidates[i].state == state;
    return count;
}

/* Candidates that were run: what the budget counts. */
static size_t count_run(const struct crew *crew)
{
    return count_in(crew, CANDIDATE_FAILED) + count_in(crew, CANDIDATE_SLOW) +
           count_in(crew, CANDIDATE_RIGHT);
}

static size_t count_decided(const struct crew *crew)
{
    return crew->count - count_in(crew, CANDIDATE_WAITING) - count_in(crew, CANDIDATE_CHECKED);
}

static uint64_t combinations(const struct run *run)
{
    return run->request->tuning->combinations;
}

/* From 0 to 1: how much of the budget is used, or of the space where there is none. */
static double used_share(const struct run *run)
{
    const struct search_request *request = run->request;
    double share =
        run->shuffled ? (double)count_decided(&run->crew) / (double)combinations(run) : 0;
    if (request->seconds > 0.0)
        share = fmax(share, (crew_clock() - run->start_s) / request->seconds);
    if (request->trials > 0)
        share = fmax(share, (double)count_run(&run->crew) / (double)request->trials);
    return fmin(share, 1.0);
}

static void show(void *self, const cJSON *event)
{
    struct run *run = self;
    char text[128];
    double best = 0.0;
    const size_t begun = run->crew.begun; /* the file's own values need be no combination */
    const size_t all = (size_t)combinations(run);
    for (size_t i = 0; i < TUNE_KERNELS; i++)
        best += run->crew.best_ms[i];
    const int used =
        snprintf(text, sizeof text, "%zu of %zu tried", begun < all ? begun : all, all);
    if (run->phase)
        snprintf(text + used, sizeof text - (size_t)used, ", %s", run->phase);
    else if (best > 0.0)
        snprintf(text + used, sizeof text - (size_t)used, ", the best takes %.4g ms", best);
    cJSON *told = cJSON_CreateObject();
    cJSON_AddStringToObject(told, "stage", "case");
    cJSON_AddStringToObject(told, "kernel", "");
    cJSON_AddStringToObject(told, "case", text);
    cJSON_AddNumberToObject(told, "step", 1000.0 * used_share(run));
    cJSON_AddNumberToObject(told, "steps", 1000.0);
    run->request->progress->show(run->request->progress->self, told);
    cJSON_Delete(told);
    (void)event;
}

/* --- which candidates come next ----------------------------------------------------------------- */

static uint64_t random_below(struct run *run, uint64_t limit)
{
    return random_bits(&run->random) % limit;
}

/* Adds a combination unless it is known, or is what the file's own values are. */
static bool add(struct run *run, uint64_t number)
{
    return number != run->own && crew_add(&run->crew, number);
}

/* All combinations in random order, so that a search that ends early has seen a fair sample. */
static uint64_t *shuffle(struct run *run)
{
    const uint64_t count = combinations(run);
    uint64_t *numbers = malloc(count * sizeof *numbers);
    for (uint64_t i = 0; numbers && i < count; i++) {
        const uint64_t j = random_below(run, i + 1);
        numbers[i] = numbers[j];
        numbers[j] = i;
    }
    return numbers;
}

/* Adds up to wanted random combinations; how many. A few tries each will do: a small space is
 * shuffled, and of a large one most is never tried. */
static size_t add_random(struct run *run, size_t wanted)
{
    size_t added = 0;
    for (size_t tries = 0; added < wanted && tries < 20 * wanted; tries++)
        added += add(run, random_below(run, combinations(run)));
    return added;
}

static size_t add_shuffled(struct run *run, size_t wanted)
{
    size_t added = 0;
    while (added < wanted && run->next < combinations(run))
        added += add(run, run->shuffled[run->next++]);
    return added;
}

static const struct crew *sorted_crew; /* for the comparison: qsort takes no argument */

/* The least times: before the finals, what else the machine does falsifies medians. */
static double least_ms(const struct candidate *candidate)
{
    double ms = 0.0;
    for (size_t i = 0; i < TUNE_KERNELS; i++)
        ms += candidate->min_ms[i];
    return ms;
}

static int by_least_time(const void *a, const void *b)
{
    const double x = least_ms(&sorted_crew->candidates[*(const size_t *)a]);
    const double y = least_ms(&sorted_crew->candidates[*(const size_t *)b]);
    return (x > y) - (x < y);
}

/* Those of the finals first. */
static int by_time(const void *a, const void *b)
{
    const struct candidate *one = &sorted_crew->candidates[*(const size_t *)a];
    const struct candidate *other = &sorted_crew->candidates[*(const size_t *)b];
    const double x = candidate_ms(one), y = candidate_ms(other);
    return one->final != other->final ? other->final - one->final : (x > y) - (x < y);
}

/* Indices of the right candidates, the fastest first; *count gets how many. The caller's to free. */
static size_t *sort_right(const struct crew *crew, int (*by)(const void *, const void *),
                          size_t *count)
{
    size_t *order = malloc((crew->count + 1) * sizeof *order);
    *count = 0;
    for (size_t i = 0; order && i < crew->count; i++)
        if (crew->candidates[i].state == CANDIDATE_RIGHT)
            order[(*count)++] = i;
    sorted_crew = crew;
    if (order)
        qsort(order, *count, sizeof *order, by);
    return order;
}

/* The neighbours of the best candidates; those a step away stand first. */
static size_t add_neighbours(struct run *run, size_t wanted)
{
    uint64_t neighbours[TUNING_NEIGHBOURS];
    size_t right, added = 0;
    size_t *order = sort_right(&run->crew, by_least_time, &right);
    for (size_t i = 0; order && i < right && i < ELITE && added < wanted; i++) {
        uint64_t number = run->crew.candidates[order[i]].number;
        number = number == TUNING_DEFAULTS ? run->own : number;
        if (number == TUNING_DEFAULTS)
            continue;
        const size_t count = tuning_neighbours(run->request->tuning, number, neighbours);
        for (size_t j = 0; j < count && added < wanted; j++)
            added += add(run, neighbours[j]);
    }
    free(order);
    return added;
}

/* Of the budget, beside what was run and what is ready to be measured. */
static size_t trials_left(const struct run *run)
{
    const size_t taken = count_run(&run->crew) + count_in(&run->crew, CANDIDATE_CHECKED);
    const size_t trials = run->request->trials > 0 ? (size_t)run->request->trials : SIZE_MAX;
    return taken < trials ? trials - taken : 0;
}

/* Adds candidates; false if there are none left. */
static bool add_more(struct run *run)
{
    const bool begins = run->crew.count == run->first; /* something to compare with, and to keep */
    const size_t most = run->crew.workers * (begins ? 2 : CHECKED_EACH), left = trials_left(run);
    const size_t wanted = left < most ? left : most;
    if (wanted == 0)
        return true;
    if (run->shuffled)
        return add_shuffled(run, wanted) > 0;
    size_t added = 0;
    if (used_share(run) > RANDOM_SHARE)
        added = add_neighbours(run, wanted - wanted / 4); /* a few random ones beside them */
    return added + add_random(run, wanted - added) > 0;
}

/* --- the search -------------------------------------------------------------------------------- */

static bool is_hopeless(const struct crew *crew)
{
    const size_t failures = count_in(crew, CANDIDATE_FAILED);
    if (count_in(crew, CANDIDATE_RIGHT) > 0)
        return false;
    return failures >= FAILURES_MOST ||
           (failures == 0 && count_in(crew, CANDIDATE_UNBUILT) >= UNBUILT_MOST);
}

/* Of the budget; only where it is a time. */
static double seconds_left(const struct run *run)
{
    return run->start_s + run->request->seconds - crew_clock();
}

static bool goes_on(const struct run *run)
{
    const struct search_request *request = run->request;
    const bool in_time = request->seconds <= 0.0 || seconds_left(run) > 0.0;
    const bool has_trials = request->trials == 0 || count_run(&run->crew) < request->trials;
    return !run->crew.stopped && in_time && has_trials && !is_hopeless(&run->crew);
}

/* No more than the budget allows are timed. */
static void keep_to_budget(struct run *run)
{
    size_t left = run->request->trials > 0 ? (size_t)run->request->trials : SIZE_MAX;
    left -= count_run(&run->crew) < left ? count_run(&run->crew) : left;
    for (size_t i = 0; i < run->crew.count; i++) {
        struct candidate *candidate = &run->crew.candidates[i];
        if (candidate->state != CANDIDATE_CHECKED)
            continue;
        if (left == 0)
            candidate->state = CANDIDATE_WAITING;
        left -= left > 0;
    }
}

/* Whether too few are ready to be measured; what is ready first is measured at once. */
static bool wants_to_check(const struct run *run)
{
    const size_t ready = count_in(&run->crew, CANDIDATE_CHECKED);
    return ready == 0 || (ready < ENOUGH_TO_MEASURE && run->crew.best_ms[0] > 0.0);
}

/* Checks, but not so long that what passes cannot be timed any more. */
static void check_for_a_while(struct run *run)
{
    double seconds = CHECKING_S;
    if (run->request->seconds > 0.0 && CHECKING_SHARE * seconds_left(run) < seconds)
        seconds = CHECKING_SHARE * seconds_left(run);
    run->crew.end_s = crew_clock() + seconds;
    crew_check(&run->crew);
}

/* Whether combinations are left that were not tried. */
static bool has_more(const struct run *run)
{
    return count_in(&run->crew, CANDIDATE_WAITING) > 0 || !run->shuffled ||
           run->next < combinations(run);
}

static void find_candidates(struct run *run)
{
    bool more = true;
    while (more && goes_on(run)) {
        for (int i = 0; i < CHECKS_MOST && goes_on(run) && wants_to_check(run); i++) {
            if (count_in(&run->crew, CANDIDATE_WAITING) == 0)
                more = add_more(run);
            check_for_a_while(run);
        }
        keep_to_budget(run);
        run->crew.end_s = run->request->seconds > 0.0 ? run->start_s + run->request->seconds : 0.0;
        crew_measure(&run->crew);
        more = more || count_in(&run->crew, CANDIDATE_WAITING) > 0;
    }
    run->search->out_of_budget = has_more(run) && !run->crew.stopped && !is_hopeless(&run->crew);
}

/* --- the end of it ----------------------------------------------------------------------------- */

static bool is_among(const size_t *indices, size_t count, size_t index)
{
    for (size_t i = 0; i < count; i++)
        if (indices[i] == index)
            return true;
    return false;
}

struct finals {
    size_t indices[TUNE_BATCH], count;
};

static void add_finalist(struct finals *finals, size_t index)
{
    if (finals->count < TUNE_BATCH && !is_among(finals->indices, finals->count, index))
        finals->indices[finals->count++] = index;
}

/* Adds those whose time, of the kind that they are sorted by, comes close to the best. */
static void add_close(const struct crew *crew, int (*by)(const void *, const void *),
                      double (*time_of)(const struct candidate *), struct finals *finals)
{
    size_t right;
    size_t *order = sort_right(crew, by, &right);
    for (size_t i = 0; order && i < right && i < FINALISTS; i++)
        if (time_of(&crew->candidates[order[i]]) <= CLOSE * time_of(&crew->candidates[order[0]]))
            add_finalist(finals, order[i]);
    free(order);
}

/* What comes close to the best is timed again, in turns, with the file's own values and those that
 * were good before: noise shall not choose. */
static void run_finals(struct run *run)
{
    struct crew *crew = &run->crew;
    struct finals finals = {.count = 0};
    add_close(crew, by_least_time, least_ms, &finals);
    add_close(crew, by_time, candidate_ms, &finals);
    for (size_t i = 0; finals.count > 0 && i < run->first; i++) {
        const struct candidate *candidate = &crew->candidates[i];
        const bool timed =
            candidate->state == CANDIDATE_RIGHT || candidate->state == CANDIDATE_SLOW;
        if (timed && candidate_ms(candidate) < LONG_MS)
            add_finalist(&finals, i);
    }
    run->phase = "timing the best once more";
    if (finals.count > 1)
        crew_measure_in_turns(crew, finals.indices, finals.count);
    for (size_t i = 0; i < finals.count; i++)
        crew->candidates[finals.indices[i]].final = !crew->stopped;
}

/* By the median and by the fastest launch: noise seldom lifts both. */
static bool is_clearly_faster(const struct candidate *one, const struct candidate *other)
{
    return candidate_ms(other) >= CLEARLY * candidate_ms(one) &&
           candidate_least_ms(other) >= CLEARLY * candidate_least_ms(one);
}

/* The best of those that are right; where the file's own values are as good, those. */
static size_t choose(const struct run *run)
{
    size_t right;
    const struct crew *crew = &run->crew;
    size_t *order = sort_right(crew, by_time, &right);
    size_t best = right > 0 ? order[0] : crew->count;
    const struct candidate *own = &crew->candidates[run->search->own];
    if (right > 0 && own->state == CANDIDATE_RIGHT &&
        !is_clearly_faster(&crew->candidates[best], own))
        best = run->search->own;
    free(order);
    return best;
}

/* Of the first sentence, without its full stop. */
static size_t sentence_length(const char *text)
{
    const char *end = strstr(text, ". ");
    const size_t line = strcspn(text, "\n");
    return end && (size_t)(end - text) < line ? (size_t)(end - text) : line;
}

/* The whole judgement, on every case and under Oclgrind. Returns whether it passes. */
static bool passes_judgement(struct run *run, struct candidate *candidate)
{
    const struct search_request *request = run->request;
    char options[TUNING_OPTIONS];
    int status = 0;
    tuning_options(request->tuning, candidate->number, options);
    const struct verdict_request verdict_request = {.exercise = request->exercise,
                                                    .kernel_file = request->kernel_file,
                                                    .solution_file = request->solution_file,
                                                    .device = request->device,
                                                    .options = options,
                                                    .seed = request->seed,
                                                    .timeout_s = request->timeout_s,
                                                    .progress = run->crew.progress,
                                                    .cancel = run->crew.cancel};
    cJSON *verdict = verdict_reach(&verdict_request, &status);
    const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(verdict, "diagnosis"), 0);
    if (status == 1) {
        const char *message = text_of(first, "message");
        candidate->state = CANDIDATE_FAILED;
        snprintf(candidate->why, sizeof candidate->why, "%s: %.*s", text_of(first, "code"),
                 (int)sentence_length(message), message);
    }
    cJSON_Delete(verdict);
    return status != 1;
}

static void find_best(struct run *run)
{
    struct search *search = run->search;
    run->phase = "judging the best";
    search->best = choose(run);
    for (int i = 0; i < JUDGED_MOST && !stop_signal && search->best < run->crew.count; i++) {
        if (passes_judgement(run, &run->crew.candidates[search->best]))
            return;
        search->best = choose(run);
    }
    if (!stop_signal)
        search->best = run->crew.count; /* what is rejected so often is not to be kept */
}

/* Why there is no best one: what became of the file's own values, or else of the first. */
static void explain(struct run *run)
{
    struct search *search = run->search;
    const struct candidate *own = &run->crew.candidates[search->own];
    const char *what = search->interrupted || search->out_of_budget
                           ? "no candidate was right so far"
                           : "every candidate fails";
    search->status = 1;
    if (own->why[0])
        snprintf(search->trouble, sizeof search->trouble, "%s; with the file's own values: %s",
                 what, own->why);
    else
        snprintf(search->trouble, sizeof search->trouble, "%s", what);
}

static void conclude(struct run *run)
{
    struct search *search = run->search;
    struct crew *crew = &run->crew;
    if (search->best == crew->count)
        explain(run);
    else if (crew->candidates[search->own].final && crew->candidates[search->best].final)
        search->factor = candidate_ms(&crew->candidates[search->own]) /
                         candidate_ms(&crew->candidates[search->best]);
    if (crew->status > 0) {
        search->status = crew->status;
        snprintf(search->trouble, sizeof search->trouble, "%s", crew->trouble);
    }
    if (search->interrupted)
        search->status = 128 + stop_signal;
    search->order = sort_right(crew, by_time, &search->right);
    search->candidates = crew->candidates;
    search->count = crew->count;
    search->device = crew->device_found;
    search->bytes = crew->bytes;
    search->flops = crew->flops;
    crew->candidates = NULL;
    crew->device_found = NULL;
}

/* What hangs shall not use up a short budget alone. */
static double time_limit(const struct search_request *request)
{
    const double part = fmax(5.0, request->seconds / 3.0);
    return request->seconds > 0.0 ? fmin(request->timeout_s, part) : request->timeout_s;
}

static void prepare(struct run *run)
{
    const struct search_request *request = run->request;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const bool all = combinations(run) <= SEARCH_SMALL || request->trials >= combinations(run);

    run->crew = (struct crew){.exercise = request->exercise,
                              .kernel_file = request->kernel_file,
                              .device = request->device,
                              .tuning = request->tuning,
                              .size = request->size,
                              .seed = request->seed,
                              .timeout_s = time_limit(request),
                              .workers = cores > WORKERS_MOST ? WORKERS_MOST : (size_t)cores,
                              .cancel = stop_pipe[0],
                              .progress = request->progress ? &run->progress : NULL};
    crew_open(&run->crew);
    run->random = random_stream(request->seed, 0, 0);
    run->start_s = crew_clock();
    if (all)
        run->shuffled = shuffle(run);
    run->search->exhaustive = all;
    if (!tuning_own(request->tuning, &run->own))
        run->own = TUNING_DEFAULTS;
    crew_add(&run->crew, TUNING_DEFAULTS);
    for (size_t i = 0; i < request->known_count; i++)
        add(run, request->known[i]);
    run->first = run->crew.count;
}

/* Nothing is to be tuned of a file in which a kernel is still to be written: the search says so. */
static bool is_started(const struct search_request *request, struct search *search)
{
    char reason[5000];
    struct source own = {0}, given = {0};
    cJSON *diagnosis = NULL;
    const bool has_given = request->solution_file &&
                           source_read(request->solution_file, &given, reason, sizeof reason);
    if (has_given)
        source_clear_todos(&given);
    if (source_read(request->kernel_file, &own, reason, sizeof reason))
        for (size_t i = 0; i < request->exercise->kernel_count && !diagnosis; i++)
            diagnosis =
                inspect_started(&own, has_given ? &given : NULL, &request->exercise->kernels[i]);
    if (diagnosis) {
        search->status = 1;
        snprintf(search->trouble, sizeof search->trouble, "%s", text_of(diagnosis, "message"));
        cJSON_Delete(diagnosis);
    }
    source_free(&own);
    source_free(&given);
    return search->status == 0;
}

void search_run(const struct search_request *request, struct search *search)
{
    struct sigaction before[STOP_COUNT + 1];
    struct run run = {.request = request, .search = search, .progress = {show, &run}};

    *search = (struct search){.own = 0};
    if (!is_started(request, search))
        return;
    if (!listen_for_stops(before)) {
        search->status = 3;
        snprintf(search->trouble, sizeof search->trouble, "the system has no pipe left");
        return;
    }
    prepare(&run);
    find_candidates(&run);
    if (!run.crew.stopped)
        run_finals(&run);
    search->interrupted = stop_signal != 0;
    if (run.crew.status == 0)
        find_best(&run);
    else
        search->best = run.crew.count;
    search->interrupted = stop_signal != 0;
    conclude(&run);
    crew_close(&run.crew);
    free(run.shuffled);
    stop_listening(before);
}

void search_free(struct search *search)
{
    cJSON_Delete(search->device);
    free(search->candidates);
    free(search->order);
    *search = (struct search){0};
}

size_t search_count(const struct search *search, enum candidate_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < search->count; i++)
        count += search->candidates[i].state == state;
    return count;
}
