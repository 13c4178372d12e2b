#include "limits_kept.h"

#include "state.h"

#include <stdio.h>

/* --- the file: {"version", "devices": {KEY: {"copy_gbs", "gflops", "launch_us"}}} ---------------- */

static bool is_sound(const cJSON *state)
{
    return cJSON_IsObject(state) && cJSON_IsObject(cJSON_GetObjectItem(state, "devices"));
}

static cJSON *fresh(void)
{
    cJSON *state = cJSON_CreateObject();
    cJSON_AddNumberToObject(state, "version", 1);
    cJSON_AddObjectToObject(state, "devices");
    return state;
}

static const struct state_file LIMITS = {"limits.json", "what the devices can do", is_sound, fresh};

/* Another driver, or more cores, is another device. */
static void key_of(const struct device *device, char *key, size_t size)
{
    snprintf(key, size, "%s | %s | %s | %u", device->name, device->platform_name, device->driver,
             device->compute_units);
}

static bool read_entry(const cJSON *entry, struct limits *limits)
{
    const cJSON *copy = cJSON_GetObjectItem(entry, "copy_gbs");
    const cJSON *gflops = cJSON_GetObjectItem(entry, "gflops");
    const cJSON *launch = cJSON_GetObjectItem(entry, "launch_us");
    if (!cJSON_IsNumber(copy) || !cJSON_IsNumber(gflops) || !cJSON_IsNumber(launch))
        return false;
    *limits = (struct limits){copy->valuedouble, gflops->valuedouble, launch->valuedouble};
    return limits->copy_gbs > 0.0 && limits->gflops > 0.0;
}

struct known {
    const struct device *device;
    const struct limits *limits;
};

static void put_entry(cJSON *state, const void *with)
{
    const struct known *known = with;
    char key[512];
    cJSON *entry = cJSON_CreateObject(), *devices = cJSON_GetObjectItem(state, "devices");
    key_of(known->device, key, sizeof key);
    cJSON_AddNumberToObject(entry, "copy_gbs", known->limits->copy_gbs);
    cJSON_AddNumberToObject(entry, "gflops", known->limits->gflops);
    cJSON_AddNumberToObject(entry, "launch_us", known->limits->launch_us);
    cJSON_DeleteItemFromObject(devices, key);
    cJSON_AddItemToObject(devices, key, entry);
}

static struct limits better_of(struct limits one, struct limits other)
{
    const bool known = other.launch_us > 0.0;
    return (struct limits){
        .copy_gbs = one.copy_gbs > other.copy_gbs ? one.copy_gbs : other.copy_gbs,
        .gflops = one.gflops > other.gflops ? one.gflops : other.gflops,
        .launch_us = known && other.launch_us < one.launch_us ? other.launch_us : one.launch_us};
}

bool limits_of(const struct session *session, bool anew, struct limits *limits,
               void (*measuring)(void))
{
    char key[512], notice[1024]; /* limits that cannot be kept are measured again: no loss */
    struct limits kept = {0};
    key_of(session->device, key, sizeof key);
    cJSON *state = state_read(&LIMITS, notice, sizeof notice);
    const cJSON *devices = cJSON_GetObjectItem(state, "devices");
    const bool known = read_entry(cJSON_GetObjectItem(devices, key), &kept);
    cJSON_Delete(state);
    *limits = kept;
    if (known && !anew)
        return true;
    if (measuring)
        measuring();
    if (limits_measure(session, limits) != CL_SUCCESS)
        return known;
    *limits = better_of(*limits, kept);
    state_change(&LIMITS, put_entry, &(struct known){session->device, limits}, notice,
                 sizeof notice);
    return true;
}
