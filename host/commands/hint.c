#include "commands.h"
#include "options.h"
#include "screen.h"

#include "../exercises/lesson.h"
#include "../exercises/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct usage USAGE = {"EXERCISE",
                                   "Shows the next hint for an exercise: three levels, from a "
                                   "nudge to nearly the answer. After the "
                                   "third, --level shows one again.",
                                   OPTION_LEVEL, ARGUMENT_NEEDED};

static int next_level(const struct options *options, const struct exercise *exercise)
{
    char notice[512];
    if (options->level > 0)
        return options->level;
    cJSON *progress = progress_read(exercise, notice, sizeof notice);
    const cJSON *hints = cJSON_GetObjectItem(progress, "hints");
    const int shown = cJSON_IsNumber(hints) ? hints->valueint : 0;
    cJSON_Delete(progress);
    if (notice[0])
        print_error("%s", notice);
    return shown < 0 ? 1 : shown + 1;
}

/* All hints have been shown: what there is beside them. */
static void print_all_shown(const struct exercise *exercise)
{
    print_format(
        0,
        "These were all %d hints for exercise %u. Again: `%s hint %u --level 1`, or 2, or 3. The "
        "solution beside your file: `%s diff %u --give-up`.",
        HINTS, exercise->number, program_name(), exercise->number, program_name(),
        exercise->number);
}

/* Joins the lines of each paragraph and of each item of a list. */
static void join_lines(char *text)
{
    char *out = text;
    for (const char *at = text; *at; at++) {
        const bool joins = *at == '\n' && out > text && out[-1] != '\n' && at[1] != '\n' &&
                           strncmp(at + 1, "- ", 2) != 0;
        *out++ = joins ? ' ' : *at;
        if (joins)
            at += strspn(at + 1, " ");
    }
    *out = '\0';
}

/* The lesson's lines, broken anew for the terminal. */
static void print_hint(char *hint)
{
    char *rest = hint;
    join_lines(hint);
    for (const char *line; (line = strsep(&rest, "\n")) != NULL;) {
        const size_t mark = strncmp(line, "- ", 2) == 0 ? 2 : 0;
        printf("%.*s", (int)mark, line);
        if (*line)
            print_hanging(line + mark, mark, mark);
        else
            printf("\n");
    }
}

int command_hint(int argc, char **argv)
{
    struct options options;
    char reason[5000];

    options_read(&USAGE, argc, argv, &options);
    const struct exercise *exercise = find_exercise(options.exercise);
    if (!exercise)
        return STATUS_USAGE;
    const int level = next_level(&options, exercise);
    if (level > HINTS) {
        print_all_shown(exercise);
        return STATUS_DONE;
    }
    char *hint = lesson_hint(exercise, level, reason, sizeof reason);
    if (!hint) {
        print_error("%s", reason);
        return STATUS_USAGE;
    }
    printf("%sExercise %u, %s: hint %d of %d%s\n\n", colour(BOLD), exercise->number, exercise->name,
           level, HINTS, colour(PLAIN));
    print_hint(hint);
    if (level < HINTS)
        printf("\n%sMore: %s hint %u%s\n", colour(DIM), program_name(), exercise->number,
               colour(PLAIN));
    if (options.level == 0 && !progress_set_hints(exercise, level, reason, sizeof reason))
        print_error("%s", reason);
    free(hint);
    return STATUS_DONE;
}
