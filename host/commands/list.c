#include "commands.h"
#include "../exercises/fields.h"
#include "options.h"
#include "screen.h"
#include "verdict_text.h"

#include "../exercises/course.h"
#include "../exercises/exercise.h"
#include "../exercises/progress.h"
#include "../opencl/source.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct usage USAGE = {NULL,
                                   "Lists the exercises with their state, and the worked examples.",
                                   OPTION_JSON, ARGUMENT_OPTIONAL};

enum { NAME_COLUMN = 5, FILE_COLUMN = 41 };

/* Whether a kernel of the file differs from the template, which is the solution without what stands
 * in its TODO blocks. */
static bool differs(const struct source *own, const struct source *given, const char *kernel)
{
    char *a = source_function_tokens(own, kernel), *b = source_function_tokens(given, kernel);
    const bool same = a && b && strcmp(a, b) == 0;
    free(a);
    free(b);
    return !same;
}

/* "solved", until another judgement, but for a file that is the template again. */
static const char *state_of(const struct exercise *exercise, const cJSON *progress)
{
    char path[4096], reason[512];
    struct source own = {0}, given = {0};
    const char *state = "not started", *begun = "unfinished";

    if (exercise->number == 0)
        return "to read and run";
    if (progress_is_solved(exercise, progress))
        return "solved";
    if (progress_was_solved(progress))
        begun = "solved, edited since";
    if (!course_path(exercise->file, path, sizeof path) ||
        !source_read(path, &own, reason, sizeof reason))
        return "file missing";
    if (course_solution(exercise, path, sizeof path) &&
        source_read(path, &given, reason, sizeof reason)) {
        source_clear_todos(&given);
        for (size_t i = 0; i < exercise->kernel_count; i++)
            if (differs(&own, &given, exercise->kernels[i].name))
                state = begun;
    }
    source_free(&given);
    source_free(&own);
    return state;
}

static void print_as_json(const struct exercise *const *exercises, cJSON *const *progress,
                          size_t count)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *array = cJSON_AddArrayToObject(object, "exercises");
    for (size_t i = 0; i < count; i++) {
        cJSON *row = cJSON_CreateObject();
        const cJSON *best = cJSON_GetObjectItem(progress[i], "best");
        cJSON_AddNumberToObject(row, "number", exercises[i]->number);
        cJSON_AddStringToObject(row, "name", exercises[i]->name);
        cJSON_AddStringToObject(row, "title", exercises[i]->title);
        cJSON_AddStringToObject(row, "file", exercises[i]->file);
        cJSON_AddStringToObject(row, "state", state_of(exercises[i], progress[i]));
        cJSON_AddItemToObject(row, "best",
                              best ? cJSON_Duplicate(best, true) : cJSON_CreateObject());
        cJSON_AddItemToArray(array, row);
    }
    print_json(object);
    cJSON_Delete(object);
}

/* The best speed of each kernel on each device: a line for the device, and one for each kernel. */
static void print_best(const struct exercise *exercise, const cJSON *progress)
{
    const bool flops = exercise->clblast == CLBLAST_GEMM;
    const cJSON *device, *kernel;
    cJSON_ArrayForEach(device, cJSON_GetObjectItem(progress, "best"))
    {
        if (cJSON_GetArraySize(device) > 0)
            print_format(NAME_COLUMN, "best on %s:", device->string);
        cJSON_ArrayForEach(kernel, device)
        {
            char speed[64];
            speed_text(speed, sizeof speed, number_of(kernel, flops ? "gflops" : "gbs"), flops);
            print_format(NAME_COLUMN + 2, "%s %s, %s", kernel->string, speed,
                         text_of(kernel, "case"));
        }
    }
}

static void print_exercises(const struct exercise *const *exercises, cJSON *const *progress,
                            size_t count)
{
    bool examples = false;
    char text[2048];
    if (course_is_installed())
        snprintf(
            text, sizeof text,
            "Exercises: have your own to edit with `cp -r %s my_workshop`, then, in that folder, "
            "`%s run NUMBER`. The lesson lies beside the file (.md).\n\n",
            course_root(), program_name());
    else
        snprintf(text, sizeof text,
                 "Exercises: edit the file, then `%s run NUMBER`. The lesson lies beside the file "
                 "(.md).\n\n",
                 program_name());
    print_wrapped(text, 0);
    for (size_t i = 0; i < count; i++) {
        char number[16] = "";
        const char *state = state_of(exercises[i], progress[i]);
        if (exercises[i]->number == 0 && !examples) {
            print_format(0, "\nWorked examples: `%s run FILE`.\n\n", program_name());
            examples = true;
        }
        if (exercises[i]->number > 0)
            snprintf(number, sizeof number, "%u", exercises[i]->number);
        const bool solved = strncmp(state, "solved", 6) == 0;
        printf("  %1s  %-14s %s%-20s%s ", number, exercises[i]->name, solved ? colour(GREEN) : "",
               state, solved ? colour(PLAIN) : "");
        print_hanging(exercises[i]->file, FILE_COLUMN, NAME_COLUMN);
        print_best(exercises[i], progress[i]);
    }
}

int command_list(int argc, char **argv)
{
    struct options options;
    size_t count = 0;
    char notice[5000];

    options_read(&USAGE, argc, argv, &options);
    const struct exercise *const *exercises = exercise_table(&count);
    cJSON **progress = calloc(count, sizeof *progress);
    for (size_t i = 0; progress && i < count; i++) {
        progress[i] = progress_read(exercises[i], notice, sizeof notice);
        if (notice[0])
            print_error("%s", notice);
    }
    if (progress && options.json)
        print_as_json(exercises, progress, count);
    else if (progress)
        print_exercises(exercises, progress, count);
    for (size_t i = 0; progress && i < count; i++)
        cJSON_Delete(progress[i]);
    free(progress);
    return STATUS_DONE;
}
