#include "commands.h"
#include "options.h"
#include "screen.h"

#include "../exercises/course.h"
#include "../opencl/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct usage USAGE = {"EXERCISE",
                                   "Puts the template of an exercise back, or, with all, of every "
                                   "one. The old file stays beside it "
                                   "as FILE.old-1, FILE.old-2, ...",
                                   0, ARGUMENT_NEEDED};

/* Gives the file another name that is free; false with errno if that fails. */
static bool put_aside(const char *path, char *aside, size_t size)
{
    for (int i = 1; i < 10000; i++) {
        snprintf(aside, size, "%s.old-%d", path, i);
        if (link(path, aside) == 0) /* unlike rename, never overwrites */
            return unlink(path) == 0;
        if (errno != EEXIST)
            return rename(path, aside) == 0; /* a file system without links */
    }
    return false;
}

static bool write_file(const char *path, const struct source *source)
{
    FILE *file = fopen(path, "wx");
    if (!file)
        return false;
    const bool ok = fwrite(source->text, 1, source->length, file) == source->length;
    return fclose(file) == 0 && ok;
}

static bool same_text(const char *path, const struct source *source)
{
    char reason[5000];
    struct source old;
    const bool same =
        source_read(path, &old, reason, sizeof reason) && strcmp(old.text, source->text) == 0;
    source_free(&old);
    return same;
}

static int put_back(const char *path, const struct source *given)
{
    char aside[PATH_MAX + 32];
    const bool there = access(path, F_OK) == 0;

    if (same_text(path, given)) {
        print_format(0, "%s is the template already.", path);
        return STATUS_DONE;
    }
    if (there && !put_aside(path, aside, sizeof aside)) {
        print_error("cannot put %s aside: %s", path, strerror(errno));
        return STATUS_USAGE;
    }
    if (!write_file(path, given)) {
        print_error("cannot write %s: %s", path, strerror(errno));
        if (there && rename(aside, path) != 0)
            print_error("your file is now %s", aside);
        return STATUS_USAGE;
    }
    if (there)
        print_format(0, "%s is the template again; your file is now %s", path, aside);
    else
        print_format(0, "%s is there again.", path);
    return STATUS_DONE;
}

static int reset(const struct exercise *exercise)
{
    char path[PATH_MAX], solution[PATH_MAX], reason[5000];
    struct source given;

    if (!course_path(exercise->file, path, sizeof path) ||
        !course_solution(exercise, solution, sizeof solution))
        return STATUS_USAGE;
    if (!source_read(solution, &given, reason, sizeof reason)) {
        print_error("%s", reason);
        return STATUS_USAGE;
    }
    source_clear_todos(&given);
    const int status = put_back(path, &given);
    source_free(&given);
    return status;
}

static int reset_all(void)
{
    size_t count = 0;
    int worst = STATUS_DONE;
    const struct exercise *const *exercises = exercise_table(&count);
    for (size_t i = 0; i < count; i++) {
        const int status = exercises[i]->number > 0 ? reset(exercises[i]) : STATUS_DONE;
        worst = status > worst ? status : worst;
    }
    return worst;
}

int command_reset(int argc, char **argv)
{
    struct options options;

    options_read(&USAGE, argc, argv, &options);
    if (course_is_installed()) {
        print_error(
            "the course in %s belongs to everybody; to have your own: `cp -r %s my_workshop`, "
            "then `cd my_workshop`",
            course_root(), course_root());
        return STATUS_USAGE;
    }
    if (strcmp(options.exercise, "all") == 0)
        return reset_all();
    const struct exercise *exercise = find_exercise(options.exercise);
    return exercise ? reset(exercise) : STATUS_USAGE;
}
