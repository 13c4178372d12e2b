#include "sizes.h"

#include "tuned.h"

#include "cases.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ELEMENTS_LIMIT ((size_t)1 << 31) /* of one array: the kernels count in uint */

size_t size_count(const struct size_form *form)
{
    size_t count = 0;
    while (count < SIZE_NUMBERS && form->names[count])
        count++;
    return count;
}

/* A number, or BASE^EXPONENT; *end gets what follows. 0: it is neither; *large: it is more than an array
 * can have. */
static size_t read_number(const char *text, char **end, bool *large)
{
    *large = false;
    if (*text < '0' || *text > '9')
        return 0;
    const unsigned long long base = strtoull(text, end, 10);
    unsigned long long number = base, exponent = 1;
    if (**end == '^' && (*end)[1] >= '0' && (*end)[1] <= '9')
        exponent = strtoull(*end + 1, end, 10);
    *large = base > 1 && exponent > 31;
    if (exponent == 0 || exponent > 31)
        return 0;
    while (number <= ELEMENTS_LIMIT && --exponent > 0)
        number *= base;
    *large = number > ELEMENTS_LIMIT;
    return *large ? 0 : (size_t)number;
}

double size_elements(const struct exercise *exercise, const struct case_size *size)
{
    double largest = 1, second = 1;
    for (size_t i = 0; i < size_count(&exercise->sizes); i++) {
        const double number = (double)size->numbers[i];
        second = number > largest ? largest : number > second ? number : second;
        largest = number > largest ? number : largest;
    }
    return largest * second * (double)exercise->sizes.planes;
}

bool size_read(const struct exercise *exercise, const char *text, struct case_size *size,
               char *reason, size_t reason_size)
{
    const struct size_form *form = &exercise->sizes;
    const size_t count = size_count(form);
    size_t given = 0;
    bool large = false;
    char *at = (char *)text;

    *size = (struct case_size){0};
    for (bool more = true; more && given < count; given++) {
        size->numbers[given] = read_number(at, &at, &large);
        if (size->numbers[given] == 0)
            break;
        more = *at == 'x';
        at += more;
    }
    if (large) {
        snprintf(reason, reason_size, "the size %s is too large: an array may have 2^31 elements",
                 text);
        return false;
    }
    if (*at || given == 0 || at[-1] == 'x' || !(form->counts & (1u << given))) {
        snprintf(reason, reason_size, "\"%s\" is no size of %s; it is given as %s", text,
                 exercise->name, form->form);
        return false;
    }
    for (size_t i = given; i < count; i++)
        size->numbers[i] = form->fill[i] == SIZE_NONE ? 0
                           : form->fill[i]            ? form->fill[i]
                                                      : size->numbers[0];
    if (size_elements(exercise, size) > (double)ELEMENTS_LIMIT) {
        snprintf(reason, reason_size, "the size %s is too large: an array may have 2^31 elements",
                 text);
        return false;
    }
    return !form->check || form->check(size, reason, reason_size);
}

size_t sizes_read(const struct exercise *exercise, const char *text, struct case_size *sizes,
                  char *reason, size_t reason_size)
{
    size_t count = 0;
    char one[64];

    for (const char *at = text;; at++) {
        const size_t length = strcspn(at, ",");
        if (count == SIZES_LIMIT) {
            snprintf(reason, reason_size, "more than %d sizes are too many", SIZES_LIMIT);
            return 0;
        }
        snprintf(one, sizeof one, "%.*s", (int)(length < sizeof one ? length : sizeof one - 1), at);
        if (!size_read(exercise, one, &sizes[count++], reason, reason_size))
            return 0;
        at += length;
        if (*at == '\0')
            return count;
    }
}

void size_print(const struct exercise *exercise, const struct case_size *size, char *text,
                size_t text_size)
{
    size_t used = 0;
    for (size_t i = 0; i < size_count(&exercise->sizes) && used < text_size; i++)
        if (size->numbers[i] > 0)
            used += (size_t)snprintf(text + used, text_size - used, "%s%s", i ? " x " : "",
                                     grouped(size->numbers[i]).text);
}

/* --- classes ----------------------------------------------------------------------------------- */

const char *size_class(const struct test_case *test)
{
    return class_of_outputs((double)test->outputs[0] * (double)test->outputs[1] *
                            (double)test->outputs[2]);
}

const char *class_of_size(const struct exercise *exercise, const struct case_size *size)
{
    const struct size_form *form = &exercise->sizes;
    const double second = size_count(form) > 1 ? (double)size->numbers[1] : 1.0;
    return class_of_outputs((double)size->numbers[0] * second *
                            (double)(form->depth ? form->depth : 1));
}

const char *class_of_run(const struct exercise *exercise, bool on_gpu)
{
    struct case_size size;
    char reason[256];
    const struct size_form *form = &exercise->sizes;
    size_read(exercise, on_gpu ? form->timed_on_gpu : form->timed_on_cpu, &size, reason,
              sizeof reason);
    return class_of_size(exercise, &size);
}

void size_to_tune(const struct exercise *exercise, bool on_gpu, struct case_size *size)
{
    struct case_size sizes[SIZES_LIMIT];
    char reason[256];
    const struct size_form *form = &exercise->sizes;
    const size_t count =
        sizes_read(exercise, on_gpu ? form->on_gpu : form->on_cpu, sizes, reason, sizeof reason);
    size_t chosen = 0;
    while (chosen + 1 < count &&
           strcmp(class_of_size(exercise, &sizes[chosen]), on_gpu ? "large" : "medium") != 0)
        chosen++;
    *size = sizes[chosen];
}
