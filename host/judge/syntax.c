#include "syntax.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT = 64 << 10, COMPILED = 16 << 20, OPTIONS_LIMIT = 48, FIXED_LIMIT = 12, SHOWN = 3 };

/* Splits options at their spaces, in place, behind what is in arguments already. */
static void add_options(char *options, char **arguments, size_t used)
{
    char *rest = options;
    for (size_t i = 0; i < OPTIONS_LIMIT; i++) {
        char *option = strtok_r(rest, " ", &rest);
        if (!option)
            return;
        arguments[used++] = option;
    }
}

static size_t read_all(int file, char *text, size_t size)
{
    size_t length = 0;
    char rest[4096];
    for (;;) {
        const bool room = length + 1 < size;
        ssize_t got =
            read(file, room ? text + length : rest, room ? size - 1 - length : sizeof rest);
        if (got <= 0)
            break;
        length += room ? (size_t)got : 0;
    }
    text[length] = '\0';
    return length;
}

/* A way to run clang: what of its output is wanted, and the arguments for that, NULL behind the last. */
struct way {
    int stream;
    char *arguments[FIXED_LIMIT];
};

static const struct way MESSAGES = {STDERR_FILENO,
                                    {"clang", "-x", "cl", "-cl-std=CL1.2", "--target=spir64",
                                     "-fsyntax-only", "-Wall", "-Wconditional-uninitialized",
                                     "-fno-color-diagnostics"}};
static const struct way INSTRUCTIONS = {STDOUT_FILENO,
                                        {"clang", "-x", "cl", "-cl-std=CL1.2", "--target=spir64",
                                         "-cl-opt-disable", "-S", "-emit-llvm", "-w", "-o", "-"}};

/* Runs clang with its output in output; false if it cannot be run. */
static bool run_clang(const struct way *way, const char *path, const char *options, char *output,
                      size_t size)
{
    extern char **environ;
    char *arguments[FIXED_LIMIT + OPTIONS_LIMIT + 3] = {0}, split[2048];
    int ends[2], status = 0;
    pid_t child = 0;
    posix_spawn_file_actions_t actions;
    size_t count = 0;

    for (; way->arguments[count]; count++)
        arguments[count] = way->arguments[count];
    snprintf(split, sizeof split, "%s", options);
    add_options(split, arguments, count);
    while (arguments[count])
        count++;
    arguments[count++] = "--";
    arguments[count] = (char *)path;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], way->stream);
    const bool started = posix_spawnp(&child, "clang", &actions, NULL, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output[0] = '\0';
    if (started) {
        read_all(ends[0], output, size);
        waitpid(child, &status, 0);
    }
    close(ends[0]);
    return started;
}

static const char INCLUSION[] = "In file included from ";

/* How long the name of the file is in "name:3:29: error: text"; 0: the line has another form. */
static size_t name_length(const char *line)
{
    for (const char *colon = strchr(line, ':'); colon; colon = strchr(colon + 1, ':')) {
        size_t number = 0, column = 0;
        int used = 0;
        if (sscanf(colon, ":%zu:%zu:%n", &number, &column, &used) == 2 && used > 0)
            return (size_t)(colon - line);
    }
    return 0;
}

/* Reads "name:3:29: error: text". */
static bool is_message(const char *line, struct build_message *message)
{
    char name[4096];
    snprintf(name, sizeof name, "%.*s", (int)name_length(line), line);
    return *name && build_messages(line, name, message, 1) == 1 && message->line > 0;
}

/* Reads the line of the file at path that "In file included from path:1:" tells of; of an inclusion by
 * another file nothing. */
static void read_inclusion(const char *inclusion, const char *path, size_t *number)
{
    const char *place = inclusion + sizeof INCLUSION - 1;
    if (strncmp(place, path, strlen(path)) == 0)
        sscanf(place + strlen(path), ":%zu", number);
}

/* Copies the wanted messages with what belongs to them, the lines up to the next message. What is wrong
 * in a file that this one includes counts for the line that includes it. */
static size_t collect(char *output, const char *path, bool errors, char *text, size_t size,
                      struct build_message *first)
{
    size_t count = 0, used = 0, including = 0;
    bool copying = false;
    char *rest = output;
    for (char *line = strtok_r(output, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        struct build_message message;
        const bool of_file = strncmp(line, path, strlen(path)) == 0;
        const bool begins = is_message(line, &message);
        if (begins) {
            const bool wanted = message.is_error == errors && (errors || of_file);
            copying = wanted && count < SHOWN;
            if (wanted && count++ == 0)
                *first = message;
            if (copying && count == 1 && !of_file)
                *first = (struct build_message){.is_error = true, .line = including, .column = 1};
        } else if (strncmp(line, INCLUSION, strlen(INCLUSION)) == 0) {
            copying = false;
            read_inclusion(line, path, &including);
        } else if (name_length(line) > 0 || strstr(line, " generated.")) {
            copying = false; /* a note, or the end */
        }
        if (copying && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s%s", used ? "\n" : "",
                                     begins ? "" : "  ", line);
    }
    return count;
}

size_t syntax_messages(const char *path, const char *options, bool errors, char *text, size_t size,
                       struct build_message *first)
{
    char *output = malloc(OUTPUT);
    size_t count = 0;
    text[0] = '\0';
    *first = (struct build_message){0};
    if (output && run_clang(&MESSAGES, path, options, output, OUTPUT))
        count = collect(output, path, errors, text, size, first);
    free(output);
    return count;
}

bool syntax_moves_element(const char *path, const char *options, unsigned element)
{
    char *output = malloc(COMPILED), inside[32], last[32], *rest = output;
    bool found = false;
    snprintf(inside, sizeof inside, "i32 %u,", element);
    snprintf(last, sizeof last, "i32 %u>", element);
    if (output && run_clang(&INSTRUCTIONS, path, options, output, COMPILED))
        for (char *line = strtok_r(output, "\n", &rest); line && !found;
             line = strtok_r(NULL, "\n", &rest))
            found = strstr(line, "shufflevector") && (strstr(line, inside) || strstr(line, last));
    free(output);
    return found;
}
