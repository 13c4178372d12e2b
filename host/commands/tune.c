#include "commands.h"
#include "judging.h"
#include "machine.h"
#include "options.h"
#include "screen.h"
#include "tune_text.h"

#include "../exercises/course.h"
#include "../exercises/fields.h"
#include "../exercises/sizes.h"
#include "../exercises/tuned.h"
#include "../judge/search.h"
#include "../opencl/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGE_SPACE_S 120.0 /* budget of a space too large to try all of it */

static const struct usage USAGE = {
    "EXERCISE",
    "Searches the values that the file's `// tune:` lines list for the fastest on this device. "
    "Every "
    "candidate is verified. What is found is kept for this device, driver, file and class of "
    "sizes, "
    "and used by run and bench from then on.\v"
    "EXERCISE is a number (4), a name (matmul), or the path of a .cl file whose name tells the "
    "exercise.\nExit status: 0 done; 1 no candidate is right; 2 the command line is wrong, or the "
    "file cannot be tuned; 3 the machine lacks something.",
    OPTION_DEVICE | OPTION_JSON | OPTION_SOLUTION | OPTION_KERNEL | OPTION_SIZES | OPTION_BUDGET |
        OPTION_FORGET | OPTION_SEED | OPTION_TIMEOUT,
    ARGUMENT_NEEDED};

/* What is the same for every size. */
struct job {
    const struct options *options;
    const struct exercise *exercise;
    const char *path;
    uint64_t hash; /* of the file, as it was when it was read */
    struct tuning tuning;
    struct device_key device;
    const cJSON *device_found;
};

/* --- what is to be done ------------------------------------------------------------------------- */

/* Reads the file's space; false with a message if there is none. */
static bool read_space(struct job *job)
{
    struct source source;
    char reason[5000];
    job->hash = source_hash(job->path);
    if (!source_read(job->path, &source, reason, sizeof reason)) {
        print_error("%s", reason);
        return false;
    }
    const bool ok = tuning_read(source.text, &job->tuning, reason, sizeof reason);
    source_free(&source);
    if (!ok)
        print_error("%s, %s", job->path, reason);
    else if (job->tuning.count == 0)
        print_error("%s has no line like `// tune: LOCAL_X = 64 128 256`, so there is nothing to "
                    "search",
                    job->path);
    return ok && job->tuning.count > 0;
}

/* The sizes asked for, else the usual one; 0 with a message. */
static size_t find_sizes(const struct job *job, struct case_size sizes[SIZES_LIMIT])
{
    char reason[512];
    if (!job->options->sizes) {
        size_to_tune(job->exercise, strcmp(job->device.type, "GPU") == 0, &sizes[0]);
        return 1;
    }
    const size_t count =
        sizes_read(job->exercise, job->options->sizes, sizes, reason, sizeof reason);
    if (count == 0)
        print_error("%s", reason);
    return count;
}

/* Values that are known already shall not get lost: they take part. */
static void find_known(const struct job *job, struct search_request *request)
{
    char options[TUNING_OPTIONS], from[256];
    uint64_t number;
    if (tuned_find(&job->device, job->path, class_of_size(job->exercise, &request->size), options,
                   sizeof options, from, sizeof from) &&
        tuning_number(&job->tuning, options, &number))
        request->known[request->known_count++] = number;
    const char *notice = tuned_notice();
    if (*notice)
        print_error("%s", notice);
}

/* --- what was found ----------------------------------------------------------------------------- */

static cJSON *describe_values(const struct tuning *tuning, uint64_t number)
{
    char options[TUNING_OPTIONS], name[TUNING_NAME];
    unsigned value;
    int used;
    cJSON *values = cJSON_CreateObject();
    tuning_options(tuning, number, options);
    for (const char *at = options; sscanf(at, " -D %31[^=]=%u%n", name, &value, &used) == 2;
         at += used)
        cJSON_AddNumberToObject(values, name, value);
    return values;
}

