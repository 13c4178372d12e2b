/* Where the course's files lie: exercises/, solutions/, kernels/, images/. */
#ifndef WORKSHOP_EXERCISES_COURSE_H
#define WORKSHOP_EXERCISES_COURSE_H

#include "exercise.h"

/* The course's folder, found once: the environment's WORKSHOP_ROOT; else the parent of the program's
 * own folder, as in a clone; else, for an installed program, the current folder; else the course
 * that was installed with it; else where the sources lay when the program was built. The middle
 * three only if they hold exercises/ and solutions/. */
const char *course_root(void);

/* The path of a file of the course, as short as it can be: relative itself where the course's folder
 * is the current one, else absolute. False: it does not fit. An absolute path stays as it is. */
bool course_path(const char *relative, char *path, size_t size);

/* Whether it is the installed course, which belongs to everybody: nothing is written there. */
bool course_is_installed(void);

/* Where a file that the program keeps lies: .workshop/NAME in the course's folder; with the installed
 * course, workshop/NAME in XDG_STATE_HOME or ~/.local/state. False: it does not fit. */
bool course_state_path(const char *name, char *path, size_t size);

/* Makes the folder and those above it that are missing; false with errno. */
bool make_folders(const char *folder);

/* The solution of an exercise; of a worked example, its file. */
bool course_solution(const struct exercise *exercise, char *path, size_t size);

/* The pictures in images/, in the order of their names. False: out of memory, or no such folder. */
struct course_paths {
    size_t count;
    char **paths; /* owned */
};
bool course_photographs(struct course_paths *photographs);
void course_paths_free(struct course_paths *paths);

#endif
