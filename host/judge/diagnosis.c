#include "diagnosis.h"

#include "../exercises/fields.h"

#include <stdbool.h>
#include <string.h>

static const char *const NAMES[DIAGNOSIS_CODES] = {
    [BUILD_ERROR] = "build-error",
    [MISSING_KERNEL] = "missing-kernel",
    [WRONG_ARGUMENTS] = "wrong-arguments",
    [WORK_GROUP_TOO_LARGE] = "work-group-too-large",
    [OUT_OF_RESOURCES] = "out-of-resources",
    [TIMEOUT] = "timeout",
    [CRASH] = "crash",
    [NOT_STARTED] = "not-started",
    [OUT_OF_BOUNDS_WRITE] = "out-of-bounds-write",
    [OUT_OF_BOUNDS_READ] = "out-of-bounds-read",
    [INPUT_MODIFIED] = "input-modified",
    [MISSING_BARRIER] = "missing-barrier",
    [UNWRITTEN_OUTPUT] = "unwritten-output",
    [MISSING_CLAMP] = "missing-clamp",
    [CHANNEL_SWAP] = "channel-swap",
    [TRANSPOSED] = "transposed",
    [WRONG_IN_PARTIAL_TILE] = "wrong-in-partial-tile",
    [WRONG_AT_EDGES] = "wrong-at-edges",
    [NONDETERMINISTIC] = "nondeterministic",
    [LOW_PRECISION] = "low-precision",
    [WRONG_VALUES] = "wrong-values",
};

const char *diagnosis_name(enum diagnosis_code code)
{
    return NAMES[code];
}

enum diagnosis_code diagnosis_find(const char *name)
{
    int code = 0;
    while (code < DIAGNOSIS_CODES && (!name || strcmp(NAMES[code], name) != 0))
        code++;
    return (enum diagnosis_code)code;
}

cJSON *diagnosis_new(enum diagnosis_code code, const char *kernel, const char *case_name,
                     const char *message)
{
    cJSON *diagnosis = cJSON_CreateObject();
    cJSON_AddStringToObject(diagnosis, "code", NAMES[code]);
    cJSON_AddStringToObject(diagnosis, "kernel", kernel);
    cJSON_AddStringToObject(diagnosis, "case", case_name);
    cJSON_AddStringToObject(diagnosis, "message", message);
    return diagnosis;
}

static bool holds(const cJSON *diagnoses, const cJSON *wanted)
{
    const cJSON *diagnosis;
    cJSON_ArrayForEach(diagnosis, diagnoses)
    {
        if (strcmp(text_of(diagnosis, "code"), text_of(wanted, "code")) == 0 &&
            strcmp(text_of(diagnosis, "kernel"), text_of(wanted, "kernel")) == 0)
            return true;
    }
    return false;
}

void diagnosis_sort(cJSON *diagnoses)
{
    cJSON *sorted = cJSON_CreateArray();
    for (int code = 0; code < DIAGNOSIS_CODES; code++) {
        for (int i = 0; i < cJSON_GetArraySize(diagnoses);) {
            cJSON *diagnosis = cJSON_GetArrayItem(diagnoses, i);
            if (strcmp(text_of(diagnosis, "code"), NAMES[code]) != 0) {
                i++;
                continue;
            }
            cJSON_DetachItemViaPointer(diagnoses, diagnosis);
            if (holds(sorted, diagnosis))
                cJSON_Delete(diagnosis);
            else
                cJSON_AddItemToArray(sorted, diagnosis);
        }
    }
    while (cJSON_GetArraySize(sorted) > 0)
        cJSON_AddItemToArray(diagnoses, cJSON_DetachItemFromArray(sorted, 0));
    cJSON_Delete(sorted);
}
