#include "ptx.h"
#include "error.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN "//@"
#define TARGET ".target "

/* --- the text ---------------------------------------------------------------------------------- */

/* Whether the line names the target without the letter at its end: ".target sm_90, ..." */
static bool names_plain_target(const char *line, const char *target)
{
    const size_t length = strlen(target) - 1;
    const char *name = line + strlen(TARGET);
    return strncmp(line, TARGET, strlen(TARGET)) == 0 && strncmp(name, target, length) == 0 &&
           !isalnum((unsigned char)name[length]);
}

char *ptx_for_target(const char *ptx, const char *target)
{
    char *text = malloc(strlen(ptx) + 2); /* one letter more, and the end */
    char *out = text;
    bool named = false;

    for (const char *line = ptx, *next; text && *line; line = next) {
        const size_t indentation = strspn(line, " \t");
        const size_t length = strcspn(line, "\n");
        next = line + length + (line[length] == '\n');
        if (!named && names_plain_target(line, target)) {
            const size_t head = strlen(TARGET) + strlen(target) - 1;
            out = mempcpy(out, line, head);
            *out++ = target[strlen(target) - 1];
            line += head;
            named = true;
        } else if (strncmp(line + indentation, HIDDEN, strlen(HIDDEN)) == 0) {
            line += indentation + strlen(HIDDEN);
        }
        out = mempcpy(out, line, (size_t)(next - line));
    }
    if (text)
        *out = '\0';
    if (!named) {
        free(text);
        return NULL;
    }
    return text;
}

/* --- the program ------------------------------------------------------------------------------- */

/* The text of a program that was built for one device; NULL if there is none. */
static char *read_ptx(cl_program program)
{
    size_t size = 0;
    unsigned char *binary = NULL;

    if (failed(clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, sizeof size, &size, NULL),
               "ask for the size of the program's PTX") ||
        size == 0)
        return NULL;
    binary = calloc(1, size + 1);
    if (binary &&
        failed(clGetProgramInfo(program, CL_PROGRAM_BINARIES, sizeof binary, &binary, NULL),
               "read the program's PTX")) {
        free(binary);
        return NULL;
    }
    return (char *)binary;
}

cl_int ptx_rebuild(const struct session *session, const char *target, const char *options,
                   cl_program *program)
{
    cl_int err = CL_INVALID_BINARY;
    cl_program rebuilt = NULL;
    char *plain = read_ptx(*program);
    char *text = plain ? ptx_for_target(plain, target) : NULL;

    if (!text)
        goto done;
    const size_t size = strlen(text) + 1;
    const unsigned char *binary = (const unsigned char *)text;
    rebuilt = clCreateProgramWithBinary(session->context, 1, &session->device->id, &size, &binary,
                                        NULL, &err);
    if (failed(err, "create a program from PTX"))
        goto done;
    err = clBuildProgram(rebuilt, 1, &session->device->id, options, NULL, NULL);
    clReleaseProgram(*program);
    *program = rebuilt;
    rebuilt = NULL;
    if (err != CL_SUCCESS)
        failed(err, "build the program from PTX");
done:
    if (rebuilt)
        clReleaseProgram(rebuilt);
    free(text);
    free(plain);
    return err;
}
