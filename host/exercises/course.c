#include "course.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef WORKSHOP_SOURCE_DIR
#define WORKSHOP_SOURCE_DIR "."
#endif

/* --- the course's folder ----------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Cuts the last part off a path. */
static void to_parent(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
}

/* The parent of the program's folder, if the course lies there. */
static bool root_beside_program(char root[PATH_MAX])
{
    char exercises[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", root, PATH_MAX - 1);

    if (length < 0)
        return false;
    root[length] = '\0';
    to_parent(root);
    to_parent(root);
    const int needed = snprintf(exercises, sizeof exercises, "%s/exercises", root);
    return needed > 0 && (size_t)needed < sizeof exercises && is_folder(exercises);
}

const char *course_root(void)
{
    static char root[PATH_MAX];
    const char *named = getenv("WORKSHOP_ROOT");

    if (root[0])
        return root;
    if (named && named[0]) {
        if (!realpath(named, root))
            snprintf(root, sizeof root, "%s", named);
        return root;
    }
    if (!root_beside_program(root))
        snprintf(root, sizeof root, "%s", WORKSHOP_SOURCE_DIR);
    return root;
}

static bool root_is_current(void)
{
    struct stat root, current;
    return stat(course_root(), &root) == 0 && stat(".", &current) == 0 &&
           root.st_dev == current.st_dev && root.st_ino == current.st_ino;
}

bool course_path(const char *relative, char *path, size_t size)
{
    const bool as_it_is = relative[0] == '/' || root_is_current();
    const int needed = as_it_is ? snprintf(path, size, "%s", relative)
                                : snprintf(path, size, "%s/%s", course_root(), relative);
    return needed >= 0 && (size_t)needed < size;
}

bool course_solution(const struct exercise *exercise, char *path, size_t size)
{
    const char *slash = strrchr(exercise->file, '/');
    char relative[256];

    if (exercise->number == 0)
        return course_path(exercise->file, path, size);
    snprintf(relative, sizeof relative, "solutions/%s", slash ? slash + 1 : exercise->file);
    return course_path(relative, path, size);
}

/* --- photographs ------------------------------------------------------------------------------- */

static int is_picture(const struct dirent *entry)
{
    static const char *const ENDINGS[] = {".png", ".jpg", ".jpeg", ".bmp"};
    const char *ending = strrchr(entry->d_name, '.');

    for (size_t i = 0; ending && ending != entry->d_name && i < sizeof ENDINGS / sizeof ENDINGS[0];
         i++)
        if (strcasecmp(ending, ENDINGS[i]) == 0)
            return 1;
    return 0;
}

static bool add_path(struct course_paths *photographs, const char *name)
{
    char relative[sizeof "images/" + NAME_MAX], path[PATH_MAX];

    snprintf(relative, sizeof relative, "images/%s", name);
    if (!course_path(relative, path, sizeof path))
        return true; /* no file can have so long a path */
    photographs->paths[photographs->count] = strdup(path);
    return photographs->paths[photographs->count++] != NULL;
}

bool course_photographs(struct course_paths *photographs)
{
    char folder[PATH_MAX];
    struct dirent **entries = NULL;
    bool done = false;

    *photographs = (struct course_paths){0};
    if (!course_path("images", folder, sizeof folder))
        return false;
    const int count = scandir(folder, &entries, is_picture, alphasort);
    if (count < 0)
        return false;
    photographs->paths = calloc((size_t)count + 1, sizeof *photographs->paths);
    done = photographs->paths != NULL;
    for (int i = 0; done && i < count; i++)
        done = add_path(photographs, entries[i]->d_name);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    if (!done)
        course_paths_free(photographs);
    return done;
}

void course_paths_free(struct course_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(paths->paths[i]);
    free(paths->paths);
    *paths = (struct course_paths){0};
}
