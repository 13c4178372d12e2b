#include "lesson.h"

#include "course.h"

#include "../opencl/source.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool lesson_path(const struct exercise *exercise, char *path, size_t size)
{
    if (!course_path(exercise->file, path, size))
        return false;
    char *ending = strrchr(path, '.');
    return ending && (size_t)(ending - path) + sizeof ".md" <= size && strcpy(ending, ".md");
}

/* Where the line after this heading begins; NULL if there is no such line. */
static const char *after_heading(const char *text, const char *heading)
{
    const size_t length = strlen(heading);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, heading, length) == 0 && strchr("\r\n", line[length]))
            return line + length;
    }
    return NULL;
}

/* The lines up to the next heading, trimmed. */
static char *up_to_heading(const char *text)
{
    text += strspn(text, "\r\n");
    const char *end = strstr(text, "\n#");
    size_t length = end ? (size_t)(end - text) : strlen(text);
    while (length > 0 && strchr(" \r\n", text[length - 1]))
        length--;
    return strndup(text, length);
}

char *lesson_hint(const struct exercise *exercise, int level, char *reason, size_t reason_size)
{
    char path[PATH_MAX], heading[32];
    struct source lesson = {0};
    char *hint = NULL;

    if (!lesson_path(exercise, path, sizeof path) ||
        !source_read(path, &lesson, reason, reason_size))
        return NULL;
    snprintf(heading, sizeof heading, "### Hint %d", level);
    const char *start = after_heading(lesson.text, heading);
    hint = start ? up_to_heading(start) : NULL;
    if (!hint)
        snprintf(reason, reason_size, "%s has no hint %d", path, level);
    source_free(&lesson);
    return hint;
}
