#include "results.h"

#include "fields.h"
#include "state.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT ((size_t)1 << 24) /* bytes; a larger file is none of results */

/* --- the file: {"version", "devices": ...} ------------------------------------------------------- */

static bool is_sound(const cJSON *state)
{
    const cJSON *device, *kernel, *contestant;
    if (!cJSON_IsObject(state) || !cJSON_IsObject(cJSON_GetObjectItem(state, "devices")))
        return false;
    cJSON_ArrayForEach(device, cJSON_GetObjectItem(state, "devices"))
    {
        cJSON_ArrayForEach(kernel, device)
        {
            if (!cJSON_IsObject(kernel))
                return false;
            cJSON_ArrayForEach(contestant, kernel)
            {
                if (!cJSON_IsObject(contestant))
                    return false;
            }
        }
    }
    return true;
}

static cJSON *fresh(void)
{
    cJSON *state = cJSON_CreateObject();
    cJSON_AddNumberToObject(state, "version", RESULTS_VERSION);
    cJSON_AddObjectToObject(state, "devices");
    return state;
}

static const struct state_file RESULTS = {"bench.json", "what was measured", is_sound, fresh};

/* --- keeping ----------------------------------------------------------------------------------- */

static cJSON *object_in(cJSON *object, const char *key)
{
    cJSON *found = cJSON_GetObjectItemCaseSensitive(object, key);
    return found ? found : cJSON_AddObjectToObject(object, key);
}

/* A file of solutions/ is the solution, whichever way it came to take part. */
static const char *known_as(const char *contestant)
{
    static const char FOLDER[] = "solutions/";
    return strncmp(contestant, FOLDER, sizeof FOLDER - 1) == 0 ? "solution" : contestant;
}

/* Takes the figure {"of_limit", "size"} in place of an older one. */
static void take_figure(cJSON *devices, const char *device, const char *kernel,
                        const char *contestant, const cJSON *figure)
{
    cJSON *contestants = object_in(object_in(devices, device), kernel);
    cJSON *kept = cJSON_CreateObject();
    cJSON_AddNumberToObject(kept, "of_limit", number_of(figure, "of_limit"));
    cJSON_AddItemToObject(kept, "size", cJSON_Duplicate(cJSON_GetObjectItem(figure, "size"), true));
    cJSON_DeleteItemFromObjectCaseSensitive(contestants, known_as(contestant));
    cJSON_AddItemToObject(contestants, known_as(contestant), kept);
}

static void take_bench(cJSON *devices, const cJSON *bench)
{
    const cJSON *result;
    const char *device = text_of(cJSON_GetObjectItem(bench, "device"), "name");
    cJSON_ArrayForEach(result, cJSON_GetObjectItem(bench, "results"))
    {
        if (cJSON_IsTrue(cJSON_GetObjectItem(result, "verified")) &&
            !cJSON_GetObjectItem(result, "suspect"))
            take_figure(devices, device, text_of(result, "kernel"), text_of(result, "contestant"),
                        result);
    }
}

static void keep(cJSON *state, const void *with)
{
    take_bench(cJSON_GetObjectItem(state, "devices"), with);
}

bool results_keep(const cJSON *bench, char *notice, size_t notice_size)
{
    return state_change(&RESULTS, keep, bench, notice, notice_size);
}

cJSON *results_read(char *notice, size_t notice_size)
{
    cJSON *state = state_read(&RESULTS, notice, notice_size);
    cJSON *devices = cJSON_DetachItemFromObject(state, "devices");
    cJSON_Delete(state);
    return devices;
}

/* --- files of results -------------------------------------------------------------------------- */

static void take_kept(cJSON *devices, const cJSON *kept)
{
    const cJSON *device, *kernel, *contestant;
    cJSON_ArrayForEach(device, kept)
    {
        cJSON_ArrayForEach(kernel, device)
        {
            cJSON_ArrayForEach(contestant, kernel)
            {
                take_figure(devices, device->string, kernel->string, contestant->string,
                            contestant);
            }
        }
    }
}

/* Whether it is what `bench --json` prints. */
static bool is_bench(const cJSON *bench)
{
    const cJSON *result, *results = cJSON_GetObjectItem(bench, "results");
    if (!cJSON_IsArray(results) || !*text_of(cJSON_GetObjectItem(bench, "device"), "name"))
        return false;
    cJSON_ArrayForEach(result, results)
    {
        if (!*text_of(result, "kernel") || !*text_of(result, "contestant"))
            return false;
    }
    return true;
}

