/* map: which work-item touches which element. A worker runs the kernels on the host (judge/map.h); here
 * is what it tells drawn. */
#include "commands.h"
#include "judging.h"
#include "map_grid.h"
#include "map_svg.h"
#include "options.h"
#include "screen.h"

#include "../exercises/fields.h"
#include "../exercises/sizes.h"
#include "../judge/host_kernel.h"
#include "../opencl/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct usage USAGE = {"EXERCISE",
                                   "Draws which work-item of a small launch touches which element "
                                   "of each buffer, and says what a GPU "
                                   "makes of it: how much memory moves for each line of the "
                                   "kernel, and which banks of local memory "
                                   "are asked twice. Needs no GPU: the kernel runs on the host, "
                                   "compiled by clang, with every access "
                                   "watched.\vExit status: 0 if the kernel ran to its end; 1 if it "
                                   "does not compile, hangs, crashes or "
                                   "leaves its buffers; 3 if clang is not installed.",
                                   OPTION_SOLUTION | OPTION_KERNEL | OPTION_JSON | OPTION_SVG |
                                       OPTION_SIZE | OPTION_SEED | OPTION_TIMEOUT,
                                   ARGUMENT_NEEDED};

/* --- drawing ------------------------------------------------------------------------------------ */

static enum colour colour_of(const char *pattern)
{
    static const struct {
        const char *pattern;
        enum colour colour;
    } rows[] = {{"strided", RED},  {"bank-conflict", RED},       {"one-by-one", RED},
                {"alone", YELLOW}, {"partly-coalesced", YELLOW}, {"shifted", YELLOW}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].pattern, pattern) == 0)
            return rows[i].colour;
    return GREEN;
}

static void print_row(const struct grid_row *row, bool is_local, int label, enum colour touched)
{
    printf("      %*s ", label, row->label);
    for (size_t i = 0; i < row->count; i++) {
        const bool empty = row->cells[i] == CELL_EMPTY;
        if (!is_local && (row->first + i) % GRID_SECTOR == 0)
            printf("|");
        else if (is_local && i > 0 && i % GRID_SECTOR == 0)
            printf(" ");
        printf("%s%c%s", colour(empty ? DIM : touched), grid_letter(row->cells[i]), colour(PLAIN));
    }
    printf(!is_local && (row->first + row->count) % GRID_SECTOR == 0 ? "|\n" : "\n");
}

/* Character cells for a row of elements, bars included. */
static size_t row_room(size_t label)
{
    const size_t room = terminal_columns() - label - 10;
    return room / (GRID_SECTOR + 1) * GRID_SECTOR;
}

static void print_grid(const struct grid *grid, enum colour touched)
{
    int label = 0;
    for (size_t i = 0; i < grid->row_count; i++)
        if ((int)strlen(grid->rows[i].label) > label)
            label = (int)strlen(grid->rows[i].label);
    if (grid->is_local)
        printf("      %*s 0        8        16       24\n", label < 4 ? 4 : label, "bank");
    for (size_t i = 0; i < grid->row_count; i++)
        print_row(&grid->rows[i], grid->is_local, grid->is_local && label < 4 ? 4 : label, touched);
    if (grid->more > 0)
        printf("      %*s ... and %zu more rows like these\n", label, "", grid->more);
}

static const cJSON *buffer_named(const cJSON *kernel, const char *name)
{
    const cJSON *buffer;
    cJSON_ArrayForEach(buffer, cJSON_GetObjectItem(kernel, "buffers"))
    {
        if (strcmp(text_of(buffer, "name"), name) == 0)
            return buffer;
    }
    return NULL;
}

/* "line 27" or "lines 31, 32, 33", and the text of the first; where there is no room for all of it, "..."
 * ends it. */
