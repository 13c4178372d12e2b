#include "exercise.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The row of every exercise; adding one adds its line here and in rows.h. */
static const struct exercise *const TABLE[] = {
    &VECTOR_ADD_EXERCISE, &IMAGE_FILTERS_EXERCISE, &CONV2D_EXERCISE, &MATMUL_EXERCISE,
    &COPY_EXAMPLE,        &NEGATIVE_EXAMPLE,       &FUSION_EXAMPLE,
};
enum { TABLE_ROWS = sizeof TABLE / sizeof TABLE[0] };

const struct exercise *const *exercise_table(size_t *count)
{
    *count = TABLE_ROWS;
    return TABLE;
}

/* --- the contract of a kernel ------------------------------------------------------------------ */

const char *argument_type(enum argument_kind kind)
{
    static const char *const TYPES[] = {
        [ARGUMENT_INPUT] = "__global const float *", [ARGUMENT_CONSTANT] = "__constant float *",
        [ARGUMENT_OUTPUT] = "__global float *",      [ARGUMENT_COUNT] = "const uint",
        [ARGUMENT_NUMBER] = "const float",
    };
    return TYPES[kind];
}

void ids_text(unsigned dimensions, const size_t ids[3], char *text, size_t size)
{
    if (dimensions == 1)
        snprintf(text, size, "%zu", ids[0]);
    else if (dimensions == 2)
        snprintf(text, size, "(%zu, %zu)", ids[0], ids[1]);
    else
        snprintf(text, size, "(%zu, %zu, %zu)", ids[0], ids[1], ids[2]);
}

size_t contract_argument_count(const struct kernel_contract *kernel)
{
    size_t count = 0;
    while (count < ARGUMENTS_LIMIT && kernel->arguments[count].name)
        count++;
    return count;
}

void contract_declaration(const struct kernel_contract *kernel, char *text, size_t size)
{
    const size_t count = contract_argument_count(kernel);
    size_t used = (size_t)snprintf(text, size, "__kernel void %s(", kernel->name);

    for (size_t i = 0; i < count && used < size; i++) {
        const char *type = argument_type(kernel->arguments[i].kind);
        const char *space = type[strlen(type) - 1] == '*' ? "" : " ";
        used += (size_t)snprintf(text + used, size - used, "%s%s%s%s", i ? ", " : "", type, space,
                                 kernel->arguments[i].name);
    }
    if (used < size)
        snprintf(text + used, size - used, ")");
}

/* --- a case ------------------------------------------------------------------------------------ */

size_t case_output_index(const struct test_case *test)
{
    size_t index = 0;
    while (test->kernel->arguments[index].kind != ARGUMENT_OUTPUT)
        index++;
    return index;
}

const struct array *case_output(const struct test_case *test)
{
    return &test->arguments[case_output_index(test)].array;
}

size_t array_elements(const struct array *array)
{
    return array->planes * array->rows * array->columns;
}

size_t array_extent(const struct array *array)
{
    return array->planes * array->rows * array->pitch;
}

size_t array_guard(const struct test_case *test, const struct array *array)
{
    enum { LEAST = 1 << 10, MOST = 1 << 16 };
    size_t side = array->rows > array->pitch ? array->rows : array->pitch;
    if (test->outputs[1] > side)
        side = test->outputs[1];
    const size_t square = test->kernel->dimensions > 1 ? side * side : 0;
    return square < LEAST ? LEAST : square < MOST ? square : MOST;
}

void case_free(struct test_case *test)
{
    const size_t count = test->kernel ? contract_argument_count(test->kernel) : 0;

    for (size_t i = 0; i < count; i++) {
        const enum argument_kind kind = test->kernel->arguments[i].kind;
        if (kind == ARGUMENT_INPUT || kind == ARGUMENT_CONSTANT)
            free(test->arguments[i].array.values);
    }
    free(test->expected);
    free(test->bound);
    *test = (struct test_case){0};
}

/* --- finding an exercise ----------------------------------------------------------------------- */

static bool text_holds(const char *text, size_t length, const char *name)
{
    const size_t name_length = strlen(name);
    for (size_t i = 0; i + name_length <= length; i++)
        if (strncasecmp(text + i, name, name_length) == 0)
            return true;
    return false;
}

static bool text_is(const char *text, size_t length, const char *name)
{
    return length == strlen(name) && strncasecmp(text, name, length) == 0;
}

/* The row with the longest name that fits the text; of the exercises or of the worked examples. */
static const struct exercise *longest(const char *text, size_t length, bool examples,
                                      bool (*fits)(const char *, size_t, const char *))
{
    const struct exercise *found = NULL;

    for (size_t i = 0; i < TABLE_ROWS; i++) {
        const bool longer = !found || strlen(TABLE[i]->name) > strlen(found->name);
        if ((TABLE[i]->number == 0) == examples && longer && fits(text, length, TABLE[i]->name))
            found = TABLE[i];
    }
    return found;
}

/* The exercise whose ladder's folder has this name: kernels/sepia is one of image_filters. */
static const struct exercise *find_by_ladder(const char *folder, size_t length)
{
    for (size_t i = 0; i < TABLE_ROWS; i++) {
        const char *ladder = TABLE[i]->ladder;
        if (ladder && text_is(folder, length, strrchr(ladder, '/') + 1))
            return TABLE[i];
    }
    return NULL;
}

/* The exercise that the nearest folder above the end of a path is called after. */
static const struct exercise *find_by_folder(const char *path, const char *end)
{
    const struct exercise *found = NULL;

    while (!found && end > path) {
        const char *start = end;
        while (start > path && start[-1] != '/')
            start--;
        found = longest(start, (size_t)(end - start), false, text_is);
        if (!found)
            found = find_by_ladder(start, (size_t)(end - start));
        end = start > path ? start - 1 : path;
    }
    return found;
}

/* A rung like kernels/matmul/07_async_copy.cl is one of matmul: so the examples' everyday names count
 * before the folders only where they are the whole name of the file, and else after them. */
static const struct exercise *find_by_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash ? slash + 1 : path;
    const char *dot = strrchr(file, '.');
    const size_t length = dot ? (size_t)(dot - file) : strlen(file);

    const struct exercise *found = longest(file, length, true, text_is);
    if (!found)
        found = longest(file, length, false, text_holds);
    if (!found && slash)
        found = find_by_folder(path, slash);
    if (!found)
        found = longest(file, length, true, text_holds);
    return found;
}

static const struct exercise *find_by_number(const char *text)
{
    char *end = NULL;
    const unsigned long number = strtoul(text, &end, 10);

    for (size_t i = 0; *end == '\0' && number > 0 && i < TABLE_ROWS; i++)
        if (TABLE[i]->number == number)
            return TABLE[i];
    return NULL;
}

const struct exercise *exercise_find(const char *text)
{
    if (text[0] >= '0' && text[0] <= '9' && text[strspn(text, "0123456789")] == '\0')
        return find_by_number(text);
    for (size_t i = 0; i < TABLE_ROWS; i++)
        if (strcmp(text, TABLE[i]->name) == 0)
            return TABLE[i];
    return strpbrk(text, "/.") ? find_by_path(text) : NULL;
}
