/* A .cl file in memory. */
#ifndef WORKSHOP_OPENCL_SOURCE_H
#define WORKSHOP_OPENCL_SOURCE_H

#include "device.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOURCE_LIMIT (1u << 20) /* bytes; a larger file is refused unread */

struct source {
    char *text; /* ends with a zero byte; owned */
    size_t length;
    char *name; /* the path as given, for messages and #line; owned */
};

/* Reads the file at path. On failure reason is one sentence that names the file and what is wrong
 * with it: missing, a folder, not readable, empty, too large, not text. */
bool source_read(const char *path, struct source *source, char *reason, size_t reason_size);
void source_free(struct source *source);

/* Writes the build options that the file's own "// build: WORD: options" lines give for this device
 * (WORD is part of its platform's, vendor's or own name, any case) into options, separated by
 * spaces; "" if there are none. False if they do not fit. */
bool source_build_options(const struct source *source, const struct device *device, char *options,
                          size_t size);

/* What the file says of itself in a line "// WHAT: VALUE" ("needs", "format"): up to the end of the line, without
 * space around it. False if there is no such line, or the value does not fit. */
bool source_states(const struct source *source, const char *what, char *value, size_t size);

/* Whether the file can be used on this device: it has no line "// needs: WORD [TARGET]", or WORD is part of the
 * platform's, vendor's or device's own name, any case. Else reason gets a few words, "needs NVIDIA". */
bool source_serves(const struct source *source, const struct device *device, char *reason,
                   size_t size);

/* What the file's line "// format: NAME" says of its inputs; FORMAT_OTHER: no name of these. */
enum source_format {
    FORMAT_FLOAT, /* there is no such line */
    FORMAT_BF16X6, /* float, multiplied in three parts of bf16 each, by units for those: as exact as in float */
    FORMAT_TF32, /* float, of which the kernel uses the first 11 bits of the fraction */
    FORMAT_FP16, /* half */
    FORMAT_OTHER,
};
enum source_format source_format(const struct source *source);

/* Whether the kernel is right only for inputs that half holds exactly. */
bool source_is_coarse(const struct source *source);

/* TARGET of the line "// needs:" ("sm_90a", see ptx.h); "" if there is none. */
void source_target(const struct source *source, char *target, size_t size);

/* Whether the file has other lines for CPUs than for other devices: it asks which processor it is compiled for. */
bool source_depends_on_device(const struct source *source);

/* A hash of the bytes of the file at path, by which a changed file is known (FNV-1a); 0 if it cannot
 * be read. */
uint64_t source_hash(const char *path);

/* The same for a text in memory. */
uint64_t source_hash_text(const char *text);

/* Line number (from 1) of the source into line, without its end; "" if there is no such line. */
void source_line(const struct source *source, size_t number, char *line, size_t size);

/* Makes the template of a solution: of each TODO block, from a line "// TODO N: ..." to the line
 * "// END TODO N", the comment that it begins with stays, and the rest becomes an empty line. */
void source_clear_todos(struct source *source);

/* The text with "#pragma nounroll" for each "#pragma unroll", so that the compiler writes out no loop
 * because it is told to. NULL: there is none, or no memory; else the caller's to free. */
char *source_keeping_loops(const struct source *source);

/* The tokens of the function called name, from its parameter list to its closing brace, without
 * comments and white space: two kernels that do the same in the same words are equal as strings. Several
 * definitions, of which #if leaves one, follow each other. name NULL: of the whole text. NULL if there is
 * no such function or no memory; else the caller's to free. */
char *source_function_tokens(const struct source *source, const char *name);

#endif
