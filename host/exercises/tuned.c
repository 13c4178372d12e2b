#include "tuned.h"

#include "course.h"
#include "fields.h"
#include "state.h"
#include "tuning.h"

#include "../opencl/source.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROWS_MOST = 500 }; /* in the store of what was found here; the oldest go first */

/* --- what there is to tell ---------------------------------------------------------------------- */

static char untold[PATH_MAX + 512];

/* Keeps a sentence for tuned_notice(); of several the first. */
__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
    va_list list;
    if (untold[0])
        return;
    va_start(list, format);
    vsnprintf(untold, sizeof untold, format, list);
    va_end(list);
}

const char *tuned_notice(void)
{
    static char told[sizeof untold];
    memcpy(told, untold, sizeof told);
    untold[0] = '\0';
    return told;
}

/* --- rows -------------------------------------------------------------------------------------- */

/* Values are an object of whole numbers: {"TILE_X": 64}. */
static bool are_values(const cJSON *values)
{
    const cJSON *value;
    if (!cJSON_IsObject(values))
        return false;
    cJSON_ArrayForEach(value, values)
    {
        if (!cJSON_IsNumber(value) || !(value->valuedouble >= 0.0 && value->valuedouble <= INT_MAX))
            return false;
    }
    return true;
}

/* Whether rows is an array of objects with values and with a text for each key. */
static bool are_rows(const cJSON *rows, const char *const *keys, size_t count)
{
    const cJSON *row;
    if (!cJSON_IsArray(rows))
        return false;
    cJSON_ArrayForEach(row, rows)
    {
        if (!are_values(cJSON_GetObjectItem(row, "values")))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!cJSON_IsString(cJSON_GetObjectItem(row, keys[i])))
                return false;
    }
    return true;
}

static bool is_sound(const cJSON *state)
{
    static const char *const KEYS[] = {"device", "platform", "driver", "file", "class", "date"};
    return are_rows(cJSON_GetObjectItem(state, "rows"), KEYS, sizeof KEYS / sizeof KEYS[0]);
}

static cJSON *fresh(void)
{
    cJSON *state = cJSON_CreateObject();
    cJSON_AddNumberToObject(state, "version", 1);
    cJSON_AddArrayToObject(state, "rows");
    return state;
}

static const struct state_file FOUND_HERE = {"tuned.json", "the record of tuned values", is_sound,
                                             fresh};

const char *tuned_path(void)
{
    static char path[PATH_MAX];
    state_path(&FOUND_HERE, path, sizeof path);
    return path;
}

/* The rows that came with the course; NULL if there are none. The caller's. */
static cJSON *read_shipped(void)
{
    static const char *const KEYS[] = {"file", "device", "platform", "class"};
    char path[PATH_MAX], reason[PATH_MAX + 128];
    struct source source;
    if (!course_path("solutions/tuned.json", path, sizeof path) || access(path, F_OK) != 0)
        return NULL;
    cJSON *rows =
        source_read(path, &source, reason, sizeof reason) ? cJSON_Parse(source.text) : NULL;
    source_free(&source);
    if (are_rows(rows, KEYS, sizeof KEYS / sizeof KEYS[0]))
        return rows;
    tell("%s is damaged; the values that came with the workshop are not used.", path);
    cJSON_Delete(rows);
    return NULL;
}

/* --- what a row is about ----------------------------------------------------------------------- */

static void hash_text(uint64_t hash, char text[17])
{
    snprintf(text, 17, "%016" PRIx64, hash);
}

/* Whether a row that came with the course speaks of these bytes. */
static bool is_of_course_file(const cJSON *row, uint64_t hash)
{
    char path[PATH_MAX];
    return course_path(text_of(row, "file"), path, sizeof path) && source_hash(path) == hash;
}

static bool is_of_file(const cJSON *row, const char hash[17])
{
    return strcmp(text_of(row, "file"), hash) == 0;
}

static bool suits(const cJSON *row, const struct device_key *device)
{
    const char *wanted = text_of(row, "device");
    return strcasestr(device->platform, text_of(row, "platform")) &&
           (strcasestr(device->name, wanted) || strcasecmp(device->type, wanted) == 0);
}

static bool is_of_device(const cJSON *row, const struct device_key *device)
{
    return strcmp(text_of(row, "device"), device->name) == 0 &&
           strcmp(text_of(row, "platform"), device->platform) == 0 &&
           strcmp(text_of(row, "driver"), device->driver) == 0;
}

/* --- classes ----------------------------------------------------------------------------------- */

static const char *const CLASSES[] = {"small", "medium", "large"};
enum { CLASS_COUNT = sizeof CLASSES / sizeof CLASSES[0] };

const char *class_of_outputs(double outputs)
{
    return outputs < 0x1p18 ? "small" : outputs < 0x1p22 ? "medium" : "large";
}