static void print_lines(const cJSON *lines, const struct source *source)
{
    enum { MARK = sizeof "..." - 1 };
    const cJSON *line, *first = cJSON_GetArrayItem(lines, 0);
    char text[256] = "";
    printf("\n  %s", colour(BOLD));
    int used = 2 + printf("line%s", cJSON_GetArraySize(lines) > 1 ? "s" : "");
    cJSON_ArrayForEach(line, lines) used +=
        printf("%s %d", line == first ? "" : ",", line->valueint);
    if (first)
        source_line(source, (size_t)first->valueint, text, sizeof text);
    const char *code = text + strspn(text, " \t");
    const int left = (int)terminal_columns() - used - 2, room = left > MARK ? left : MARK;
    const bool fits = strlen(code) <= (size_t)room;
    printf("%s  %.*s%s\n", colour(PLAIN), fits ? room : room - MARK, code, fits ? "" : "...");
}

static void print_site(const cJSON *kernel, const cJSON *site, const struct source *source,
                       const cJSON *previous)
{
    enum { ROWS = 6, LABEL = 18 };
    struct grid grid;
    const cJSON *lines = cJSON_GetObjectItem(site, "lines");
    if (!previous || !cJSON_Compare(cJSON_GetObjectItem(previous, "lines"), lines, true))
        print_lines(lines, source);
    printf("    %ss %s\n", text_of(site, "kind"), text_of(site, "buffer"));
    grid_of_site(buffer_named(kernel, text_of(site, "buffer")), site, row_room(LABEL), ROWS, &grid);
    print_grid(&grid, colour_of(text_of(site, "pattern")));
    print_wrapped(text_of(site, "sentence"), 6);
}

static void print_owners(const cJSON *kernel)
{
    enum { ROWS = 6, LABEL = 24 };
    struct owners owners;
    const cJSON *buffer;
    printf("\n");
    print_wrapped("Which work-group touches what. One character is a sector, 8 floats: a letter "
                  "for one work-group, a digit for so many of them, . for none.",
                  2);
    cJSON_ArrayForEach(buffer, cJSON_GetObjectItem(kernel, "buffers"))
    {
        if (strcmp(text_of(buffer, "space"), "global") != 0)
            continue;
        owners_of_buffer(buffer, (terminal_columns() - LABEL - 6) / 8 * 8, ROWS, &owners);
        for (size_t i = 0; i < owners.row_count; i++)
            printf("    %*s %s\n", LABEL, owners.rows[i].label, owners.rows[i].letters);
        if (owners.more > 0)
            printf("    %*s ... and %zu more rows\n", LABEL, "", owners.more);
    }
}

static void print_kernel(const cJSON *kernel, const struct source *source)
{
    const cJSON *local = cJSON_GetObjectItem(kernel, "local"), *site, *previous = NULL;
    const cJSON *groups = cJSON_GetObjectItem(kernel, "groups");
    int number = 1;
    for (int d = 0; d < 3; d++)
        number *= cJSON_GetArrayItem(groups, d)->valueint;
    char title[256], size[64] = "";
    for (int d = 0; d < number_of(kernel, "dimensions"); d++)
        snprintf(size + strlen(size), sizeof size - strlen(size), "%s%d", d ? " x " : "",
                 cJSON_GetArrayItem(local, d)->valueint);
    snprintf(title, sizeof title, "%s, %s:", text_of(kernel, "kernel"), text_of(kernel, "case"));
    printf("\n");
    print_title(title, "%d work-group%s of %s work-items", number, number == 1 ? "" : "s", size);
    if (cJSON_GetArraySize(cJSON_GetObjectItem(kernel, "sites")) == 0) {
        printf("\n  It touches no memory: has it been started?\n");
        return;
    }
    if (number > 1)
        print_owners(kernel);
    printf("\n");
    print_wrapped("Which work-item of one warp touches what: 0 to 9 and a to v are its 32 "
                  "work-items, * is several of them, | begins a sector.",
                  2);
    cJSON_ArrayForEach(site, cJSON_GetObjectItem(kernel, "sites"))
    {
        print_site(kernel, site, source, previous);
        previous = site;
    }
}

static void print_problem(const cJSON *problem, const struct source *source)
{
    char line[256];
    const size_t number = (size_t)number_of(problem, "line");
    source_line(source, number, line, sizeof line);
    printf("\n%s%s%s%s%s\n", colour(RED), text_of(problem, "code"), colour(PLAIN),
           *text_of(problem, "kernel") ? " in " : "", text_of(problem, "kernel"));
    print_wrapped(text_of(problem, "message"), 2);
    if (number > 0)
        print_source_line(source->name, number, line + strspn(line, " \t"));
}

