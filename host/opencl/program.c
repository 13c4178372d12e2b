#include "program.h"
#include "error.h"
#include "ptx.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMON_OPTIONS "-cl-std=CL1.2 -cl-kernel-arg-info"

/* Appended to every program, so that the values of its macros can be asked of the compiled code: a
 * value is the size of an array in the type of an argument. The kernel is never launched, for PoCL
 * compiles what it launches. An array has no size below 1: the second dimension counts down from 1.
 * Only whole numbers have an |. */
#define SHAPE_NAME "launch declaration"
#define SHAPE_KERNEL_NAME "workshop_launch_shape"
#define SHAPE_ARGUMENT(macro)                                                                      \
    "#ifdef " macro "\n"                                                                           \
    "    __global char (*workshop_" macro ") WORKSHOP_VALUE(" macro "),\n"                         \
    "#endif\n"
#define SHAPE_BEGIN                                                                                \
    "\n#line 1 \"" SHAPE_NAME "\"\n"                                                               \
    "#define WORKSHOP_WHOLE(n) ((long)((n) | 0))\n"                                                \
    "#define WORKSHOP_VALUE(n) [WORKSHOP_WHOLE(n) < 1 ? 1 : WORKSHOP_WHOLE(n)]"                    \
    "[WORKSHOP_WHOLE(n) < 1 ? 2 - WORKSHOP_WHOLE(n) : 1]\n"                                        \
    "__kernel void " SHAPE_KERNEL_NAME "(\n"
#define SHAPE_END                                                                                  \
    "    __global char *workshop_end)\n"                                                           \
    "{\n"                                                                                          \
    "}\n"
static const char SHAPE_KERNEL[] =
    SHAPE_BEGIN SHAPE_ARGUMENT("LOCAL_X") SHAPE_ARGUMENT("LOCAL_Y") SHAPE_ARGUMENT("LOCAL_Z")
        SHAPE_ARGUMENT("TILE_X") SHAPE_ARGUMENT("TILE_Y") SHAPE_ARGUMENT("TILE_Z") SHAPE_END;

static const char *const SHAPE_NAMES[6] = {"LOCAL_X", "LOCAL_Y", "LOCAL_Z",
                                           "TILE_X",  "TILE_Y",  "TILE_Z"};

/* PoCL 3.1 gives every thread a local memory of its own, but for local arrays that a function other than
 * the kernel names; and its optimizer makes functions name them that are called several times with the same array
 * and are too long to be inlined at once. All threads then share one array, and right kernels get
 * wrong results. So on PoCL every function is inlined from the start. */
#define INLINE_BEGIN                                                                               \
    "#pragma clang attribute push(__attribute__((always_inline)), apply_to = function)\n"
#define INLINE_END "\n#line 1 \"" SHAPE_NAME "\"\n#pragma clang attribute pop\n"

/* --- building ---------------------------------------------------------------------------------- */

static char *read_log(cl_program program, cl_device_id device)
{
    size_t size = 0;
    if (clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, NULL, &size) != CL_SUCCESS)
        size = 0;
    char *log = calloc(1, size + 1);
    if (log && size > 0 &&
        clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, size, log, NULL) != CL_SUCCESS)
        log[0] = '\0';
    return log;
}

/* "#line 1 "name"", so that the driver's messages name the participant's file. */
static void line_directive(const char *name, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "#line 1 \"");
    for (; *name && used + 5 < size; name++) {
        if (*name == '"' || *name == '\\')
            text[used++] = '\\';
        text[used++] = *name;
    }
    snprintf(text + used, size - used, "\"\n");
}

static cl_int build_once(const struct session *session, const struct source *source,
                         const char *options, const char *suffix, struct program *program)
{
    char directive[4096 + 32], target[32];
    cl_int err = CL_SUCCESS;

    line_directive(source->name, directive, sizeof directive);
    const bool inlined = device_is_pocl(session->device);
    const char *parts[] = {inlined ? INLINE_BEGIN : "", directive, source->text, suffix,
                           inlined ? INLINE_END : ""};
    program_free(program);
    program->program = clCreateProgramWithSource(session->context, 5, parts, NULL, &err);
    if (failed(err, "create a program from the source"))
        return err;
    err = clBuildProgram(program->program, 1, &session->device->id, options, NULL, NULL);
    source_target(source, target, sizeof target);
    if (err == CL_SUCCESS && target[0])
        err = ptx_rebuild(session, target, options, &program->program);
    program->log = read_log(program->program, session->device->id);
    if (err != CL_SUCCESS)
        failed(err, "build the program");
    return err;
}

