#include "progress.h"

#include "fields.h"

#include "course.h"

#include "../opencl/source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_LIMIT ((size_t)1 << 20) /* bytes; a larger file is not ours */

const char *progress_path(void)
{
    static char path[PATH_MAX];
    if (!path[0] && !course_path(".workshop/progress.json", path, sizeof path))
        snprintf(path, sizeof path, ".workshop/progress.json");
    return path;
}

/* --- reading ----------------------------------------------------------------------------------- */

/* The whole file; NULL if there is none. The caller's to free. */
static char *read_text(const char *path, size_t limit)
{
    struct stat info;
    char *text = NULL;
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

static bool is_sound(const cJSON *state)
{
    const cJSON *one;
    if (!cJSON_IsObject(state) || !cJSON_IsObject(cJSON_GetObjectItem(state, "exercises")))
        return false;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(state, "exercises"))
    {
        if (!cJSON_IsObject(one))
            return false;
    }
    return true;
}

/* Nothing of the participant's is thrown away: a file that cannot be read gets another name. */
static void set_aside(const char *path, char *notice, size_t notice_size)
{
    char aside[PATH_MAX + 32];
    snprintf(aside, sizeof aside, "%s.corrupt", path);
    if (rename(path, aside) == 0)
        snprintf(notice, notice_size,
                 "%s was corrupt; it now lies in %s, and progress begins anew.", path, aside);
    else
        snprintf(notice, notice_size, "%s is corrupt: %s.", path, strerror(errno));
}

/* All that is known; a new object if nothing is. */
static cJSON *read_state(char *notice, size_t notice_size)
{
    notice[0] = '\0';
    char *text = read_text(progress_path(), STATE_LIMIT);
    cJSON *state = text ? cJSON_Parse(text) : NULL;
    struct stat info;
    if (!is_sound(state)) {
        cJSON_Delete(state);
        if (stat(progress_path(), &info) == 0)
            set_aside(progress_path(), notice, notice_size);
        state = cJSON_CreateObject();
        cJSON_AddNumberToObject(state, "version", 1);
        cJSON_AddObjectToObject(state, "exercises");
    }
    free(text);
    return state;
}

static cJSON *entry_of(cJSON *state, const struct exercise *exercise)
{
    cJSON *exercises = cJSON_GetObjectItem(state, "exercises");
    cJSON *entry = cJSON_GetObjectItem(exercises, exercise->name);
    return entry ? entry : cJSON_AddObjectToObject(exercises, exercise->name);
}

