#include "bench_text.h"
#include "commands.h"
#include "judging.h"
#include "machine.h"
#include "options.h"
#include "screen.h"

#include "../exercises/course.h"
#include "../exercises/fields.h"
#include "../exercises/results.h"
#include "../exercises/sizes.h"
#include "../judge/supervise.h"
#include "../media/plot.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BUDGET_MS 250.0

static const struct usage USAGE = {
    "EXERCISE\n--portability [FILE...]",
    "Measures your kernel, the solution and others beside each other, across sizes, against the "
    "baseline (CLBlast, or a copy of as many bytes) and the device's limit.\v"
    "EXERCISE is a number, a name (matmul), the path of a .cl file, or a worked example (fusion). "
    "The contestants take turns; the results are verified after the timing, on other inputs.\n"
    "FILE is what `bench --json` printed, on this machine or on another.",
    OPTION_DEVICE | OPTION_JSON | OPTION_SEED | OPTION_TIMEOUT | OPTION_KERNELS | OPTION_SIZES |
        OPTION_LADDER | OPTION_AGAINST | OPTION_PLOT | OPTION_CSV | OPTION_PORTABILITY |
        OPTION_NO_TUNED,
    ARGUMENT_OPTIONAL};

/* --- who takes part ---------------------------------------------------------------------------- */

static void add_file(cJSON *files, const char *name, const char *path)
{
    cJSON *file = cJSON_CreateObject();
    cJSON_AddStringToObject(file, "name", name);
    cJSON_AddStringToObject(file, "path", path);
    cJSON_AddItemToArray(files, file);
}

/* A rung is called by its file's name alone: "03_tiles". */
static void add_rung(cJSON *files, const char *path)
{
    char name[128];
    const char *slash = strrchr(path, '/');
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot)
        *dot = '\0';
    add_file(files, name, path);
}

static bool add_ladder(cJSON *files, const struct exercise *exercise)
{
    char pattern[4200], folder[4096];
    glob_t found = {0};
    if (exercise->ladder && course_path(exercise->ladder, folder, sizeof folder)) {
        snprintf(pattern, sizeof pattern, "%s/*.cl", folder);
        if (glob(pattern, 0, NULL, &found) == 0)
            for (size_t i = 0; i < found.gl_pathc; i++)
                add_rung(files, found.gl_pathv[i]);
        globfree(&found);
    }
    if (cJSON_GetArraySize(files) == 0)
        print_error("%s has no ladder", exercise->name);
    return cJSON_GetArraySize(files) > 0;
}

static bool add_own(cJSON *files, const struct options *options, const struct exercise *exercise,
                    const char *path)
{
    char solution[4096];
    if (options->ladder)
        return add_ladder(files, exercise);
    add_file(files, "yours", path);
    if (exercise->number > 0 && course_solution(exercise, solution, sizeof solution) &&
        access(solution, R_OK) == 0 && strcmp(solution, path) != 0)
        add_file(files, "solution", solution);
    return true;
}

static cJSON *sizes_array(const struct case_size *sizes, size_t count)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < count; i++) {
        cJSON *numbers = cJSON_CreateArray();
        for (size_t j = 0; j < SIZE_NUMBERS; j++)
            cJSON_AddItemToArray(numbers, cJSON_CreateNumber((double)sizes[i].numbers[j]));
        cJSON_AddItemToArray(array, numbers);
    }
    return array;
}

/* Both lists, since only the worker knows the device: what is asked for, or what is usual there. */
static bool add_sizes(cJSON *job, const struct options *options, const struct exercise *exercise)
{
    const char *const texts[] = {options->sizes ? options->sizes : exercise->sizes.on_cpu,
                                 options->sizes ? options->sizes : exercise->sizes.on_gpu};
    static const char *const keys[] = {"sizes", "sizes_on_gpu"};
    struct case_size sizes[SIZES_LIMIT];
    char reason[256];
    for (size_t i = 0; i < 2; i++) {
        const size_t count = sizes_read(exercise, texts[i], sizes, reason, sizeof reason);
        if (count == 0) {
            print_error("%s", reason);
            return false;
        }
        cJSON_AddItemToObject(job, keys[i], sizes_array(sizes, count));
    }
    return true;
}