/* "-I folder", the file's own, if it includes others; else "". A folder with a space in its name
 * cannot be given to the compiler. */
static void include_option(const struct source *source, char *option, size_t size)
{
    const char *slash = strrchr(source->name, '/');
    const int length = slash ? (int)(slash - source->name) : 1;
    option[0] = '\0';
    if (strstr(source->text, "#include") && !strchr(source->name, ' '))
        snprintf(option, size, "-I %.*s", length, slash ? source->name : ".");
}

cl_int program_build(const struct session *session, const struct source *source,
                     const char *options, struct program *program)
{
    char all[8192], own[1024], include[4096 + 8];

    *program = (struct program){0};
    include_option(source, include, sizeof include);
    if (!source_build_options(source, session->device, own, sizeof own))
        return CL_INVALID_BUILD_OPTIONS;
    int length = snprintf(all, sizeof all, COMMON_OPTIONS " %s %s %s", options, own, include);
    if (length < 0 || (size_t)length >= sizeof all)
        return CL_INVALID_BUILD_OPTIONS;

    cl_int err = build_once(session, source, all, SHAPE_KERNEL, program);
    const char *log = program->log;
    const bool of_file_alone = log && strstr(log, source->name) && !strstr(log, SHAPE_NAME);
    if (err == CL_BUILD_PROGRAM_FAILURE && !of_file_alone) {
        /* Once more without the appended kernel, for a log that speaks of the file alone. */
        struct program alone = {0};
        if (build_once(session, source, all, "\n", &alone) == CL_BUILD_PROGRAM_FAILURE) {
            program_free(program);
            *program = alone;
        } else {
            program_free(&alone);
        }
    }
    return err;
}

void program_free(struct program *program)
{
    if (program->program)
        clReleaseProgram(program->program);
    free(program->log);
    *program = (struct program){0};
}

/* --- the launch declaration -------------------------------------------------------------------- */

/* Reads one argument's name and its type, "__global char[64][1]*", into the value that it stands for. */
static cl_int read_value(cl_kernel kernel, cl_uint argument, cl_long values[6])
{
    char name[64] = "", type[128] = "";
    long long size = 0, below = 0;

    cl_int err = clGetKernelArgInfo(kernel, argument, CL_KERNEL_ARG_NAME, sizeof name, name, NULL);
    if (err == CL_SUCCESS)
        err =
            clGetKernelArgInfo(kernel, argument, CL_KERNEL_ARG_TYPE_NAME, sizeof type, type, NULL);
    if (failed(err, "ask for the arguments of a kernel"))
        return err;
    for (int i = 0; i < 6; i++) {
        if (strcmp(name + strcspn(name, "_") + 1, SHAPE_NAMES[i]) != 0)
            continue;
        if (sscanf(type + strcspn(type, "["), "[%lld][%lld]", &size, &below) != 2)
            err = CL_KERNEL_ARG_INFO_NOT_AVAILABLE;
        values[i] = below > 1 ? 2 - below : size;
    }
    failed(err, "read the launch declaration");
    return err;
}

/* Asks for the appended kernel's arguments; values keep LLONG_MIN where the file defines nothing. */
static cl_int read_values(const struct program *program, cl_long values[6])
{
    cl_int err = CL_SUCCESS;
    cl_uint count = 0;

    for (int i = 0; i < 6; i++)
        values[i] = LLONG_MIN;
    cl_kernel kernel = clCreateKernel(program->program, SHAPE_KERNEL_NAME, &err);
    if (failed(err, "find the kernel that holds the launch declaration"))
        return err;
    err = clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, sizeof count, &count, NULL);
    failed(err, "count the arguments of a kernel");
    for (cl_uint i = 0; err == CL_SUCCESS && i + 1 < count; i++)
        err = read_value(kernel, i, values);
    clReleaseKernel(kernel);
    return err;
}

bool launch_shape_read(const struct program *program, struct launch_shape *shape, cl_int *err,
                       char *reason, size_t reason_size)
{
    cl_long values[6];

    *shape = (struct launch_shape){0};
    *err = read_values(program, values);
    if (*err != CL_SUCCESS)
        return true;
    for (int i = 0; i < 6; i++) {
        if (values[i] != LLONG_MIN && (values[i] < 1 || values[i] > INT_MAX)) {
            snprintf(reason, reason_size, "%s is %lld; it has to be at least 1 and below 2^31",
                     SHAPE_NAMES[i], (long long)values[i]);
            return false;
        }
    }
    for (int d = 0; d < 3; d++) {
        bool local = values[d] != LLONG_MIN;
        shape->local_given |= local;
        shape->local[d] = local ? (size_t)values[d] : 1;
        shape->tile_given[d] = values[3 + d] != LLONG_MIN;
        shape->tile[d] = shape->tile_given[d] ? (size_t)values[3 + d] : shape->local[d];
    }
    return true;
}

