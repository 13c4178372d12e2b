/* The fields of JSON objects, with a value in place of what is missing. */
#ifndef WORKSHOP_EXERCISES_FIELDS_H
#define WORKSHOP_EXERCISES_FIELDS_H

#include <cjson/cJSON.h>

/* The text; "" if there is none, or it is no text. */
static inline const char *text_of(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(object, key));
    return text ? text : "";
}

/* The number; 0 if there is none. */
static inline double number_of(const cJSON *object, const char *key)
{
    const cJSON *number = cJSON_GetObjectItem(object, key);
    return cJSON_IsNumber(number) ? number->valuedouble : 0.0;
}

#endif