static cJSON *describe_candidate(const struct job *job, const struct candidate *candidate)
{
    static const char *const VERDICTS[] = {
        [CANDIDATE_WAITING] = "untried", [CANDIDATE_CHECKED] = "untimed",
        [CANDIDATE_UNBUILT] = "unbuilt", [CANDIDATE_FAILED] = "failed",
        [CANDIDATE_SLOW] = "slow",       [CANDIDATE_RIGHT] = "right"};
    cJSON *object = cJSON_CreateObject();
    cJSON_AddBoolToObject(object, "own", candidate->number == TUNING_DEFAULTS);
    cJSON_AddItemToObject(object, "values", describe_values(&job->tuning, candidate->number));
    cJSON_AddStringToObject(object, "verdict", VERDICTS[candidate->state]);
    if (candidate->state == CANDIDATE_RIGHT || candidate->state == CANDIDATE_SLOW)
        cJSON_AddNumberToObject(object, "median_ms", candidate_ms(candidate));
    cJSON_AddStringToObject(object, "why", candidate->why);
    return object;
}

static cJSON *describe(const struct job *job, const struct search_request *request,
                       const struct search *search)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *size = cJSON_AddObjectToObject(object, "size");
    for (size_t i = 0; i < size_count(&job->exercise->sizes); i++)
        cJSON_AddNumberToObject(size, job->exercise->sizes.names[i],
                                (double)request->size.numbers[i]);
    cJSON_AddStringToObject(object, "class", class_of_size(job->exercise, &request->size));
    cJSON_AddNumberToObject(object, "combinations", (double)job->tuning.combinations);
    cJSON_AddBoolToObject(object, "exhaustive", search->exhaustive);
    cJSON_AddBoolToObject(object, "out_of_budget", search->out_of_budget);
    if (search->best < search->count)
        cJSON_AddItemToObject(object, "best",
                              describe_candidate(job, &search->candidates[search->best]));
    if (search->factor > 0.0)
        cJSON_AddNumberToObject(object, "factor", search->factor);
    cJSON *candidates = cJSON_AddArrayToObject(object, "candidates");
    for (size_t i = 0; i < search->count; i++)
        if (search->candidates[i].state != CANDIDATE_WAITING)
            cJSON_AddItemToArray(candidates, describe_candidate(job, &search->candidates[i]));
    if (search->trouble[0])
        cJSON_AddStringToObject(object, "error", search->trouble);
    return object;
}

/* Keeps the best values. False with a message if that fails. */
static bool keep(const struct job *job, const struct search_request *request,
                 const struct search *search)
{
    char options[TUNING_OPTIONS], notice[5000] = "";
    if (source_hash(job->path) != job->hash) {
        print_error("%s changed while it was tuned, so nothing was kept", job->path);
        return false;
    }
    const struct candidate *best = &search->candidates[search->best];
    tuning_options(&job->tuning, best->number, options);
    if (search->interrupted && !options[0]) {
        if (!job->options->json)
            print_wrapped(
                "The search was stopped before it found anything faster: nothing was kept.", 0);
        return true;
    }
    const bool ok =
        tuned_keep(&job->device, job->path, class_of_size(job->exercise, &request->size), options,
                   candidate_ms(best), search->factor, notice, sizeof notice);
    if (notice[0])
        print_error("%s", notice);
    if (ok && !job->options->json)
        print_format(
            0,
            "Kept in %s: `run` and `bench` use %s on this device for sizes of class %s from "
            "now on, until the file changes; `tune --forget` undoes it.",
            tuned_path(), search->best == search->own ? "those" : "it",
            class_of_size(job->exercise, &request->size));
    return ok;
}

/* --- one size ----------------------------------------------------------------------------------- */

static void search_with_bar(const struct job *job, struct search_request *request,
                            struct search *search)
{
    struct progress_bar bar;
    progress_bar_start(&bar, "tune", !job->options->json);
    request->progress = &bar.progress;
    search_run(request, search);
    progress_bar_clear(&bar);
}

/* Prints the trouble of a search, and what may help. */
static void print_trouble(const struct job *job, const struct search *search)
{
    if (search->status == STATUS_REJECTED)
        print_error("%s: %s", job->path, search->trouble);
    else if (search->trouble[0])
        print_error("%s", search->trouble);
    if (search->status == STATUS_REJECTED && !job->options->json)
        print_format(0, "`%s run %s` says more about it.", program_name(), job->path);
}