/* A work-group of at most limit work-items: wide in dimension 0, where neighbours lie side by side. */
static void usual_work_group(cl_uint dimensions, size_t limit, size_t local[3])
{
    local[0] = dimensions == 1 ? 256 : 32;
    local[1] = dimensions == 1 ? 1 : 8;
    local[2] = 1;
    while (local[0] * local[1] > limit && local[1] > 1)
        local[1] /= 2;
    while (local[0] * local[1] > limit && local[0] > 1)
        local[0] /= 2;
}

void launch_shape_complete(struct launch_shape *shape, const struct session *session,
                           cl_kernel kernel, cl_uint dimensions)
{
    size_t required[3] = {0}, limit = session->device->work_group_limit;
    cl_device_id device = session->device->id;

    if (!shape->local_given) {
        clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_COMPILE_WORK_GROUP_SIZE, sizeof required,
                                 required, NULL);
        clGetKernelWorkGroupInfo(kernel, device, CL_KERNEL_WORK_GROUP_SIZE, sizeof limit, &limit,
                                 NULL);
        if (required[0] > 0)
            memcpy(shape->local, required, sizeof required);
        else
            usual_work_group(dimensions, limit > 0 ? limit : 1, shape->local);
    }
    for (int d = 0; d < 3; d++)
        if (!shape->tile_given[d])
            shape->tile[d] = shape->local[d];
}

void launch_global_size(const struct launch_shape *shape, const size_t outputs[3],
                        size_t global_size[3])
{
    for (int d = 0; d < 3; d++)
        global_size[d] = (outputs[d] + shape->tile[d] - 1) / shape->tile[d] * shape->local[d];
}

const char *launch_macro_at(const char *log)
{
    enum { FIRST_LINE = 5, LINES_EACH = 3 }; /* of SHAPE_KERNEL, where the values stand */
    const char *at = strstr(log, SHAPE_NAME ":");
    size_t line = 0;
    if (!at || sscanf(at + strlen(SHAPE_NAME), ":%zu", &line) != 1 || line < FIRST_LINE)
        return NULL;
    const size_t index = (line - FIRST_LINE) / LINES_EACH;
    return index < sizeof SHAPE_NAMES / sizeof SHAPE_NAMES[0] ? SHAPE_NAMES[index] : NULL;
}

/* --- does it fit ------------------------------------------------------------------------------- */

static bool too_large(const struct launch_shape *shape, const char *limit, size_t most,
                      char *reason, size_t reason_size)
{
    snprintf(reason, reason_size,
             "A work-group of %zu x %zu x %zu is %zu work-items, but %s at most %zu. Make LOCAL_X, "
             "LOCAL_Y or LOCAL_Z smaller.",
             shape->local[0], shape->local[1], shape->local[2],
             shape->local[0] * shape->local[1] * shape->local[2], limit, most);
    return false;
}

/* NVIDIA's driver states limits of a kernel that it does not keep to: 256 work-items for each that has
 * no reqd_work_group_size, and 48 KiB of local memory, where it launches 1024 and gives four times as
 * much. There the launch itself has to tell. */
static bool understates_limits(const struct device *device)
{
    return strncmp(device->vendor, "NVIDIA", 6) == 0;
}

static bool work_group_fits(const struct session *session, cl_kernel kernel,
                            const struct launch_shape *shape, char *reason, size_t reason_size)
{
    const struct device *device = session->device;
    const double items =
        (double)shape->local[0] * (double)shape->local[1] * (double)shape->local[2];
    size_t kernel_limit = 0;

    for (int d = 0; d < 3; d++) {
        if (shape->local[d] <= device->work_item_limits[d])
            continue;
        snprintf(reason, reason_size,
                 "%s is %zu, but the device takes at most %zu work-items of a work-group along "
                 "dimension %d.",
                 SHAPE_NAMES[d], shape->local[d], device->work_item_limits[d], d);
        return false;
    }
    if (items > (double)device->work_group_limit)
        return too_large(shape, "the device takes", device->work_group_limit, reason, reason_size);
    if (!understates_limits(device) &&
        clGetKernelWorkGroupInfo(kernel, device->id, CL_KERNEL_WORK_GROUP_SIZE, sizeof kernel_limit,
                                 &kernel_limit, NULL) == CL_SUCCESS &&
        kernel_limit > 0 && items > (double)kernel_limit)
        return too_large(shape,
                         "this kernel, with the registers that it needs, can have on this device",
                         kernel_limit, reason, reason_size);
    return true;
}