/* NULL, with a message, if the command line cannot be done. */
static cJSON *make_job(const struct options *options, const struct exercise *exercise,
                       const char *path)
{
    cJSON *job = cJSON_CreateObject();
    cJSON_AddStringToObject(job, "task", "bench");
    cJSON_AddStringToObject(job, "exercise", exercise->name);
    cJSON_AddStringToObject(job, "device", options->device ? options->device : "");
    cJSON_AddNumberToObject(job, "seed", (double)options->seed);
    cJSON_AddBoolToObject(job, "baseline", true);
    cJSON_AddBoolToObject(job, "tuned", !options->no_tuned);
    cJSON_AddNumberToObject(job, "budget_ms", BUDGET_MS);
    cJSON *files = cJSON_AddArrayToObject(job, "files");
    bool ok = add_own(files, options, exercise, path);
    for (size_t i = 0; i < options->kernel_count; i++)
        add_file(files, options->kernels[i], options->kernels[i]);
    cJSON_AddArrayToObject(job, "left_out");
    cJSON *against = cJSON_AddArrayToObject(job, "against");
    for (size_t i = 0; i < options->against_count; i++)
        cJSON_AddItemToArray(against, cJSON_CreateString(options->against[i]));
    ok = ok && add_sizes(job, options, exercise);
    if (!ok)
        cJSON_Delete(job);
    return ok ? job : NULL;
}

/* --- running ----------------------------------------------------------------------------------- */

static void move_all(cJSON *from, cJSON *to)
{
    while (cJSON_GetArraySize(from) > 0)
        cJSON_AddItemToArray(to, cJSON_DetachItemFromArray(from, 0));
}

static cJSON *make_bench(const struct exercise *exercise, const struct report *report)
{
    static const char *const keys[] = {"name", "platform", "type", "driver"};
    cJSON *bench = cJSON_CreateObject();
    const cJSON *device = cJSON_GetArrayItem(report_events(report, "device"), 0);
    const cJSON *limits = cJSON_GetArrayItem(report_events(report, "limits"), 0);
    cJSON_AddNumberToObject(bench, "version", RESULTS_VERSION);
    cJSON_AddStringToObject(bench, "exercise", exercise->name);
    cJSON *shown = cJSON_AddObjectToObject(bench, "device");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        cJSON_AddStringToObject(shown, keys[i], text_of(device, keys[i]));
    cJSON *kept = cJSON_AddObjectToObject(bench, "limits");
    cJSON_AddNumberToObject(kept, "copy_gbs", number_of(limits, "copy_gbs"));
    cJSON_AddNumberToObject(kept, "gflops", number_of(limits, "gflops"));
    cJSON_AddNumberToObject(kept, "launch_us", number_of(limits, "launch_us"));
    move_all((cJSON *)report_events(report, "result"), cJSON_AddArrayToObject(bench, "results"));
    move_all((cJSON *)report_events(report, "note"), cJSON_AddArrayToObject(bench, "notes"));
    return bench;
}

static bool is_left_out(const cJSON *left_out, const char *name)
{
    const cJSON *one;
    cJSON_ArrayForEach(one, left_out)
    {
        if (strcmp(cJSON_GetStringValue(one), name) == 0)
            return true;
    }
    return false;
}

/* A contestant hung or crashed: it is left out, with a note. False: it was none of them. */
static bool leave_out(cJSON *job, const struct report *report, cJSON *notes)
{
    char text[512];
    cJSON *left_out = cJSON_GetObjectItem(job, "left_out");
    if (!report->kernel[0] || is_left_out(left_out, report->kernel))
        return false;
    cJSON_AddItemToArray(left_out, cJSON_CreateString(report->kernel));
    snprintf(text, sizeof text, "%s %s at %s and was left out.", report->kernel,
             report->ending == ENDING_TIMEOUT ? "was still at work when its time was up"
                                              : "crashed",
             report->case_name);
    cJSON *note = cJSON_CreateObject();
    cJSON_AddStringToObject(note, "text", text);
    cJSON_AddItemToArray(notes, note);
    return true;
}

/* Runs the worker, again without whoever broke it. */
static void run_worker(cJSON *job, const struct options *options, struct report *report,
                       cJSON *notes)
{
    struct progress_bar bar;
    bool again = true;
    progress_bar_start(&bar, "bench", !options->json && !options->csv);
    while (again) {
        const struct order order = {
            .job = job, .timeout_s = options->timeout_s, .progress = &bar.progress};
        supervise(&order, report);
        const bool broke = report->ending == ENDING_TIMEOUT || report->ending == ENDING_CRASH;
        again = broke && leave_out(job, report, notes);
        if (again)
            report_free(report);
    }
    progress_bar_clear(&bar);
}

/* The exit status of a worker that did not come to its end, with a message. */
static int trouble_of(const struct report *report)
{
    const cJSON *failure = cJSON_GetArrayItem(report_events(report, "failed"), 0);
    if (report->ending == ENDING_INTERRUPTED)
        return 128 + report->signal;
    print_error("%s", failure ? text_of(failure, "text") : "the worker process broke down");
    const int status =
        failure && number_of(failure, "status") == 2.0 ? STATUS_USAGE : STATUS_MACHINE;
    if (status == STATUS_MACHINE && cJSON_GetArraySize(report_events(report, "device")) == 0)
        print_machine_help();
    return status;
}

