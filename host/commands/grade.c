/* grade: judges many files, one after the other, whatever becomes of each. */
#include "commands.h"
#include "judging.h"
#include "machine.h"
#include "options.h"
#include "screen.h"
#include "verdict_text.h"

#include "../exercises/fields.h"
#include "../judge/process.h"
#include "../opencl/source.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct usage USAGE = {
    "FILE|FOLDER...",
    "Judges .cl files, and all those in folders, one after the other, and prints a row for each. "
    "What hangs or crashes costs its own row only.\v"
    "A file's name tells its exercise, or else that of a folder that it lies in: "
    "alice/01_vector_add.cl, vector_add/bob.cl. All files are judged on the same inputs. The "
    "kernels run with your rights: take files of people whom you trust, or a machine that you can "
    "do without.\nExit status: 0 if all are solved; 1 if one is rejected; 2 if one cannot be used; "
    "3 the machine lacks something.",
    OPTION_DEVICE | OPTION_JSON | OPTION_SEED | OPTION_TIMEOUT, ARGUMENTS_NEEDED};

enum { LIMIT_TIMES = 10 }; /* a file may take so many times as long as a case */

/* --- the files --------------------------------------------------------------------------------- */

struct files {
    char **paths; /* owned */
    size_t count;
};

static bool add_file(struct files *files, const char *path)
{
    char **longer = realloc(files->paths, (files->count + 1) * sizeof *longer);
    if (!longer)
        return false;
    files->paths = longer;
    files->paths[files->count] = strdup(path);
    return files->paths[files->count++] != NULL;
}

static void free_files(struct files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->paths[i]);
    free(files->paths);
}

static int by_name(const FTSENT **one, const FTSENT **other)
{
    return strcmp((*one)->fts_name, (*other)->fts_name);
}

static bool ends_in_cl(const FTSENT *entry)
{
    return entry->fts_namelen > 3 && entry->fts_name[0] != '.' &&
           strcmp(entry->fts_name + entry->fts_namelen - 3, ".cl") == 0;
}

/* The file, or all .cl files below the folder. False, with a message, if there are none. */
static bool find_files(const char *argument, struct files *files)
{
    char *roots[] = {(char *)argument, NULL};
    const size_t before = files->count;
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    for (FTSENT *entry; tree && (entry = fts_read(tree)) != NULL;) {
        const bool named = entry->fts_level == FTS_ROOTLEVEL;
        if (entry->fts_info == FTS_D && !named && entry->fts_name[0] == '.')
            fts_set(tree, entry, FTS_SKIP);
        else if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP &&
                 (named || ends_in_cl(entry)) && !add_file(files, entry->fts_path))
            break;
    }
    if (tree)
        fts_close(tree);
    if (files->count == before)
        print_error("there is no .cl file in %s", argument);
    return files->count > before;
}

/* --- rows -------------------------------------------------------------------------------------- */

/* "solved", the first diagnosis, "unfinished" where a kernel of several is right and others are not
 * started, or why there is no verdict. */
static const char *word_of(const cJSON *row)
{
    const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(row, "diagnosis"), 0);
    if (cJSON_GetObjectItem(row, "error"))
        return "no verdict";
    if (verdict_is_unfinished(row))
        return "unfinished";
    return first ? text_of(first, "code") : text_of(row, "verdict");
}

static void count_passed(const cJSON *row, size_t *passed, size_t *all)
{
    const cJSON *one;
    *passed = *all = 0;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(row, "cases"))
    {
        *passed += strcmp(text_of(one, "verdict"), "pass") == 0;
        (*all)++;
    }
}

static void print_row(const cJSON *row)
{
    char cases[48] = "";
    size_t passed, all;
    const int status = (int)number_of(row, "status");
    count_passed(row, &passed, &all);
    if (all > 0)
        snprintf(cases, sizeof cases, "%zu of %zu", passed, all);
    printf("%-13s  %s%-21s%s  %-9s  ", text_of(row, "exercise"),
           colour(status == STATUS_DONE ? GREEN : RED), word_of(row), colour(PLAIN), cases);
    print_hanging(text_of(row, "kernel_file"), 49, 15);
    if (cJSON_GetObjectItem(row, "error"))
        print_wrapped(text_of(row, "error"), 15);
    fflush(stdout);
}

