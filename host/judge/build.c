#include "build.h"

#include "syntax.h"

#include "../opencl/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = 4096, SHOWN = 3 };

/* "exercises/01_vector_add.cl:12:5: error: use of undeclared identifier 'i'", the line, a caret. */
static void print_message(char *text, size_t size, const struct source *source,
                          const struct build_message *message)
{
    char line[256], caret[256];
    const size_t column = message->column > 0 ? message->column - 1 : 0;
    size_t used = 0;

    source_line(source, message->line, line, sizeof line);
    for (; used < column && used + 2 < sizeof caret; used++)
        caret[used] = used < strlen(line) && line[used] == '\t' ? '\t' : ' ';
    snprintf(caret + used, sizeof caret - used, "^");
    if (message->line == 0)
        snprintf(text, size, "%s: error: %s", source->name, message->text);
    else
        snprintf(text, size, "%s:%zu:%zu: error: %s\n  %s\n  %s", source->name, message->line,
                 message->column, message->text, line, caret);
}

/* The driver's errors, from its log. Returns how many. */
static size_t driver_messages(const struct source *source, const char *log, char *text, size_t size,
                              struct build_message *first)
{
    struct build_message messages[SHOWN];
    char one[1024];
    size_t used = 0, errors = 0;
    const size_t count = build_messages(log, source->name, messages, SHOWN);

    for (size_t i = 0; i < count && messages[i].is_error && used < size; i++, errors++) {
        print_message(one, sizeof one, source, &messages[i]);
        used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "\n" : "", one);
    }
    *first = errors > 0 ? messages[0] : (struct build_message){0};
    return errors;
}

/* A launch macro that is not a whole number, at the line that defines it. */
static size_t macro_message(const struct source *source, const char *macro, char *text, size_t size,
                            struct build_message *first)
{
    char line[256], name[64], one[1024];
    size_t number = 1;
    *first = (struct build_message){.is_error = true, .column = 1};
    for (const char *at = source->text; at; at = strchr(at, '\n'), number++) {
        at += *at == '\n';
        source_line(source, number, line, sizeof line);
        if (sscanf(line, " # define %63[A-Z_]", name) == 1 && strcmp(name, macro) == 0)
            first->line = number;
    }
    snprintf(first->text, sizeof first->text,
             "%s has to be a whole number, or an expression of such numbers", macro);
    print_message(one, sizeof one, source, first);
    snprintf(text, size, "%s", one);
    return 1;
}

/* What beginners' errors mean, below the compiler's words. */
static void advise(char *text, size_t size)
{
    static const struct {
        const char *error, *advice;
    } ROWS[] = {
        {"call to 'min' is ambiguous",
         "min takes two numbers of one type: 1.0f beside a float, (size_t)n beside a size_t."},
        {"call to 'max' is ambiguous",
         "max takes two numbers of one type: 1.0f beside a float, (size_t)n beside a size_t."},
        {"implicit declaration of function",
         "There is no function of that name: is it spelled as in the lesson?"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const size_t used = strlen(text);
        if (strstr(text, ROWS[i].error))
            snprintf(text + used, size - used, "\n%s", ROWS[i].advice);
    }
}

static cJSON *build_error(const struct builds *builds, const char *options,
                          const struct program *program)
{
    const struct source *source = builds->source;
    struct build_message first;
    char text[MESSAGE] = "";
    if (build_log_tells_local_memory(program->log, text, sizeof text))
        return diagnosis_new(OUT_OF_RESOURCES, "", "", text);
    size_t errors = builds->without_clang
                        ? 0
                        : syntax_messages(source->name, options, true, text, sizeof text, &first);

    const char *macro = errors == 0 ? launch_macro_at(program->log) : NULL;
    if (macro)
        errors = macro_message(source, macro, text, sizeof text, &first);
    if (errors == 0)
        errors = driver_messages(source, program->log, text, sizeof text, &first);
    if (errors == 0)
        snprintf(text, sizeof text, "%s does not compile. The driver says:\n%.3000s", source->name,
                 program->log && *program->log ? program->log : opencl_failure());
    advise(text, sizeof text);
    cJSON *diagnosis = diagnosis_new(BUILD_ERROR, "", "", text);
    if (errors > 0 && first.line > 0) {
        cJSON_AddStringToObject(diagnosis, "file", source->name);
        cJSON_AddNumberToObject(diagnosis, "line", (double)first.line);
        cJSON_AddNumberToObject(diagnosis, "column", (double)first.column);
    }
    return diagnosis;
}

/* The file, its loops kept where that is wanted; what fails so is built as it is written, and the
 * messages are about that. */
static cl_int build_text(const struct builds *builds, const char *options, struct program *program)
{
    char *text = builds->keeping_loops ? source_keeping_loops(builds->source) : NULL;
    if (text) {
        const struct source kept = {text, strlen(text), builds->source->name};
        cl_int err = program_build(builds->session, &kept, options, program);
        free(text);
        if (err == CL_SUCCESS)
            return err;
        program_free(program);
    }
    return program_build(builds->session, builds->source, options, program);
}

/* Compiles into the item and reads its launch; what is wrong, or NULL. */
static cJSON *compile(const struct builds *builds, const char *options, struct build *build)
{
    char reason[256] = "";
    cl_int err = build_text(builds, options, &build->program);

    snprintf(build->options, sizeof build->options, "%s", options);
    if (err != CL_SUCCESS)
        return build_error(builds, options, &build->program);
    if (!launch_shape_read(&build->program, &build->shape, &err, reason, sizeof reason))
        return diagnosis_new(WORK_GROUP_TOO_LARGE, "", "", reason);
    return err != CL_SUCCESS ? diagnosis_new(CRASH, "", "", opencl_failure()) : NULL;
}

static const struct build *find(const struct builds *builds, const char *options)
{
    for (size_t i = 0; i < builds->count; i++)
        if (strcmp(builds->items[i].options, options) == 0)
            return &builds->items[i];
    return NULL;
}

bool builds_have(const struct builds *builds, const char *options)
{
    return find(builds, options) != NULL;
}

const struct build *builds_get(struct builds *builds, const char *options, cJSON **diagnosis)
{
    const struct build *known = find(builds, options);
    if (known)
        return known;
    if (builds->count == BUILDS_LIMIT) { /* make room: cases with equal options follow each other */
        program_free(&builds->items[0].program);
        memmove(&builds->items[0], &builds->items[1], --builds->count * sizeof builds->items[0]);
    }
    struct build *build = &builds->items[builds->count];
    *diagnosis = compile(builds, options, build);
    if (!*diagnosis) {
        builds->count++;
        return build;
    }
    program_free(&build->program);
    return NULL;
}

void builds_free(struct builds *builds)
{
    for (size_t i = 0; i < builds->count; i++)
        program_free(&builds->items[i].program);
    builds->count = 0;
}
