/* The lesson of an exercise: the Markdown file beside its template. */
#ifndef WORKSHOP_EXERCISES_LESSON_H
#define WORKSHOP_EXERCISES_LESSON_H

#include "exercise.h"

enum { HINTS = 3 };

/* Where the lesson lies. False: the path is too long. */
bool lesson_path(const struct exercise *exercise, char *path, size_t size);

/* The text of hint 1 to HINTS, without its heading and the empty lines around it. NULL with a sentence
 * in reason if the lesson cannot be read or has no such hint; else the caller's to free. */
char *lesson_hint(const struct exercise *exercise, int level, char *reason, size_t reason_size);

#endif