static bool required_fits(const struct session *session, cl_kernel kernel,
                          const struct launch_shape *shape, char *reason, size_t reason_size)
{
    size_t required[3] = {0};
    clGetKernelWorkGroupInfo(kernel, session->device->id, CL_KERNEL_COMPILE_WORK_GROUP_SIZE,
                             sizeof required, required, NULL);
    if (required[0] == 0 || memcmp(required, shape->local, sizeof required) == 0)
        return true;
    snprintf(reason, reason_size,
             "reqd_work_group_size says %zu x %zu x %zu, but LOCAL_X, LOCAL_Y and LOCAL_Z make a "
             "work-group of %zu x %zu x %zu. They have to agree.",
             required[0], required[1], required[2], shape->local[0], shape->local[1],
             shape->local[2]);
    return false;
}

static void tell_local_memory(const char *kernel, unsigned long long needed,
                              unsigned long long most, char *reason, size_t reason_size)
{
    snprintf(reason, reason_size,
             "%s needs %llu bytes of local memory for a work-group, but the device has %llu. Use "
             "smaller tiles.",
             kernel, needed, most);
}

enum launch_fit launch_shape_fits(const struct launch_shape *shape, const struct session *session,
                                  cl_kernel kernel, char *reason, size_t reason_size)
{
    const struct device *device = session->device;
    char name[128] = "the kernel";
    cl_ulong local = 0;

    if (!work_group_fits(session, kernel, shape, reason, reason_size) ||
        !required_fits(session, kernel, shape, reason, reason_size))
        return LAUNCH_WORK_GROUP;
    if (understates_limits(device) ||
        clGetKernelWorkGroupInfo(kernel, device->id, CL_KERNEL_LOCAL_MEM_SIZE, sizeof local, &local,
                                 NULL) != CL_SUCCESS ||
        local <= device->local_memory)
        return LAUNCH_FITS;
    clGetKernelInfo(kernel, CL_KERNEL_FUNCTION_NAME, sizeof name, name, NULL);
    tell_local_memory(name, local, device->local_memory, reason, reason_size);
    return LAUNCH_LOCAL_MEMORY;
}

/* --- the log ----------------------------------------------------------------------------------- */

/* Reads "name:3:29: " at the start of the line into message; what follows it, or the line itself. */
static const char *read_place(const char *line, const char *name, struct build_message *message)
{
    const size_t length = strlen(name);
    size_t number = 0, column = 0;
    int used = 0;

    if (strncmp(line, name, length) != 0 || line[length] != ':' ||
        sscanf(line + length, ":%zu:%zu:%n", &number, &column, &used) != 2 || used == 0)
        return line;
    message->line = number;
    message->column = column;
    line += length + (size_t)used;
    return line + strspn(line, " ");
}

/* Reads "name:3:29: error: text" or "error: name:3:29: text" from one line of the log. */
static bool read_message(const char *line, const char *name, struct build_message *message)
{
    static const char *const kinds[] = {"error: ", "fatal error: ", "warning: "};

    *message = (struct build_message){0};
    const char *at = read_place(line, name, message);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strncmp(at, kinds[i], strlen(kinds[i])) != 0)
            continue;
        at = read_place(at + strlen(kinds[i]), name, message);
        message->is_error = i < 2;
        snprintf(message->text, sizeof message->text, "%.*s", (int)strcspn(at, "\r\n"), at);
        return true;
    }
    return false;
}

static size_t collect(const char *log, const char *name, bool errors,
                      struct build_message *messages, size_t count, size_t limit)
{
    for (const char *line = log; line && *line && count < limit;) {
        struct build_message message;
        if (read_message(line, name, &message) && message.is_error == errors)
            messages[count++] = message;
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return count;
}

size_t build_messages(const char *log, const char *name, struct build_message *messages,
                      size_t limit)
{
    size_t count = log ? collect(log, name, true, messages, 0, limit) : 0;
    return log ? collect(log, name, false, messages, count, limit) : 0;
}

bool build_log_tells_local_memory(const char *log, char *reason, size_t reason_size)
{
    static const char ENTRY[] = "Entry function '";
    char name[128];
    unsigned long long needed, most;

    for (const char *at = log ? strstr(log, ENTRY) : NULL; at; at = strstr(at + 1, ENTRY)) {
        if (sscanf(at + strlen(ENTRY), "%127[^']' uses too much shared data (%llx bytes, %llx max)",
                   name, &needed, &most) != 3)
            continue;
        tell_local_memory(name, needed, most, reason, reason_size);
        return true;
    }
    return false;
}