static void print_map(const struct options *options, const struct exercise *exercise,
                      const cJSON *map, const struct source *source)
{
    const cJSON *part;
    bool wrong = false;
    char title[96];
    snprintf(title, sizeof title, "%s:", exercise->name);
    print_title(title, "%s, a small launch on the host with every access watched", source->name);
    printf("\n");
    print_wrapped(
        "A GPU runs 32 neighbouring work-items of a work-group in step: a warp. Global memory "
        "moves in sectors of 32 bytes. So it counts how many sectors the work-items of a warp "
        "touch together.",
        0);
    cJSON_ArrayForEach(part, cJSON_GetObjectItem(map, "kernels"))
    {
        print_kernel(part, source);
        wrong |= !cJSON_IsTrue(cJSON_GetObjectItem(part, "matches"));
    }
    cJSON_ArrayForEach(part, cJSON_GetObjectItem(map, "problems")) print_problem(part, source);
    cJSON_ArrayForEach(part, cJSON_GetObjectItem(map, "notes"))
        print_format(0, "\n%s", text_of(part, "text"));
    if (wrong && cJSON_GetArraySize(cJSON_GetObjectItem(map, "problems")) == 0)
        print_format(0,
                     "\nThe results of this launch are wrong: `%s run %s%s%s` says what and why.",
                     program_name(), options->exercise, options->kernel ? " --kernel " : "",
                     options->kernel ? options->kernel : "");
}

/* --- running ------------------------------------------------------------------------------------ */

static void add_breakdown(const struct report *report, double timeout_s, cJSON *map)
{
    char message[512];
    const bool hangs = report->ending == ENDING_TIMEOUT;
    cJSON *problem = cJSON_CreateObject();
    if (hangs)
        snprintf(message, sizeof message, "It was still %s after %g s and was stopped.%s",
                 report->stage == STAGE_BUILD ? "being compiled" : "running", timeout_s,
                 report->stage == STAGE_BUILD ? "" : " Does every loop end?");
    else
        snprintf(
            message, sizeof message,
            "It crashed%s%s. Recursion, very large arrays of its own, or a vector that is moved "
            "through a cast pointer at an address that is no multiple of its size do that.",
            report->signal ? ": " : "", report->signal ? strsignal(report->signal) : "");
    cJSON_AddStringToObject(problem, "code", hangs ? "timeout" : "crash");
    cJSON_AddStringToObject(problem, "kernel", report->kernel);
    cJSON_AddNumberToObject(problem, "line", 0);
    cJSON_AddNumberToObject(problem, "count", 1);
    cJSON_AddStringToObject(problem, "message", message);
    cJSON_AddItemToArray(cJSON_GetObjectItem(map, "problems"), problem);
}

static void take_events(const struct report *report, const char *event, cJSON *array)
{
    const cJSON *one;
    cJSON_ArrayForEach(one, report_events(report, event))
        cJSON_AddItemToArray(array, cJSON_Duplicate(one, true));
}

/* {"exercise", "kernel_file", "kernels", "problems", "notes"}; the parts as in judge/map.h. */
static cJSON *make_map(const struct options *options, const struct exercise *exercise,
                       const char *path, const struct report *report)
{
    cJSON *map = cJSON_CreateObject();
    cJSON_AddStringToObject(map, "exercise", exercise->name);
    cJSON_AddStringToObject(map, "kernel_file", path);
    take_events(report, "kernel", cJSON_AddArrayToObject(map, "kernels"));
    take_events(report, "problem", cJSON_AddArrayToObject(map, "problems"));
    take_events(report, "note", cJSON_AddArrayToObject(map, "notes"));
    if (report->ending == ENDING_TIMEOUT || report->ending == ENDING_CRASH)
        add_breakdown(report, options->timeout_s, map);
    return map;
}

