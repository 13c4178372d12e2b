#include "commands.h"
#include "machine.h"
#include "options.h"
#include "screen.h"
#include "verdict_text.h"

#include "../exercises/course.h"
#include "../exercises/progress.h"
#include "../judge/verdict.h"
#include "../media/terminal.h"
#include "../opencl/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct usage USAGE = {
    "EXERCISE",
    "Judges your kernel for an exercise: right, or wrong and why, and how fast.\v"
    "EXERCISE is a number (1), a name (vector_add), the path of a .cl file whose name tells the "
    "exercise, or all.\nExit status: 0 solved; 1 rejected; 2 the command line is wrong, or a named "
    "file cannot be used; 3 the machine lacks something.",
    OPTION_DEVICE | OPTION_JSON | OPTION_SOLUTION | OPTION_KERNEL | OPTION_IMAGE | OPTION_GALLERY |
        OPTION_SEED | OPTION_TIMEOUT | OPTION_SHOW | OPTION_NO_TIMING,
    true};

/* --- files ------------------------------------------------------------------------------------- */

/* Which file is to be judged; false with a message if there is none. */
static bool find_kernel_file(const struct options *options, const struct exercise *exercise,
                             char *path, size_t size)
{
    const size_t length = strlen(options->exercise);
    bool ok = true;
    if (options->kernel)
        ok = snprintf(path, size, "%s", options->kernel) < (int)size;
    else if (options->solution)
        ok = course_solution(exercise, path, size);
    else if (length > 3 && strcmp(options->exercise + length - 3, ".cl") == 0)
        ok = snprintf(path, size, "%s", options->exercise) < (int)size;
    else
        ok = course_path(exercise->file, path, size);
    if (!ok)
        print_error("the path of the file is too long");
    return ok;
}

/* Read here only to say what is wrong with it; the worker reads it again. */
static bool is_readable(const char *path)
{
    struct source source;
    char reason[5000];
    const bool ok = source_read(path, &source, reason, sizeof reason);
    if (!ok)
        print_error("%s", reason);
    source_free(&source);
    return ok;
}

static bool images_are_readable(const struct options *options)
{
    for (size_t i = 0; i < options->image_count; i++) {
        struct image image;
        char reason[5000];
        const bool ok = image_read(options->images[i], &image, reason, sizeof reason);
        if (!ok)
            print_error("%s", reason);
        image_free(&image);
        if (!ok)
            return false;
    }
    return true;
}

/* --- the gallery ------------------------------------------------------------------------------- */

#define MARK ".workshop-gallery" /* a folder that holds it is ours to write into */

static bool is_empty_folder(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (folder)
        closedir(folder);
    return folder && count == 0;
}

/* Makes the folder, or takes one that is empty or was a gallery before: nothing of the participant's
 * is overwritten. */
static bool open_gallery(const char *path)
{
    char mark[4200];
    struct stat info;
    snprintf(mark, sizeof mark, "%s/" MARK, path);
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        print_error("cannot make the folder %s: %s", path, strerror(errno));
        return false;
    }
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        print_error("%s is not a folder", path);
        return false;
    }
    if (stat(mark, &info) == 0)
        return true;
    if (!is_empty_folder(path)) {
        print_error("%s holds files that are not the workshop's; name a new or empty folder", path);
        return false;
    }
    FILE *file = fopen(mark, "w");
    if (!file) {
        print_error("cannot write into %s: %s", path, strerror(errno));
        return false;
    }
    fclose(file);
    return true;
}

/* --- one exercise ------------------------------------------------------------------------------ */

struct photographs {
    char **paths;
    size_t count;
    struct course_paths own; /* the course's, where none were given */
};

static void find_photographs(const struct options *options, struct photographs *photographs)
{
    *photographs = (struct photographs){(char **)options->images, options->image_count, {0, NULL}};
    if (options->image_count > 0)
        return;
    if (!course_photographs(&photographs->own))
        return;
    photographs->paths = photographs->own.paths;
    photographs->count = photographs->own.count;
}

static cJSON *judge(const struct options *options, const struct exercise *exercise,
                    const char *kernel_file, int *status)
{
    char solution[4096], label[64];
    struct photographs photographs;
    struct progress_bar bar;

    find_photographs(options, &photographs);
    const bool has_solution =
        exercise->number > 0 && course_solution(exercise, solution, sizeof solution);
    snprintf(label, sizeof label, "%s", exercise->name);
    progress_bar_start(&bar, label, !options->json);
    const struct verdict_request request = {
        .exercise = exercise,
        .kernel_file = kernel_file,
        .solution_file = has_solution ? solution : NULL,
        .device = options->device,
        .gallery = options->gallery,
        .images = photographs.paths,
        .image_count = photographs.count,
        .seed = options->seed,
        .timeout_s = options->timeout_s,
        .measure = !options->no_timing,
        .progress = &bar.progress,
    };
    cJSON *verdict = verdict_reach(&request, status);
    progress_bar_clear(&bar);
    course_paths_free(&photographs.own);
    return verdict;
}

