#include "results.h"

#include "fields.h"
#include "state.h"

/* --- the file: {"version", "devices": ...} ------------------------------------------------------- */

static bool is_sound(const cJSON *state)
{
    const cJSON *device, *kernel;
    if (!cJSON_IsObject(state) || !cJSON_IsObject(cJSON_GetObjectItem(state, "devices")))
        return false;
    cJSON_ArrayForEach(device, cJSON_GetObjectItem(state, "devices"))
    {
        cJSON_ArrayForEach(kernel, device)
        {
            if (!cJSON_IsObject(kernel))
                return false;
        }
    }
    return true;
}

static cJSON *fresh(void)
{
    cJSON *state = cJSON_CreateObject();
    cJSON_AddNumberToObject(state, "version", 1);
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

static void keep(cJSON *state, const void *with)
{
    const cJSON *bench = with, *result;
    const char *device = text_of(cJSON_GetObjectItem(bench, "device"), "name");
    cJSON *kernels = object_in(cJSON_GetObjectItem(state, "devices"), device);
    cJSON_ArrayForEach(result, cJSON_GetObjectItem(bench, "results"))
    {
        if (!cJSON_IsTrue(cJSON_GetObjectItem(result, "verified")) ||
            cJSON_GetObjectItem(result, "suspect"))
            continue;
        cJSON *contestants = object_in(kernels, text_of(result, "kernel"));
        const char *name = text_of(result, "contestant");
        cJSON *kept = cJSON_CreateObject();
        cJSON_AddNumberToObject(kept, "of_limit", number_of(result, "of_limit"));
        cJSON_AddItemToObject(kept, "size",
                              cJSON_Duplicate(cJSON_GetObjectItem(result, "size"), true));
        cJSON_DeleteItemFromObjectCaseSensitive(contestants, name);
        cJSON_AddItemToObject(contestants, name, kept);
    }
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