static int tune(const struct job *job, const struct case_size *size, cJSON *results)
{
    char solution[4096];
    struct search search;
    const struct options *options = job->options;
    const bool has_solution =
        job->exercise->number > 0 && course_solution(job->exercise, solution, sizeof solution);
    const bool limited = options->budget_s > 0.0 || options->budget_trials > 0;
    struct search_request request = {
        .exercise = job->exercise,
        .kernel_file = job->path,
        .solution_file = has_solution ? solution : NULL,
        .device = options->device,
        .tuning = &job->tuning,
        .size = *size,
        .seed = options->seed,
        .timeout_s = options->timeout_s,
        .seconds = options->budget_s,
        .trials = options->budget_trials,
    };
    if (!limited && job->tuning.combinations > SEARCH_SMALL)
        request.seconds = LARGE_SPACE_S;
    find_known(job, &request);
    if (!options->json)
        print_search_header(&request, job->device_found, options->device_given);
    search_with_bar(job, &request, &search);
    if (!options->json)
        print_search(&request, &search);
    if (search.best < search.count && !keep(job, &request, &search))
        search.status = STATUS_MACHINE;
    if (search.best == search.count)
        print_trouble(job, &search);
    cJSON_AddItemToArray(results, describe(job, &request, &search));
    const int status = search.status;
    search_free(&search);
    return status;
}

static int tune_all(const struct job *job, const struct case_size *sizes, size_t count)
{
    static const char *const keys[] = {"name", "platform", "type", "driver"};
    int worst = STATUS_DONE;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "exercise", job->exercise->name);
    cJSON_AddStringToObject(object, "kernel_file", job->path);
    cJSON *device = cJSON_AddObjectToObject(object, "device");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        cJSON_AddStringToObject(device, keys[i], text_of(job->device_found, keys[i]));
    cJSON *results = cJSON_AddArrayToObject(object, "results");
    for (size_t i = 0; i < count && worst <= STATUS_REJECTED; i++) {
        if (i > 0 && !job->options->json)
            printf("\n");
        const int status = tune(job, &sizes[i], results);
        worst = status > worst ? status : worst;
    }
    if (job->options->json)
        print_json(object);
    else if (worst == STATUS_DONE)
        print_format(0, "Next: `%s bench %s`", program_name(), job->path);
    cJSON_Delete(object);
    return worst;
}

/* --- forgetting --------------------------------------------------------------------------------- */

static int forget(const struct job *job)
{
    char notice[5000];
    size_t count;
    const bool ok = tuned_forget(&job->device, job->path, &count, notice, sizeof notice);
    if (notice[0])
        print_error("%s", notice);
    if (!ok)
        return STATUS_MACHINE;
    if (job->options->json) {
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "exercise", job->exercise->name);
        cJSON_AddStringToObject(object, "kernel_file", job->path);
        cJSON_AddNumberToObject(object, "forgotten", (double)count);
        print_json(object);
        cJSON_Delete(object);
    } else if (count == 0) {
        print_format(0, "Nothing was kept for %s on %s.", job->path, job->device.name);
    } else {
        print_format(0, "Forgotten: what `tune` kept for %s on %s, for %zu class%s of sizes.",
                     job->path, job->device.name, count, count == 1 ? "" : "es");
    }
    return STATUS_DONE;
}

int command_tune(int argc, char **argv)
{
    struct options options;
    struct machine machine;
    struct case_size sizes[SIZES_LIMIT];
    char path[4096];

    options_read(&USAGE, argc, argv, &options);
    struct job job = {.options = &options, .path = path};
    job.exercise = choose_file(&options, path, sizeof path);
    if (!job.exercise || !read_space(&job))
        return STATUS_USAGE;
    int status = machine_read(&options, 0, &machine);
    job.device_found = machine_chosen(&machine);
    job.device = device_key_of(job.device_found);
    if (status == STATUS_DONE && !job.device_found) {
        print_error("there is no device \"%s\"; `%s devices` lists what there is",
                    options.device ? options.device : "", program_name());
        status = STATUS_USAGE;
    } else if (status == STATUS_MACHINE) {
        print_error("%s", machine.trouble);
        print_machine_help();
    }
    if (status == STATUS_DONE) {
        const size_t count = options.forget ? 0 : find_sizes(&job, sizes);
        status = options.forget ? forget(&job)
                 : count > 0    ? tune_all(&job, sizes, count)
                                : STATUS_USAGE;
    }
    machine_free(&machine);
    return status;
}
