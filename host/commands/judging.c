#include "judging.h"

#include "machine.h"
#include "screen.h"

#include "../exercises/course.h"
#include "../exercises/fields.h"
#include "../exercises/progress.h"
#include "../exercises/sizes.h"
#include "../exercises/tuning.h"
#include "../judge/verdict.h"
#include "../opencl/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* Whether the argument is the path of a file, and not a number or a name. */
static bool is_path(const char *text)
{
    return strpbrk(text, "/.") != NULL;
}

static bool ends_in_cl(const char *text)
{
    const size_t length = strlen(text);
    return length > 3 && strcmp(text + length - 3, ".cl") == 0;
}

/* Which file is to be judged; false with a message if there is none. */
static bool find_kernel_file(const struct options *options, const struct exercise *exercise,
                             char *path, size_t size)
{
    bool ok = true;
    if (options->kernel)
        ok = snprintf(path, size, "%s", options->kernel) < (int)size;
    else if (options->solution)
        ok = course_solution(exercise, path, size);
    else if (is_path(options->exercise))
        ok = snprintf(path, size, "%s", options->exercise) < (int)size;
    else
        ok = course_path(exercise->file, path, size);
    if (!ok)
        print_error("the path of the file is too long");
    return ok;
}

bool kernel_file_of(const struct options *options, const struct exercise *exercise, char *path,
                    size_t size)
{
    return find_kernel_file(options, exercise, path, size) && is_readable(path);
}

/* Whether there is a .cl file at the path; else a message is printed. */
static bool is_kernel_file(const char *path)
{
    if (ends_in_cl(path))
        return is_readable(path);
    print_error("%s is not a .cl file", path);
    return false;
}

const struct exercise *choose_file(const struct options *options, char *path, size_t size)
{
    const struct exercise *exercise = exercise_find(options->exercise);
    if (is_path(options->exercise) && !is_kernel_file(options->exercise))
        return NULL;
    if (!exercise)
        print_error(
            "there is no exercise \"%s\"; `%s list` shows them. A .cl file's name has to tell "
            "its exercise, or say which: `%s run matmul --kernel FILE`",
            options->exercise, program_name(), program_name());
    return exercise && kernel_file_of(options, exercise, path, size) ? exercise : NULL;
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

bool open_gallery(const char *path)
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

/* --- judging ----------------------------------------------------------------------------------- */

enum { UNSEEN_PHOTOGRAPHS = 3 }; /* so many of the course's do where nobody looks at the pictures */

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
    if (!options->gallery && photographs->count > UNSEEN_PHOTOGRAPHS)
        photographs->count = UNSEEN_PHOTOGRAPHS;
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

/* Tuned values for the file: build options, and where they are from. */
struct values {
    bool found;
    char options[TUNING_OPTIONS], from[256];
};

struct device_key device_key_of(const cJSON *device)
{
    return (struct device_key){.name = text_of(device, "name"),
                               .platform = text_of(device, "platform"),
                               .driver = text_of(device, "driver"),
                               .type = text_of(device, "type")};
}

/* The device is asked for only where some store may know values for the file. Returns an exit status,
 * which is 128 + a signal if one told the program to stop. */
static int find_values(const struct options *options, const struct exercise *exercise,
                       const char *kernel_file, int cancel, struct values *values)
{
    struct machine machine;
    *values = (struct values){0};
    if (options->no_tuned || !tuned_may_find(kernel_file))
        return 0;
    const int status = machine_read(options, cancel, &machine);
    const cJSON *device = machine_chosen(&machine);
    const struct device_key key = device_key_of(device);
    if (device)
        values->found =
            tuned_find(&key, kernel_file, class_of_run(exercise, strcmp(key.type, "GPU") == 0),
                       values->options, sizeof values->options, values->from, sizeof values->from);
    machine_free(&machine);
    return status;
}

/* "tuned": which values were used; else "tunable", if there is something to tune. */
static void add_values(const struct values *values, const char *kernel_file, cJSON *verdict)
{
    if (!values->found) {
        if (tuned_is_for(kernel_file))
            cJSON_AddTrueToObject(verdict, "tunable");
        return;
    }
    cJSON *tuned = cJSON_AddObjectToObject(verdict, "tuned");
    cJSON_AddStringToObject(tuned, "options", values->options);
    cJSON_AddStringToObject(tuned, "from", values->from);
}

/* A verdict that says that the program was told to stop. */
static cJSON *stopped_verdict(void)
{
    cJSON *verdict = cJSON_CreateObject();
    cJSON_AddStringToObject(verdict, "error", "interrupted");
    return verdict;
}

cJSON *judge_file_of(const struct options *options, const struct exercise *exercise,
                     const char *kernel_file, const struct judging *judging, int *status,
                     char *notice, size_t notice_size)
{
    char solution[4096];
    struct photographs photographs;
    struct values values;

    notice[0] = '\0';
    *status = find_values(options, exercise, kernel_file, judging->cancel, &values);
    if (*status > 128)
        return stopped_verdict();
    find_photographs(options, &photographs);
    const bool has_solution =
        exercise->number > 0 && course_solution(exercise, solution, sizeof solution);
    const struct verdict_request request = {
        .exercise = exercise,
        .kernel_file = kernel_file,
        .solution_file = has_solution ? solution : NULL,
        .device = options->device,
        .gallery = options->gallery,
        .images = photographs.paths,
        .image_count = photographs.count,
        .options = values.options,
        .seed = options->seed,
        .timeout_s = options->timeout_s,
        .measure = !options->no_timing,
        .progress = judging->progress,
        .worker = judging->worker,
        .helper = judging->helper,
        .limit_s = judging->limit_s,
        .cancel = judging->cancel,
    };
    cJSON *verdict = verdict_reach(&request, status);
    course_paths_free(&photographs.own);
    add_values(&values, kernel_file, verdict);
    if (!cJSON_GetObjectItem(verdict, "error") && is_own_file(exercise, kernel_file))
        progress_take(exercise, verdict, notice, notice_size);
    if (!notice[0])
        snprintf(notice, notice_size, "%s", tuned_notice());
    return verdict;
}
