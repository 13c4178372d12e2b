#include "course.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef WORKSHOP_SOURCE_DIR /* a library: it may lie anywhere */
#define WORKSHOP_SOURCE_DIR NULL
#endif
#ifndef WORKSHOP_INSTALLED_COURSE /* from the folder of the installed program */
#define WORKSHOP_INSTALLED_COURSE "../share/workshop"
#endif

/* --- the course's folder ----------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Whether a course lies in the folder: both, for many projects have a folder exercises/. */
static bool holds_course(const char *folder)
{
    char exercises[PATH_MAX], solutions[PATH_MAX];
    const int needed = snprintf(exercises, sizeof exercises, "%s/exercises", folder);
    snprintf(solutions, sizeof solutions, "%s/solutions", folder);
    return needed > 0 && (size_t)needed < sizeof exercises && is_folder(exercises) &&
           is_folder(solutions);
}

/* The course at that place, counted from the folder of the program; false if there is none. */
static bool root_from_program(const char *place, char root[PATH_MAX])
{
    char program[PATH_MAX], folder[2 * PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    if (length < 0)
        return false;
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    snprintf(folder, sizeof folder, "%s/%s", program, place);
    return holds_course(folder) && realpath(folder, root);
}

static bool installed; /* the course is the one that came with the installed program */

static void find_root(char root[PATH_MAX])
{
    const char *named = getenv("WORKSHOP_ROOT"), *sources = WORKSHOP_SOURCE_DIR;

    if (named && named[0]) {
        if (!realpath(named, root))
            snprintf(root, PATH_MAX, "%s", named);
        return;
    }
    if (root_from_program("..", root))
        return;
    const bool found = root_from_program(WORKSHOP_INSTALLED_COURSE, root);
    if (!found && sources) {
        snprintf(root, PATH_MAX, "%s", sources);
        return;
    }
    if (holds_course(".") && realpath(".", root))
        return;
    installed = true;
    if (!found)
        snprintf(root, PATH_MAX, ".");
}

const char *course_root(void)
{
    static char root[PATH_MAX];
    if (!root[0])
        find_root(root);
    return root;
}

bool course_is_installed(void)
{
    course_root();
    return installed;
}

bool course_state_path(const char *name, char *path, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char relative[256];
    int needed = 0;

    snprintf(relative, sizeof relative, ".workshop/%s", name);
    if (!course_is_installed())
        return course_path(relative, path, size);
    if (state && state[0] == '/')
        needed = snprintf(path, size, "%s/workshop/%s", state, name);
    else
        needed = snprintf(path, size, "%s/.local/state/workshop/%s", home ? home : "", name);
    return needed >= 0 && (size_t)needed < size;
}

bool make_folders(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s", folder);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    return mkdir(path, 0777) == 0 || errno == EEXIST;
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
