#include "commands.h"
#include "options.h"
#include "screen.h"

#include "../exercises/course.h"
#include "../exercises/progress.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static const struct usage USAGE = {"EXERCISE",
                                   "Shows your file beside the solution: what is only yours with "
                                   "-, what is only the solution's with "
                                   "+. For an exercise that you have solved, or with --give-up.",
                                   OPTION_GIVE_UP, ARGUMENT_NEEDED};

static bool may_see(const struct options *options, const struct exercise *exercise)
{
    char notice[512];
    cJSON *progress = progress_read(exercise, notice, sizeof notice);
    const bool solved = progress_was_solved(progress);
    cJSON_Delete(progress);
    if (notice[0])
        print_error("%s", notice);
    return solved || options->give_up;
}

/* Lets diff print; its exit status, 2 or more if it failed. */
static int run_diff(const char *own, const char *solution)
{
    extern char **environ;
    char *colours = *colour(RED) ? "--color=always" : "--color=never";
    char *const arguments[] = {"diff", "-u", colours, "--", (char *)own, (char *)solution, NULL};
    pid_t child = 0;
    int status = 0;

    fflush(stdout);
    if (posix_spawnp(&child, "diff", NULL, NULL, arguments, environ) != 0 ||
        waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 2;
    return WEXITSTATUS(status);
}

int command_diff(int argc, char **argv)
{
    struct options options;
    char own[PATH_MAX], solution[PATH_MAX];

    options_read(&USAGE, argc, argv, &options);
    const struct exercise *exercise = find_exercise(options.exercise);
    if (!exercise || !course_path(exercise->file, own, sizeof own) ||
        !course_solution(exercise, solution, sizeof solution))
        return STATUS_USAGE;
    if (!may_see(&options, exercise)) {
        print_error(
            "exercise %u is not solved yet. `%s hint %u` helps; --give-up shows the solution "
            "all the same",
            exercise->number, program_name(), exercise->number);
        return STATUS_REJECTED;
    }
    const int status = run_diff(own, solution);
    if (status == 0)
        printf("Your file and the solution are the same.\n");
    if (status > 1)
        print_error("diff could not compare %s with %s", own, solution);
    return status > 1 ? STATUS_USAGE : STATUS_DONE;
}