static void print_trouble(const cJSON *verdict, int status)
{
    const char *error = cJSON_GetStringValue(cJSON_GetObjectItem(verdict, "error"));
    print_error("%s", error ? error : "there is no verdict");
    if (status == STATUS_MACHINE)
        print_machine_help();
}

static void print_json(const cJSON *object)
{
    char *text = cJSON_Print(object);
    printf("%s\n", text ? text : "{}");
    cJSON_free(text);
}

/* Shows the pictures of a verdict in the terminal, the first few of them. */
static void show_pictures(const cJSON *verdict)
{
    enum { SHOWN = 4, ROWS = 16 };
    const cJSON *picture;
    int shown = 0;
    char reason[5000];

    if (!terminal_shows_pictures())
        return; /* their paths are printed in any case */
    cJSON_ArrayForEach(picture, cJSON_GetObjectItem(verdict, "pictures"))
    {
        const char *path = cJSON_GetStringValue(cJSON_GetObjectItem(picture, "path"));
        if (shown++ == SHOWN)
            return;
        printf("\n%s\n", path);
        if (!terminal_show(path, terminal_columns(), ROWS, reason, sizeof reason))
            print_error("%s", reason);
    }
}

/* Whether the file is the participant's, and not a solution or some other. */
static bool is_own_file(const struct exercise *exercise, const char *path)
{
    char own[4096];
    struct stat a, b;
    return exercise->number > 0 && course_path(exercise->file, own, sizeof own) &&
           stat(own, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static void keep_progress(const struct exercise *exercise, const cJSON *verdict)
{
    char notice[5000];
    if (!progress_take(exercise, verdict, notice, sizeof notice) || notice[0])
        print_error("%s", notice);
}

static int run_one(const struct options *options, const struct exercise *exercise)
{
    char path[4096];
    int status = STATUS_USAGE;

    if (!find_kernel_file(options, exercise, path, sizeof path) || !is_readable(path))
        return STATUS_USAGE;
    cJSON *verdict = judge(options, exercise, path, &status);
    if (options->json)
        print_json(verdict);
    else if (!cJSON_GetObjectItem(verdict, "error"))
        print_verdict(exercise, verdict, options->device_given);
    if (!cJSON_GetObjectItem(verdict, "error") && is_own_file(exercise, path))
        keep_progress(exercise, verdict);
    if (options->show && !options->json)
        show_pictures(verdict);
    if (cJSON_GetObjectItem(verdict, "error"))
        print_trouble(verdict, status);
    cJSON_Delete(verdict);
    return status;
}

/* --- all of them ------------------------------------------------------------------------------- */

static void print_all(const cJSON *object, const struct options *options)
{
    const cJSON *results = cJSON_GetObjectItem(object, "results");
    if (options->json) {
        print_json(object);
        return;
    }
    print_device_line(cJSON_GetArrayItem(results, 0), options->device_given);
    printf("\n");
    print_table(results);
    if (options->gallery)
        printf("\nThe filtered pictures lie in %s.\n", options->gallery);
}

static int run_all(const struct options *options)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *results = cJSON_AddArrayToObject(object, "results");
    size_t count = 0;
    int worst = STATUS_DONE;
    const struct exercise *const *exercises = exercise_table(&count);

    for (size_t i = 0; i < count && worst <= STATUS_REJECTED; i++) {
        char path[4096];
        int status = STATUS_USAGE;
        if (exercises[i]->number == 0)
            continue;
        if (!find_kernel_file(options, exercises[i], path, sizeof path) || !is_readable(path)) {
            worst = STATUS_USAGE;
            continue;
        }
        cJSON *verdict = judge(options, exercises[i], path, &status);
        cJSON_AddItemToArray(results, verdict);
        if (!cJSON_GetObjectItem(verdict, "error") && is_own_file(exercises[i], path))
            keep_progress(exercises[i], verdict);
        if (cJSON_GetObjectItem(verdict, "error"))
            print_trouble(verdict, status);
        worst = status > worst ? status : worst;
    }
    if (worst <= STATUS_REJECTED)
        print_all(object, options);
    cJSON_Delete(object);
    return worst;
}

int command_run(int argc, char **argv)
{
    struct options options;

    options_read(&USAGE, argc, argv, &options);
    const bool all = strcmp(options.exercise, "all") == 0;
    const struct exercise *exercise = all ? NULL : exercise_find(options.exercise);
    if (!all && !exercise) {
        print_error(
            "there is no exercise \"%s\"; `%s list` shows them. A .cl file's name has to tell "
            "its exercise, or say which: %s run matmul --kernel FILE",
            options.exercise, program_name(), program_name());
        return STATUS_USAGE;
    }
    if (all && options.kernel) {
        print_error("--kernel goes with one exercise, not with all");
        return STATUS_USAGE;
    }
    char gallery[4096];
    if (options.show && !options.gallery && course_path("build/gallery", gallery, sizeof gallery))
        options.gallery = gallery;
    if (!images_are_readable(&options) || (options.gallery && !open_gallery(options.gallery)))
        return STATUS_USAGE;
    return all ? run_all(&options) : run_one(&options, exercise);
}
