#include "damage.h"

#include <stdio.h>

enum { MESSAGE = 1024 };

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void print_stray(char *text, size_t size, const struct test_case *test, size_t argument,
                        const struct stray_write *stray)
{
    const char *name = test->kernel->arguments[argument].name;
    const struct array *array = &test->arguments[argument].array;
    if (stray->in_gap)
        snprintf(
            text, size,
            "The kernel writes between the rows: row %zu of %s ends at column %zu, but what "
            "lies behind it was overwritten (%zu float%s in all). Is the guard column < %zu, and "
            "does each row start %zu floats after the one before?",
            stray->row, name, array->columns - 1, stray->count, plural(stray->count),
            array->columns, array->pitch);
    else if (stray->offset < 0)
        snprintf(
            text, size,
            "The kernel writes before the start of %s, at index %td (%zu float%s in all). Which "
            "work-item gets an index below 0?",
            name, stray->offset, stray->count, plural(stray->count));
    else
        snprintf(text, size,
                 "The kernel writes past the end of %s: its last index is %zu, and index %td was "
                 "written (%zu float%s in all). The launch is made of whole work-groups, so some "
                 "work-items have nothing to do: which %s?",
                 name, array_extent(array) - 1, stray->offset, stray->count, plural(stray->count),
                 test->kernel->dimensions == 1
                     ? "guard keeps them out"
                     : "guards keep them out, one for the columns and one "
                       "for the rows");
}

cJSON *damage_outside(const struct trial *trial)
{
    const struct test_case *test = trial->test;
    char message[MESSAGE];
    for (size_t i = 0; i < ARGUMENTS_LIMIT; i++) {
        if (!trial->buffers[i].whole)
            continue;
        const bool output = test->kernel->arguments[i].kind == ARGUMENT_OUTPUT;
        const struct stray_write stray = guarded_stray(&trial->buffers[i]);
        if (stray.count == 0 || (stray.in_gap && !output))
            continue;
        print_stray(message, sizeof message, test, i, &stray);
        return diagnosis_new(OUT_OF_BOUNDS_WRITE, test->kernel->name, test->name, message);
    }
    return NULL;
}

/* The first place of an input that changed, in its array or between its rows; false if none did. */
static bool first_change(const struct guarded *buffer, size_t *index, size_t *count)
{
    const struct stray_write stray = guarded_stray(buffer);
    const bool changed = guarded_changed(buffer, index, count);
    if (!changed && stray.in_gap) {
        *index = (size_t)stray.offset;
        *count = stray.count;
    }
    return changed || stray.in_gap;
}

cJSON *damage_inputs(const struct trial *trial)
{
    const struct test_case *test = trial->test;
    char message[MESSAGE];
    for (size_t i = 0; i < ARGUMENTS_LIMIT; i++) {
        const struct guarded *buffer = &trial->buffers[i];
        size_t index = 0, count = 0;
        if (!buffer->whole || test->kernel->arguments[i].kind == ARGUMENT_OUTPUT ||
            !first_change(buffer, &index, &count))
            continue;
        snprintf(message, sizeof message,
                 "The kernel changed its input %s: index %zu held %.9g and now holds %.9g (%zu "
                 "float%s changed). Inputs are only read.",
                 test->kernel->arguments[i].name, index, (double)guarded_before(buffer)[index],
                 (double)guarded_after(buffer)[index], count, plural(count));
        return diagnosis_new(INPUT_MODIFIED, test->kernel->name, test->name, message);
    }
    return NULL;
}