static int class_number(const char *name)
{
    int number = 0;
    while (number < CLASS_COUNT - 1 && strcmp(CLASSES[number], name) != 0)
        number++;
    return number;
}

static int class_distance(const cJSON *row, const char *size_class)
{
    return abs(class_number(text_of(row, "class")) - class_number(size_class));
}

/* That of the nearer class: the first of two as near. Either may be NULL. */
static const cJSON *nearer(const cJSON *first, const cJSON *second, const char *size_class)
{
    if (!first || !second)
        return first ? first : second;
    return class_distance(first, size_class) <= class_distance(second, size_class) ? first : second;
}

/* --- finding ----------------------------------------------------------------------------------- */

/* The row's values for parameters that the file has, as build options. */
static void take_values(const cJSON *row, const struct tuning *tuning, char *options, size_t size)
{
    const cJSON *value;
    cJSON_ArrayForEach(value, cJSON_GetObjectItem(row, "values"))
    {
        if (tuning_has(tuning, value->string))
            tuning_append(options, size, value->string, (uint32_t)value->valuedouble);
    }
}

/* The row of this device; else other gets one of another device or driver, if there is one. */
static const cJSON *find_here(const cJSON *state, const struct device_key *device, uint64_t hash,
                              const char *size_class, const cJSON **other)
{
    char file[17];
    const cJSON *row, *found = NULL;
    hash_text(hash, file);
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(state, "rows"))
    {
        if (!is_of_file(row, file))
            continue;
        if (!device || !is_of_device(row, device))
            *other = row;
        else
            found = nearer(found, row, size_class);
    }
    return found;
}

/* device NULL: of any device. */
static const cJSON *find_shipped(const cJSON *rows, const struct device_key *device, uint64_t hash,
                                 const char *size_class)
{
    const cJSON *row, *found = NULL;
    cJSON_ArrayForEach(row, rows)
    {
        if ((!device || suits(row, device)) && is_of_course_file(row, hash))
            found = nearer(found, row, size_class);
    }
    return found;
}

static cJSON *read_found_here(void)
{
    char notice[PATH_MAX + 256];
    cJSON *state = state_read(&FOUND_HERE, notice, sizeof notice);
    if (notice[0])
        tell("%s", notice);
    return state;
}

static bool read_tuning(const char *file, struct tuning *tuning)
{
    struct source source;
    char reason[PATH_MAX + 128];
    const bool ok = source_read(file, &source, reason, sizeof reason) &&
                    tuning_read(source.text, tuning, reason, sizeof reason) && tuning->count > 0;
    source_free(&source);
    return ok;
}

/* The row for a text that somebody carries under the name of the course's file, in rows that came with
 * it. */
static const cJSON *find_carried(const cJSON *rows, const struct device_key *device,
                                 const char *file, const char *size_class)
{
    const cJSON *row, *found = NULL;
    cJSON_ArrayForEach(row, rows)
    {
        if (suits(row, device) && strcmp(text_of(row, "file"), file) == 0)
            found = nearer(found, row, size_class);
    }
    return found;
}

bool tuned_find_carried(const struct device_key *device, const char *text, const char *file,
                        const char *shipped, const char *size_class, char *options, size_t size)
{
    struct tuning tuning;
    char reason[256];
    const cJSON *other = NULL;
    options[0] = '\0';
    if (!tuning_read(text, &tuning, reason, sizeof reason))
        return false;
    cJSON *state = read_found_here(), *rows = cJSON_Parse(shipped);
    const cJSON *here = find_here(state, device, source_hash_text(text), size_class, &other);
    const cJSON *row = nearer(here, find_carried(rows, device, file, size_class), size_class);
    take_values(row, &tuning, options, size);
    cJSON_Delete(rows);
    cJSON_Delete(state);
    return row != NULL;
}

bool tuned_is_for(const char *file)
{
    struct tuning tuning;
    return read_tuning(file, &tuning);
}

bool tuned_may_find(const char *file)
{
    struct tuning tuning;
    if (!read_tuning(file, &tuning))
        return false;
    const uint64_t hash = source_hash(file);
    const cJSON *other = NULL;
    cJSON *state = read_found_here(), *shipped = read_shipped();
    find_here(state, NULL, hash, CLASSES[0], &other);
    const bool found = other || find_shipped(shipped, NULL, hash, CLASSES[0]);
    cJSON_Delete(state);
    cJSON_Delete(shipped);
    return found;
}

