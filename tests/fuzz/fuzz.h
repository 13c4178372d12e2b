/* What the fuzz targets share. A target is tests/fuzz/NAME_fuzz.c with LLVMFuzzerTestOneInput(); it
 * calls abort() by require() where something is wrong, and the sanitizers find the rest. */
#ifndef WORKSHOP_TESTS_FUZZ_H
#define WORKSHOP_TESTS_FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require_at(bool holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
    abort();
}
#define require(holds) require_at(holds, #holds, __FILE__, __LINE__)

/* The bytes as text in memory of exactly its size, up to the first zero byte; the caller's to free. */
static inline char *text_from(const uint8_t *data, size_t size)
{
    const size_t length = strnlen((const char *)data, size);
    char *text = malloc(length + 1);
    require(text != NULL);
    if (length > 0)
        memcpy(text, data, length);
    text[length] = '\0';
    return text;
}

#endif
