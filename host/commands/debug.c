#include "commands.h"
#include "judging.h"
#include "options.h"
#include "screen.h"
#include "stepping.h"

#include "../exercises/course.h"
#include "../judge/oclgrind.h"
#include "../opencl/source.h"

#include <stdio.h>
#include <string.h>

static const struct usage USAGE = {
    "EXERCISE",
    "Runs your kernel on a small case under Oclgrind, which watches every access: out of bounds, "
    "races "
    "between work-items, values that were never set, barriers that not all reach. Shows what "
    "PRINT_IF of kernels/workshop.clh prints.\vExit status: 0 if nothing was found, 1 if something "
    "was, 3 if Oclgrind is not installed. With --gdb: 0; 3 if gdb or clang is not installed.",
    OPTION_GDB | OPTION_SOLUTION | OPTION_KERNEL | OPTION_SEED | OPTION_TIMEOUT, ARGUMENT_NEEDED};

static void print_site(const struct source *source, const struct site *site)
{
    char line[256];
    source_line(source, site->line, line, sizeof line);
    print_source_line(source->name, site->line, line + strspn(line, " \t"));
    if (site->work_item[0]) {
        printf("%s", colour(DIM));
        print_wrapped(site->work_item, 6);
        printf("%s", colour(PLAIN));
    }
}

static void print_finding(const struct source *source, const struct finding *finding, size_t number)
{
    printf("\n%s%zu. %s%s in %s", colour(BOLD), number, diagnosis_name(finding->kind->code),
           colour(PLAIN), finding->kernel);
    printf(finding->count > 1 ? ", %zu times\n" : "\n", finding->count);
    print_wrapped(finding->kind->sentence, 2);
    if (finding->detail[0])
        print_format(2, "%s.", finding->detail);
    if (finding->doubtful)
        print_wrapped(
            "This may be a mistake of Oclgrind: with what is moved in vectors here, or copied in "
            "steps, it says so of right kernels too. It does not count.",
            2);
    for (size_t i = 0; i < finding->site_count; i++)
        print_site(source, &finding->sites[i]);
}

/* What keeps the kernels from running at all: a build error, say. Returns how many. */
static size_t print_obstacles(const struct report *report)
{
    const cJSON *one, *all = report_events(report, "diagnosis");
    cJSON_ArrayForEach(one, all)
    {
        printf("\n%s%s%s\n", colour(BOLD), cJSON_GetStringValue(cJSON_GetObjectItem(one, "code")),
               colour(PLAIN));
        print_wrapped(cJSON_GetStringValue(cJSON_GetObjectItem(one, "message")), 2);
    }
    return (size_t)cJSON_GetArraySize(all);
}

/* That results are wrong is no finding of Oclgrind's; a silence would be taken for the contrary. */
static void print_wrong_results(const struct report *report)
{
    const cJSON *one;
    cJSON_ArrayForEach(one, report_events(report, "case"))
    {
        if (strcmp(cJSON_GetStringValue(cJSON_GetObjectItem(one, "verdict")), "fail") == 0)
            print_format(0,
                         "\nThe results of %s, case %s, are wrong: `%s run` says more about them.",
                         cJSON_GetStringValue(cJSON_GetObjectItem(one, "kernel")),
                         cJSON_GetStringValue(cJSON_GetObjectItem(one, "name")), program_name());
    }
}

static int print_report(const struct source *source, const struct findings *findings,
                        const struct report *report)
{
    const size_t obstacles = print_obstacles(report);
    size_t doubtful = 0;
    if (report->output && report->output[0] && obstacles == 0)
        printf("\nPrinted:\n%s", report->output);
    for (size_t i = 0; i < findings->count; i++) {
        print_finding(source, &findings->items[i], i + 1);
        doubtful += findings->items[i].doubtful ? 1 : 0;
    }
    print_wrong_results(report);
    if (report->ending == ENDING_TIMEOUT || report->ending == ENDING_CRASH)
        print_format(0, "\nOclgrind did not come to its end: the kernel %s.",
                     report->ending == ENDING_TIMEOUT ? "was still running and was stopped"
                                                      : "or Oclgrind itself crashed");
    if (findings->count > doubtful || obstacles > 0 || report->ending != ENDING_DONE)
        return STATUS_REJECTED;
    printf("\n%sNothing%s found:%s ", colour(GREEN), doubtful > 0 ? " else" : "", colour(PLAIN));
    print_hanging(doubtful > 0 ? "no access out of bounds, no race."
                               : "no access out of bounds, no race, no value that was never set.",
                  15, 0);
    return STATUS_DONE;
}

static int debug(const struct options *options, const struct exercise *exercise, const char *path)
{
    char solution[4096], reason[5000];
    struct findings findings;
    struct report report;
    struct source source;
    struct progress_bar bar;

    const bool has_solution =
        exercise->number > 0 && course_solution(exercise, solution, sizeof solution);
    progress_bar_start(&bar, exercise->name, true);
    const struct verdict_request request = {
        .exercise = exercise,
        .kernel_file = path,
        .solution_file = has_solution ? solution : NULL,
        .seed = options->seed,
        .timeout_s = options->timeout_s,
        .debug = true,
        .progress = &bar.progress,
    };
    const bool ran = oclgrind_run(&request, &findings, &report);
    progress_bar_clear(&bar);
    if (!ran || !source_read(path, &source, reason, sizeof reason)) {
        print_error("there is no temporary folder, or the file is gone");
        return STATUS_MACHINE;
    }
    char title[96];
    snprintf(title, sizeof title, "%s:", exercise->name);
    print_title(title, "%s, a small case under Oclgrind", path);
    int status = print_report(&source, &findings, &report);
    if (report.ending == ENDING_INTERRUPTED)
        status = 128 + report.signal;
    report_free(&report);
    source_free(&source);
    return status;
}

int command_debug(int argc, char **argv)
{
    struct options options;
    char path[4096];

    options_read(&USAGE, argc, argv, &options);
    const struct exercise *exercise = choose_file(&options, path, sizeof path);
    if (!exercise)
        return STATUS_USAGE;
    if (options.gdb)
        return step_through(&options, exercise, path);
    if (!oclgrind_present()) {
        print_error("Oclgrind is not installed: `sudo apt-get install oclgrind`");
        return STATUS_MACHINE;
    }
    return debug(&options, exercise, path);
}
