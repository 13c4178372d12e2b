#include "gallery.h"

#include "events.h"

#include "../media/image.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gallery_open(struct gallery *gallery, const char *folder)
{
    *gallery = (struct gallery){0};
    snprintf(gallery->folder, sizeof gallery->folder, "%s", folder);
}

void gallery_close(struct gallery *gallery)
{
    free(gallery->previous);
    *gallery = (struct gallery){0};
}

static void write_picture(const struct gallery *gallery, const char *name, const char *suffix,
                          const struct array *array, const float *planes)
{
    char path[8192], reason[512];
    snprintf(path, sizeof path, "%s/%s%s.png", gallery->folder, name, suffix);
    if (!image_write_png(path, planes, array->planes, array->rows, array->columns, reason,
                         sizeof reason)) {
        event_note(reason);
        return;
    }
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddStringToObject(fields, "path", path);
    event_send("picture", fields);
}

/* Sobel filters and their like give negative values: their magnitude is drawn. */
static void write_wrong(const struct gallery *gallery, const struct test_case *test,
                        const float *got, float *scratch)
{
    const struct array *array = case_output(test);
    const size_t elements = array_elements(array);
    for (size_t i = 0; i < elements; i++)
        scratch[i] = (float)fabs(test->expected[i]);
    write_picture(gallery, test->picture, "_expected", array, scratch);
    for (size_t i = 0; i < elements; i++) {
        const double error = fabs((double)got[i] - test->expected[i]);
        scratch[i] = error <= test->bound[i] ? 0.0f : (float)fmin(0.25 + 4.0 * error, 1.0);
        scratch[i] = isnan(got[i]) ? 1.0f : scratch[i];
    }
    write_picture(gallery, test->picture, "_difference", array, scratch);
}

void gallery_add(struct gallery *gallery, const struct test_case *test, const float *got,
                 bool passes)
{
    const struct array *array = case_output(test);
    const size_t elements = array_elements(array);
    if (!gallery->folder[0] || !test->picture[0])
        return;
    float *scratch = malloc(elements * sizeof *scratch);
    if (!scratch)
        return;
    for (size_t i = 0; i < elements; i++)
        scratch[i] = fabsf(got[i]);
    write_picture(gallery, test->picture, "", array, scratch);
    if (!passes)
        write_wrong(gallery, test, got, scratch);
    if (test->combined[0] && gallery->previous && gallery->previous_elements == elements) {
        for (size_t i = 0; i < elements; i++)
            scratch[i] = hypotf(got[i], gallery->previous[i]);
        write_picture(gallery, test->combined, "", array, scratch);
    }
    for (size_t i = 0; i < elements; i++)
        scratch[i] = fabsf(got[i]);
    free(gallery->previous);
    gallery->previous = scratch;
    gallery->previous_elements = elements;
}
