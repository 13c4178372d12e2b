#include "commands.h"
#include "judging.h"
#include "machine.h"
#include "options.h"
#include "pictures.h"
#include "screen.h"
#include "verdict_text.h"

#include "../exercises/fields.h"
#include "../exercises/course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct usage USAGE = {
    "EXERCISE",
    "Judges your kernel for an exercise: right, or wrong and why, and how fast.\v"
    "EXERCISE is a number (1), a name (vector_add), the path of a .cl file whose name tells the "
    "exercise, or all.\nExit status: 0 solved; 1 rejected; 2 the command line is wrong, or a named "
    "file cannot be used; 3 the machine lacks something.",
    OPTION_DEVICE | OPTION_JSON | OPTION_SOLUTION | OPTION_KERNEL | OPTION_IMAGE | OPTION_GALLERY |
        OPTION_SEED | OPTION_TIMEOUT | OPTION_SHOW | OPTION_NO_TIMING | OPTION_NO_TUNED,
    ARGUMENT_NEEDED};

/* --- files ------------------------------------------------------------------------------------- */

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

/* --- one exercise ------------------------------------------------------------------------------ */

static cJSON *judge(const struct options *options, const struct exercise *exercise,
                    const char *kernel_file, int *status)
{
    struct progress_bar bar;
    char notice[5000];

    progress_bar_start(&bar, exercise->name, !options->json);
    const struct judging judging = {.progress = &bar.progress};
    cJSON *verdict =
        judge_file_of(options, exercise, kernel_file, &judging, status, notice, sizeof notice);
    progress_bar_clear(&bar);
    if (notice[0])
        print_error("%s", notice);
    return verdict;
}

static void print_trouble(const cJSON *verdict, int status)
{
    const char *error = cJSON_GetStringValue(cJSON_GetObjectItem(verdict, "error"));
    print_error("%s", error ? error : "there is no verdict");
    const bool has_device = *text_of(cJSON_GetObjectItem(verdict, "device"), "name");
    if (status == STATUS_MACHINE && !has_device)
        print_machine_help();
}

static int run_one(const struct options *options, const struct exercise *exercise, const char *path)
{
    int status = STATUS_USAGE;

    cJSON *verdict = judge(options, exercise, path, &status);
    if (options->json)
        print_json(verdict);
    else if (!cJSON_GetObjectItem(verdict, "error"))
        print_verdict(exercise, verdict, options->device_given);
    if (options->show && !options->json)
        show_pictures(options, verdict);
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
        print_format(0, "\nThe filtered pictures lie in %s.", options->gallery);
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
        if (!kernel_file_of(options, exercises[i], path, sizeof path)) {
            worst = STATUS_USAGE;
            continue;
        }
        cJSON *verdict = judge(options, exercises[i], path, &status);
        cJSON_AddItemToArray(results, verdict);
        if (cJSON_GetObjectItem(verdict, "error"))
            print_trouble(verdict, status);
        worst = status > worst ? status : worst;
    }
    if (worst <= STATUS_REJECTED)
        print_all(object, options);
    cJSON_Delete(object);
    return worst;
}

/* Where --show keeps the pictures if no folder is given; its parent is there then. */
static bool usual_gallery(char *path, size_t size)
{
    const bool fits = course_is_installed() ? course_state_path("gallery", path, size)
                                            : course_path("build/gallery", path, size);
    char *slash = fits ? strrchr(path, '/') : NULL;
    if (slash) {
        *slash = '\0';
        make_folders(path);
        *slash = '/';
    }
    return fits;
}

int command_run(int argc, char **argv)
{
    struct options options;

    options_read(&USAGE, argc, argv, &options);
    char path[4096];
    const bool all = strcmp(options.exercise, "all") == 0;
    const struct exercise *exercise = all ? NULL : choose_file(&options, path, sizeof path);
    if (!all && !exercise)
        return STATUS_USAGE;
    if (all && options.kernel) {
        print_error("--kernel goes with one exercise, not with all");
        return STATUS_USAGE;
    }
    char gallery[4096];
    if (options.show && !options.gallery && usual_gallery(gallery, sizeof gallery))
        options.gallery = gallery;
    if (!images_are_readable(&options) || (options.gallery && !open_gallery(options.gallery)))
        return STATUS_USAGE;
    return all ? run_all(&options) : run_one(&options, exercise, path);
}
