/* JSON files where course_state_path() says, .workshop in the course's folder by default: what the program keeps from one run to
 * the next. Written whole or not at all, and safe with several programs at once. */
#ifndef WORKSHOP_EXERCISES_STATE_H
#define WORKSHOP_EXERCISES_STATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

struct state_file {
    const char *name; /* "progress.json" */
    const char *what; /* what it holds, for sentences: "progress" */
    /* Whether it can be worked with; one that cannot is corrupt, or somebody else's. */
    bool (*is_sound)(const cJSON *state);
    cJSON *(*fresh)(void); /* one that holds nothing yet */
};

/* The whole text file at path, with a zero byte behind it. The caller's to free. NULL: errno says why, or is 0
 * for what is no regular file, or larger than limit bytes. */
char *read_text(const char *path, size_t limit);

/* Where the file lies, as a path to show; cut to size. */
void state_path(const struct state_file *file, char *path, size_t size);

/* What it holds; a fresh one if there is none. The caller's. A corrupt file counts as none; it is set
 * aside under the name that notice then tells (else notice is ""). */
cJSON *state_read(const struct state_file *file, char *notice, size_t notice_size);

/* Reads, lets change() do its work, and writes, with nobody between. False with a sentence in notice
 * if it cannot be written. */
bool state_change(const struct state_file *file, void (*change)(cJSON *state, const void *with),
                  const void *with, char *notice, size_t notice_size);

#endif