bool tuned_find(const struct device_key *device, const char *file, const char *size_class,
                char *options, size_t size, char *from, size_t from_size)
{
    struct tuning tuning;
    options[0] = from[0] = '\0';
    if (!read_tuning(file, &tuning))
        return false;
    const uint64_t hash = source_hash(file);
    const cJSON *other = NULL;
    cJSON *state = read_found_here(), *shipped = read_shipped();
    const cJSON *here = find_here(state, device, hash, size_class, &other);
    const cJSON *row = nearer(here, find_shipped(shipped, device, hash, size_class), size_class);
    take_values(row, &tuning, options, size);
    if (row && row == here)
        snprintf(from, from_size, "tuned by you on %s", text_of(row, "date"));
    else if (row)
        snprintf(from, from_size, "shipped for %s",
                 *text_of(row, "for") ? text_of(row, "for") : text_of(row, "device"));
    else if (other)
        tell("%s was tuned for %s with driver %s, not for this device; tune it here too.", file,
             text_of(other, "device"), text_of(other, "driver"));
    cJSON_Delete(state);
    cJSON_Delete(shipped);
    return row != NULL;
}

/* --- keeping ----------------------------------------------------------------------------------- */

/* A row to be kept. */
struct find {
    const struct device_key *device;
    cJSON *row;
};

static bool is_replaced(const cJSON *row, const struct find *find)
{
    return is_of_device(row, find->device) && is_of_file(row, text_of(find->row, "file")) &&
           strcmp(text_of(row, "class"), text_of(find->row, "class")) == 0;
}

static void take_find(cJSON *state, const void *with)
{
    const struct find *find = with;
    cJSON *rows = cJSON_GetObjectItem(state, "rows");
    for (int i = cJSON_GetArraySize(rows) - 1; i >= 0; i--)
        if (is_replaced(cJSON_GetArrayItem(rows, i), find))
            cJSON_DeleteItemFromArray(rows, i);
    while (cJSON_GetArraySize(rows) >= ROWS_MOST)
        cJSON_DeleteItemFromArray(rows, 0);
    cJSON_AddItemToArray(rows, cJSON_Duplicate(find->row, true));
}

/* "-D NAME=VALUE ..." as an object of numbers. */
static cJSON *values_of(const char *options)
{
    cJSON *values = cJSON_CreateObject();
    char name[TUNING_NAME];
    unsigned value = 0;
    int used = 0;
    while (sscanf(options, " -D %31[A-Za-z0-9_]=%u%n", name, &value, &used) == 2) {
        cJSON_AddNumberToObject(values, name, value);
        options += used;
    }
    return values;
}

static cJSON *new_row(const struct device_key *device, const char *file, const char *size_class,
                      const char *options)
{
    char text[32];
    struct tm date;
    const time_t now = time(NULL);
    cJSON *row = cJSON_CreateObject();
    hash_text(source_hash(file), text);
    cJSON_AddStringToObject(row, "device", device->name);
    cJSON_AddStringToObject(row, "platform", device->platform);
    cJSON_AddStringToObject(row, "driver", device->driver);
    cJSON_AddStringToObject(row, "path", file);
    cJSON_AddStringToObject(row, "file", text);
    cJSON_AddStringToObject(row, "class", size_class);
    strftime(text, sizeof text, "%Y-%m-%d", localtime_r(&now, &date));
    cJSON_AddStringToObject(row, "date", text);
    cJSON_AddItemToObject(row, "values", values_of(options));
    return row;
}

bool tuned_keep(const struct device_key *device, const char *file, const char *size_class,
                const char *options, double median_ms, double factor, char *notice,
                size_t notice_size)
{
    cJSON *row = new_row(device, file, size_class, options);
    cJSON_AddNumberToObject(row, "median_ms", median_ms);
    cJSON_AddNumberToObject(row, "factor", factor);
    const struct find find = {device, row};
    const bool ok = state_change(&FOUND_HERE, take_find, &find, notice, notice_size);
    cJSON_Delete(row);
    return ok;
}

/* --- forgetting -------------------------------------------------------------------------------- */

/* What is to be forgotten. */
struct subject {
    const struct device_key *device;
    char file[17];
    size_t *count;
};

static void drop_rows(cJSON *state, const void *with)
{
    const struct subject *subject = with;
    cJSON *rows = cJSON_GetObjectItem(state, "rows");
    for (int i = cJSON_GetArraySize(rows) - 1; i >= 0; i--) {
        const cJSON *row = cJSON_GetArrayItem(rows, i);
        if (!is_of_device(row, subject->device) || !is_of_file(row, subject->file))
            continue;
        cJSON_DeleteItemFromArray(rows, i);
        (*subject->count)++;
    }
}

bool tuned_forget(const struct device_key *device, const char *file, size_t *count, char *notice,
                  size_t notice_size)
{
    struct subject subject = {.device = device, .count = count};
    *count = 0;
    notice[0] = '\0';
    hash_text(source_hash(file), subject.file);
    if (access(tuned_path(), F_OK) != 0)
        return true;
    return state_change(&FOUND_HERE, drop_rows, &subject, notice, notice_size);
}
