#include "progress.h"

#include "course.h"
#include "fields.h"
#include "state.h"

#include "../opencl/source.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* --- the file ---------------------------------------------------------------------------------- */

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

static cJSON *fresh(void)
{
    cJSON *state = cJSON_CreateObject();
    cJSON_AddNumberToObject(state, "version", 1);
    cJSON_AddObjectToObject(state, "exercises");
    return state;
}

static const struct state_file PROGRESS = {"progress.json", "progress", is_sound, fresh};

const char *progress_path(void)
{
    static char path[PATH_MAX];
    state_path(&PROGRESS, path, sizeof path);
    return path;
}

static cJSON *entry_of(cJSON *state, const struct exercise *exercise)
{
    cJSON *exercises = cJSON_GetObjectItem(state, "exercises");
    cJSON *entry = cJSON_GetObjectItem(exercises, exercise->name);
    return entry ? entry : cJSON_AddObjectToObject(exercises, exercise->name);
}

cJSON *progress_read(const struct exercise *exercise, char *notice, size_t notice_size)
{
    cJSON *state = state_read(&PROGRESS, notice, notice_size);
    cJSON *entry = cJSON_Duplicate(entry_of(state, exercise), true);
    cJSON_Delete(state);
    return entry;
}

/* What changes in one exercise's entry. */
struct change {
    const struct exercise *exercise;
    void (*entry)(cJSON *entry, const void *with);
    const void *with;
};

static void change_entry(cJSON *state, const void *with)
{
    const struct change *change = with;
    change->entry(entry_of(state, change->exercise), change->with);
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
    const struct change change = {exercise, take_verdict, verdict};
    return state_change(&PROGRESS, change_entry, &change, notice, notice_size);
}

static void take_hints(cJSON *entry, const void *with)
{
    put(entry, "hints", cJSON_CreateNumber(*(const int *)with));
}

bool progress_set_hints(const struct exercise *exercise, int hints, char *notice,
                        size_t notice_size)
{
    const struct change change = {exercise, take_hints, &hints};
    return state_change(&PROGRESS, change_entry, &change, notice, notice_size);
}

bool progress_was_solved(const cJSON *progress)
{
    return cJSON_IsTrue(cJSON_GetObjectItem(progress, "solved"));
}

bool progress_is_solved(const struct exercise *exercise, const cJSON *progress)
{
    char path[PATH_MAX], hash[17];
    if (!progress_was_solved(progress) || !course_path(exercise->file, path, sizeof path))
        return false;
    hash_file(path, hash);
    return hash[0] && strcmp(hash, text_of(progress, "file")) == 0;
}