/* The object in the file. NULL with a sentence in reason if there is none. */
static cJSON *read_object(const char *path, char *reason, size_t reason_size)
{
    char *text = read_text(path, FILE_LIMIT);
    const int why = errno;
    cJSON *object = text ? cJSON_ParseWithOpts(text, NULL, true) : NULL;
    if (!text && why != 0)
        snprintf(reason, reason_size, "cannot read %s: %s", path, strerror(why));
    else if (!text)
        snprintf(reason, reason_size, "%s is a folder, or something else than a file of results",
                 path);
    else if (!object)
        snprintf(reason, reason_size, "%s is no JSON, or was cut off", path);
    free(text);
    return object;
}

bool results_add_file(cJSON *devices, const char *path, char *reason, size_t reason_size)
{
    bool ok = true;
    cJSON *file = read_object(path, reason, reason_size);
    if (!file)
        return false;
    if (number_of(file, "version") > RESULTS_VERSION) {
        snprintf(reason, reason_size,
                 "%s was written by a later version of the workshop: its form is %g, and this one "
                 "knows %d",
                 path, number_of(file, "version"), RESULTS_VERSION);
        ok = false;
    } else if (is_bench(file)) {
        take_bench(devices, file);
    } else if (is_sound(file)) {
        take_kept(devices, cJSON_GetObjectItem(file, "devices"));
    } else {
        snprintf(reason, reason_size, "%s is not what `bench --json` prints", path);
        ok = false;
    }
    cJSON_Delete(file);
    return ok;
}

/* --- portability ------------------------------------------------------------------------------- */

/* The share of the limit that a contestant has on a device; 0 if there is none. */
static double share_on(const cJSON *device, const char *kernel, const char *contestant)
{
    const cJSON *contestants = cJSON_GetObjectItemCaseSensitive(device, kernel);
    const double share =
        number_of(cJSON_GetObjectItemCaseSensitive(contestants, contestant), "of_limit");
    return isnormal(share) && share > 0.0 ? share : 0.0;
}

/* The contestant's row; NULL if it has a figure on less than two devices. */
static cJSON *row_of(const cJSON *devices, const char *kernel, const char *contestant)
{
    const cJSON *device;
    double sum = 0.0;
    int count = 0;
    cJSON *row = cJSON_CreateObject();
    cJSON_AddStringToObject(row, "kernel", kernel);
    cJSON_AddStringToObject(row, "contestant", contestant);
    cJSON *shares = cJSON_AddArrayToObject(row, "of_limit");
    cJSON_ArrayForEach(device, devices)
    {
        const double share = share_on(device, kernel, contestant);
        cJSON_AddItemToArray(shares, share > 0.0 ? cJSON_CreateNumber(share) : cJSON_CreateNull());
        sum += share > 0.0 ? 1.0 / share : 0.0;
        count += share > 0.0;
    }
    if (count == cJSON_GetArraySize(devices))
        cJSON_AddNumberToObject(row, "harmonic_mean", count / sum);
    if (count >= 2)
        return row;
    cJSON_Delete(row);
    return NULL;
}

/* Whether a device before this one has the contestant too: then its row is there. */
static bool has_row(const cJSON *devices, const cJSON *until, const char *kernel,
                    const char *contestant)
{
    const cJSON *device;
    cJSON_ArrayForEach(device, devices)
    {
        if (device == until)
            return false;
        if (share_on(device, kernel, contestant) > 0.0)
            return true;
    }
    return false;
}

static void add_rows(cJSON *rows, const cJSON *devices, const cJSON *device)
{
    const cJSON *kernel, *contestant;
    cJSON_ArrayForEach(kernel, device)
    {
        cJSON_ArrayForEach(contestant, kernel)
        {
            if (!has_row(devices, device, kernel->string, contestant->string))
                cJSON_AddItemToArray(rows, row_of(devices, kernel->string, contestant->string));
        }
    }
}

cJSON *results_portability(const cJSON *devices)
{
    const cJSON *device;
    cJSON *portability = cJSON_CreateObject();
    cJSON *names = cJSON_AddArrayToObject(portability, "devices");
    cJSON *rows = cJSON_AddArrayToObject(portability, "contestants");
    cJSON_ArrayForEach(device, devices)
    {
        cJSON_AddItemToArray(names, cJSON_CreateString(device->string));
        add_rows(rows, devices, device);
    }
    return portability;
}