/* --- telling ----------------------------------------------------------------------------------- */

static bool plot(const struct options *options, const struct exercise *exercise, const cJSON *bench)
{
    char reason[512];
    if (!options->plot)
        return true;
    const bool ok = plot_bench(exercise, bench, options->plot, reason, sizeof reason);
    if (!ok)
        print_error("%s", reason);
    else if (!options->json && !options->csv)
        print_format(0, "\nThe plots lie in %s.", options->plot);
    return ok;
}

static int tell(const struct options *options, const struct exercise *exercise, const cJSON *bench)
{
    char notice[5000];
    if (options->json)
        print_json(bench);
    else if (options->csv)
        print_bench_csv(exercise, bench);
    else
        print_bench(exercise, bench, options->ladder);
    if (!results_keep(bench, notice, sizeof notice) || notice[0])
        print_error("%s", notice);
    return plot(options, exercise, bench) ? STATUS_DONE : STATUS_MACHINE;
}

static int run(const struct options *options, const struct exercise *exercise, cJSON *job)
{
    struct report report;
    cJSON *notes = cJSON_CreateArray();
    int status = STATUS_DONE;
    run_worker(job, options, &report, notes);
    if (report.ending != ENDING_DONE)
        status = trouble_of(&report);
    cJSON *bench = make_bench(exercise, &report);
    move_all(notes, cJSON_GetObjectItem(bench, "notes"));
    if (status == STATUS_DONE)
        status = tell(options, exercise, bench);
    else if (status > 128 && !options->json && !options->csv &&
             cJSON_GetArraySize(cJSON_GetObjectItem(bench, "results")) > 0)
        print_bench(exercise, bench, options->ladder); /* what there was until Ctrl-C */
    cJSON_Delete(bench);
    cJSON_Delete(notes);
    report_free(&report);
    return status;
}

/* --- portability ------------------------------------------------------------------------------- */

/* The figures of the files; without any, those that were kept here. NULL, with a message, if a file is
 * none of results. */
static cJSON *read_devices(const struct options *options)
{
    char reason[5000];
    if (options->file_count == 0) {
        cJSON *kept = results_read(reason, sizeof reason);
        if (reason[0])
            print_error("%s", reason);
        return kept;
    }
    cJSON *devices = cJSON_CreateObject();
    for (size_t i = 0; i < options->file_count; i++)
        if (!results_add_file(devices, options->files[i], reason, sizeof reason)) {
            print_error("%s", reason);
            cJSON_Delete(devices);
            return NULL;
        }
    return devices;
}

/* Why there is no row. */
static void print_nothing_to_compare(const cJSON *devices)
{
    const int count = cJSON_GetArraySize(devices);
    if (count == 0)
        print_error("nothing has been measured yet; `%s bench 1` begins", program_name());
    else if (count == 1)
        print_error(
            "there are figures of one device only, %s: measure on another with --device, or "
            "name files of what `bench --json` printed elsewhere",
            devices->child->string);
    else
        print_error("no contestant has been measured on two devices");
}

static int show_portability(const struct options *options)
{
    cJSON *devices = read_devices(options);
    if (!devices)
        return STATUS_USAGE;
    cJSON *portability = results_portability(devices);
    const bool any = cJSON_GetArraySize(cJSON_GetObjectItem(portability, "contestants")) > 0;
    if (!any)
        print_nothing_to_compare(devices);
    else if (options->json)
        print_json(portability);
    else
        print_portability(portability);
    cJSON_Delete(portability);
    cJSON_Delete(devices);
    return any ? STATUS_DONE : STATUS_USAGE;
}

int command_bench(int argc, char **argv)
{
    struct options options;
    char path[4096], reason[512];

    options_read(&USAGE, argc, argv, &options);
    if (options.portability)
        return show_portability(&options);
    if (!options.exercise) {
        print_error("which exercise? A number, a name, or the path of a .cl file");
        return STATUS_USAGE;
    }
    if (options.plot && !plot_possible(options.plot, reason, sizeof reason)) {
        print_error("%s", reason);
        return STATUS_USAGE;
    }
    const struct exercise *exercise = choose_file(&options, path, sizeof path);
    cJSON *job = exercise ? make_job(&options, exercise, path) : NULL;
    if (!job)
        return STATUS_USAGE;
    const int status = run(&options, exercise, job);
    cJSON_Delete(job);
    return status;
}