/* A row for a file that cannot be judged. */
static cJSON *row_without_verdict(const char *path, const char *reason)
{
    cJSON *row = cJSON_CreateObject();
    cJSON_AddStringToObject(row, "kernel_file", path);
    cJSON_AddStringToObject(row, "error", reason);
    return row;
}

/* Why the file cannot be judged; NULL if it can. */
static const char *obstacle(const char *path, const struct exercise *exercise, char *reason,
                            size_t size)
{
    struct source source;
    if (source_read(path, &source, reason, size)) {
        source_free(&source);
        return exercise ? NULL : "Neither its name nor a folder's tells which exercise this is.";
    }
    return reason;
}

static cJSON *grade_file(const struct options *options, const char *path, struct process *worker,
                         int *status)
{
    char notice[5000], reason[5000];
    struct progress_bar bar;
    const struct exercise *exercise = exercise_find(path);
    const char *trouble = obstacle(path, exercise, reason, sizeof reason);

    *status = STATUS_USAGE;
    if (trouble)
        return row_without_verdict(path, trouble);
    progress_bar_start(&bar, path, !options->json);
    const struct judging judging = {
        .progress = &bar.progress, .worker = worker, .limit_s = LIMIT_TIMES * options->timeout_s};
    cJSON *row = judge_file_of(options, exercise, path, &judging, status, notice, sizeof notice);
    progress_bar_clear(&bar);
    if (notice[0])
        print_error("%s", notice);
    return row;
}

/* --- all of them ------------------------------------------------------------------------------- */

/* No file can be judged: there is no device, say. */
static bool is_hopeless(const cJSON *row, int status)
{
    return status > STATUS_MACHINE ||
           (status == STATUS_MACHINE && !cJSON_IsObject(cJSON_GetObjectItem(row, "device")));
}

static int grade(const struct options *options, const struct files *files, cJSON *results,
                 size_t *solved)
{
    struct process worker = NO_PROCESS;
    int worst = STATUS_DONE;
    bool hopeless = false;

    if (!options->json)
        printf("%s%-13s  %-21s  %-9s  %s%s\n", colour(BOLD), "exercise", "verdict", "cases", "file",
               colour(PLAIN));
    for (size_t i = 0; i < files->count && !hopeless; i++) {
        int status;
        cJSON *row = grade_file(options, files->paths[i], &worker, &status);
        cJSON_AddNumberToObject(row, "status", status);
        cJSON_AddItemToArray(results, row);
        if (!options->json)
            print_row(row);
        *solved += status == STATUS_DONE;
        worst = status > worst ? status : worst;
        hopeless = is_hopeless(row, status);
    }
    process_close(&worker);
    return worst;
}

static void print_sum(size_t solved, size_t count, double seed)
{
    print_format(0, "\n%zu of %zu solved. Seed %.0f", solved, count, seed);
    if (solved < count)
        print_format(0, "What one lacks: `%s run FILE --seed %.0f`", program_name(), seed);
}

static int grade_all(struct options *options, const struct files *files)
{
    size_t solved = 0;
    cJSON *object = cJSON_CreateObject();
    cJSON *results = cJSON_AddArrayToObject(object, "results");

    options->no_timing = options->no_tuned = true;
    const int status = grade(options, files, results, &solved);
    cJSON_AddNumberToObject(object, "seed", (double)options->seed);
    cJSON_AddNumberToObject(object, "solved", (double)solved);
    cJSON_AddNumberToObject(object, "files", (double)files->count);
    if (options->json)
        print_json(object);
    else
        print_sum(solved, files->count, (double)options->seed);
    if (status == STATUS_MACHINE && !options->json)
        print_machine_help();
    cJSON_Delete(object);
    return status;
}

int command_grade(int argc, char **argv)
{
    struct options options;
    struct files files = {0};
    int status = STATUS_USAGE;
    bool found = true;

    options_read(&USAGE, argc, argv, &options);
    for (size_t i = 0; i < options.file_count && found; i++)
        found = find_files(options.files[i], &files);
    if (found)
        status = grade_all(&options, &files);
    free_files(&files);
    return status;
}