cJSON *progress_read(const struct exercise *exercise, char *notice, size_t notice_size)
{
    cJSON *state = read_state(notice, notice_size);
    cJSON *entry = cJSON_Duplicate(entry_of(state, exercise), true);
    cJSON_Delete(state);
    return entry;
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
static bool write_state(const cJSON *state)
{
    char beside[PATH_MAX + 16];
    char *text = cJSON_Print(state);
    snprintf(beside, sizeof beside, "%s.XXXXXX", progress_path());
    int file = text ? mkostemp(beside, O_CLOEXEC) : -1;
    bool ok = file >= 0 && write_all(file, text) && fchmod(file, 0644) == 0;
    if (file >= 0)
        ok = close(file) == 0 && ok;
    ok = ok && rename(beside, progress_path()) == 0;
    const int why = errno;
    if (!ok && file >= 0)
        unlink(beside);
    errno = why;
    cJSON_free(text);
    return ok;
}

/* Makes the folder and waits until no other program writes; the lock, or -1. */
static int lock_state(void)
{
    char folder[PATH_MAX], path[PATH_MAX + 16];
    snprintf(folder, sizeof folder, "%s", progress_path());
    *strrchr(folder, '/') = '\0';
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
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

/* Reads, lets change() do its work on the exercise's entry, and writes, with nobody between. */
static bool change_state(const struct exercise *exercise,
                         void (*change)(cJSON *entry, const void *with), const void *with,
                         char *notice, size_t notice_size)
{
    int lock = lock_state();
    cJSON *state = lock >= 0 ? read_state(notice, notice_size) : NULL;
    if (state)
        change(entry_of(state, exercise), with);
    const bool ok = state && write_state(state);
    if (!ok)
        snprintf(notice, notice_size, "Progress could not be kept in %s: %s.", progress_path(),
                 strerror(errno));
    cJSON_Delete(state);
    if (lock >= 0)
        close(lock);
    return ok;
}

/* --- what is kept ------------------------------------------------------------------------------ */

/* The file's hash as text; "" if it cannot be read. */
static void hash_file(const char *path, char text[17])
{
    const uint64_t hash = source_hash(path);
    text[0] = '\0';
    if (hash != 0)
        snprintf(text, 17, "%016" PRIx64, hash);
}

static void put(cJSON *object, const char *key, cJSON *value)
{
    cJSON_DeleteItemFromObject(object, key);
    cJSON_AddItemToObject(object, key, value);
}

static cJSON *object_in(cJSON *object, const char *key)
{
    cJSON *found = cJSON_GetObjectItem(object, key);
    if (!cJSON_IsObject(found)) {
        found = cJSON_CreateObject();
        put(object, key, found);
    }
    return found;
}

/* Keeps a figure if it is the best of its kernel on the device. */
static void take_figure(cJSON *best, const cJSON *figure)
{
    const cJSON *known = cJSON_GetObjectItem(best, text_of(figure, "kernel"));
    const cJSON *gbs = cJSON_GetObjectItem(figure, "gbs"), *old = cJSON_GetObjectItem(known, "gbs");
    if (strcmp(text_of(figure, "contestant"), "yours") != 0 || !cJSON_IsNumber(gbs) ||
        cJSON_GetObjectItem(figure, "suspect") ||
        (cJSON_IsNumber(old) && old->valuedouble >= gbs->valuedouble &&
         strcmp(text_of(known, "case"), text_of(figure, "case")) == 0))
        return;
    cJSON *kept = cJSON_CreateObject();
    cJSON_AddNumberToObject(kept, "gbs", gbs->valuedouble);
    cJSON_AddItemToObject(kept, "gflops",
                          cJSON_Duplicate(cJSON_GetObjectItem(figure, "gflops"), true));
    cJSON_AddStringToObject(kept, "case", text_of(figure, "case"));
    put(best, text_of(figure, "kernel"), kept);
}

static void take_verdict(cJSON *entry, const void *with)
{
    const cJSON *verdict = with, *figure;
    char hash[17];
    const bool solved = strcmp(text_of(verdict, "verdict"), "solved") == 0;

    hash_file(text_of(verdict, "kernel_file"), hash);
    put(entry, "solved", cJSON_CreateBool(solved));
    put(entry, "file", cJSON_CreateString(hash));
    if (!solved)
        return;
    cJSON *device = object_in(object_in(entry, "best"),
                              text_of(cJSON_GetObjectItem(verdict, "device"), "name"));
    cJSON_ArrayForEach(figure, cJSON_GetObjectItem(verdict, "performance"))
    {
        take_figure(device, figure);
    }
}

bool progress_take(const struct exercise *exercise, const cJSON *verdict, char *notice,
                   size_t notice_size)
{
    return change_state(exercise, take_verdict, verdict, notice, notice_size);
}

static void take_hints(cJSON *entry, const void *with)
{
    put(entry, "hints", cJSON_CreateNumber(*(const int *)with));
}

bool progress_set_hints(const struct exercise *exercise, int hints, char *notice,
                        size_t notice_size)
{
    return change_state(exercise, take_hints, &hints, notice, notice_size);
}

bool progress_is_solved(const struct exercise *exercise, const cJSON *progress)
{
    char path[PATH_MAX], hash[17];
    if (!cJSON_IsTrue(cJSON_GetObjectItem(progress, "solved")) ||
        !course_path(exercise->file, path, sizeof path))
        return false;
    hash_file(path, hash);
    return hash[0] && strcmp(hash, text_of(progress, "file")) == 0;
}
