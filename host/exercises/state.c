#include "state.h"

#include "course.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_LIMIT ((size_t)1 << 20) /* bytes; a larger file is not ours */

void state_path(const struct state_file *file, char *path, size_t size)
{
    if (!course_state_path(file->name, path, size))
        snprintf(path, size, ".workshop/%s", file->name);
}

/* --- reading ----------------------------------------------------------------------------------- */

char *read_text(const char *path, size_t limit)
{
    struct stat info;
    char *text = NULL;
    errno = 0;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file >= 0 && fstat(file, &info) == 0 && S_ISREG(info.st_mode) &&
        (size_t)info.st_size <= limit && (text = calloc(1, (size_t)info.st_size + 1)) != NULL &&
        read(file, text, (size_t)info.st_size) != info.st_size) {
        free(text);
        text = NULL;
    }
    if (file >= 0)
        close(file);
    return text;
}

/* Nothing of the participant's is thrown away: a file that cannot be read gets another name. */
static void set_aside(const struct state_file *file, const char *path, char *notice,
                      size_t notice_size)
{
    char aside[PATH_MAX + 32];
    snprintf(aside, sizeof aside, "%s.corrupt", path);
    if (rename(path, aside) == 0)
        snprintf(notice, notice_size, "%s was corrupt; it now lies in %s, and %s begins anew.",
                 path, aside, file->what);
    else
        snprintf(notice, notice_size, "%s is corrupt: %s.", path, strerror(errno));
}

cJSON *state_read(const struct state_file *file, char *notice, size_t notice_size)
{
    char path[PATH_MAX];
    struct stat info;
    notice[0] = '\0';
    state_path(file, path, sizeof path);
    char *text = read_text(path, STATE_LIMIT);
    cJSON *state = text ? cJSON_Parse(text) : NULL;
    if (!state || !file->is_sound(state)) {
        cJSON_Delete(state);
        if (stat(path, &info) == 0)
            set_aside(file, path, notice, notice_size);
        state = file->fresh();
    }
    free(text);
    return state;
}

/* --- writing ----------------------------------------------------------------------------------- */

static bool write_all(int file, const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(file, text, length);
        if (written <= 0 && errno != EINTR)
            return false;
        text += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return fsync(file) == 0;
}

/* Writes beside the file and renames: whoever reads sees the old one or the new one. */
static bool write_state(const char *path, const cJSON *state)
{
    char beside[PATH_MAX + 16];
    char *text = cJSON_Print(state);
    snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    int file = text ? mkostemp(beside, O_CLOEXEC) : -1;
    bool ok = file >= 0 && write_all(file, text) && fchmod(file, 0644) == 0;
    if (file >= 0)
        ok = close(file) == 0 && ok;
    ok = ok && rename(beside, path) == 0;
    const int why = errno;
    if (!ok && file >= 0)
        unlink(beside);
    errno = why;
    cJSON_free(text);
    return ok;
}

/* Makes the folder and waits until no other program writes; the lock, or -1. */
static int lock_state(const char *state)
{
    char folder[PATH_MAX], path[PATH_MAX + 16];
    snprintf(folder, sizeof folder, "%s", state);
    *strrchr(folder, '/') = '\0';
    if (!make_folders(folder))
        return -1;
    snprintf(path, sizeof path, "%s/lock", folder);
    int lock = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    for (int tries = 0; lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0; tries++) {
        if (tries == 100) { /* 2 s: whoever holds it hangs */
            close(lock);
            errno = EBUSY;
            return -1;
        }
        usleep(20000);
    }
    return lock;
}

bool state_change(const struct state_file *file, void (*change)(cJSON *state, const void *with),
                  const void *with, char *notice, size_t notice_size)
{
    char path[PATH_MAX];
    state_path(file, path, sizeof path);
    int lock = lock_state(path);
    cJSON *state = lock >= 0 ? state_read(file, notice, notice_size) : NULL;
    if (state)
        change(state, with);
    const bool ok = state && write_state(path, state);
    if (!ok)
        snprintf(notice, notice_size, "%c%s could not be kept in %s: %s.",
                 toupper((unsigned char)file->what[0]), file->what + 1, path, strerror(errno));
    cJSON_Delete(state);
    if (lock >= 0)
        close(lock);
    return ok;
}