/* size: NULL for the usual. */
static bool run_worker(const struct options *options, const struct exercise *exercise,
                       const char *path, const struct case_size *size, struct report *report)
{
    const char *temporary = getenv("TMPDIR");
    char folder[4096];
    struct progress_bar bar;
    snprintf(folder, sizeof folder, "%s/workshop-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        print_error("cannot make a folder in %s: %s", temporary ? temporary : "/tmp",
                    strerror(errno));
        return false;
    }
    cJSON *job = cJSON_CreateObject(), *numbers = cJSON_AddArrayToObject(job, "size");
    cJSON_AddStringToObject(job, "task", "map");
    cJSON_AddStringToObject(job, "exercise", exercise->name);
    cJSON_AddStringToObject(job, "kernel_file", path);
    cJSON_AddStringToObject(job, "folder", folder);
    cJSON_AddNumberToObject(job, "seed", (double)options->seed);
    for (size_t i = 0; size && i < size_count(&exercise->sizes); i++)
        cJSON_AddItemToArray(numbers, cJSON_CreateNumber((double)size->numbers[i]));
    progress_bar_start(&bar, exercise->name, !options->json);
    const struct order order = {
        .job = job, .timeout_s = options->timeout_s, .progress = &bar.progress};
    supervise(&order, report);
    progress_bar_clear(&bar);
    host_kernel_clean(folder);
    cJSON_Delete(job);
    return true;
}

/* What kept the worker from its end, apart from the kernel; STATUS_DONE: nothing. */
static int failure(const struct report *report)
{
    const cJSON *failed = cJSON_GetArrayItem(report_events(report, "failed"), 0);
    switch (report->ending) {
    case ENDING_FAILED:
        print_error("%s", text_of(failed, "text"));
        return number_of(failed, "status") == STATUS_USAGE ? STATUS_USAGE : STATUS_MACHINE;
    case ENDING_INTERRUPTED:
        print_error("interrupted");
        return 128 + report->signal;
    case ENDING_NO_WORKER:
        print_error("the worker process could not be started");
        return STATUS_MACHINE;
    default:
        return STATUS_DONE;
    }
}

static int show(const struct options *options, const struct exercise *exercise,
                const struct source *source, const struct report *report)
{
    int status = failure(report);
    if (status != STATUS_DONE)
        return status;
    cJSON *map = make_map(options, exercise, source->name, report);
    if (cJSON_GetArraySize(cJSON_GetObjectItem(map, "problems")) > 0)
        status = STATUS_REJECTED;
    if (options->json)
        print_json(map);
    else
        print_map(options, exercise, map, source);
    if (options->svg && !map_write_svg(options->svg, map, source)) {
        print_error("cannot write %s: %s", options->svg, strerror(errno));
        status = STATUS_USAGE;
    } else if (options->svg && !options->json) {
        print_command("\nDrawn:", options->svg, 0);
    }
    cJSON_Delete(map);
    return status;
}

/* Reads --size; false with a message if there is no such launch, or it is no small one. */
static bool read_size(const char *text, const struct exercise *exercise, struct case_size *size)
{
    const double most = 1 << 18;
    char reason[512];
    if (!size_read(exercise, text, size, reason, sizeof reason)) {
        print_error("%s", reason);
        return false;
    }
    if (size_elements(exercise, size) <= most)
        return true;
    print_error("--size %s is too large to be watched: at most %.0f elements an array", text, most);
    return false;
}

int command_map(int argc, char **argv)
{
    struct options options;
    struct source source;
    struct report report;
    struct case_size size;
    char path[4096], reason[5000];

    options_read(&USAGE, argc, argv, &options);
    const struct exercise *exercise = choose_file(&options, path, sizeof path);
    if (!exercise || (options.size && !read_size(options.size, exercise, &size)))
        return STATUS_USAGE;
    if (!source_read(path, &source, reason, sizeof reason)) {
        print_error("%s", reason);
        return STATUS_USAGE;
    }
    int status = STATUS_MACHINE;
    if (run_worker(&options, exercise, path, options.size ? &size : NULL, &report)) {
        status = show(&options, exercise, &source, &report);
        report_free(&report);
    }
    source_free(&source);
    return status;
}
