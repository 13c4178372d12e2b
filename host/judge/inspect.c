#include "inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MESSAGE = 1024 };

/* --- missing ----------------------------------------------------------------------------------- */

/* The program's kernels but for the host's own, separated by ", ". */
static void kernel_names(const struct program *program, char *names, size_t size)
{
    char all[2048] = "", *rest = all;
    size_t used = 0;

    names[0] = '\0';
    clGetProgramInfo(program->program, CL_PROGRAM_KERNEL_NAMES, sizeof all - 1, all, NULL);
    for (char *name = strtok_r(rest, ";", &rest); name; name = strtok_r(NULL, ";", &rest))
        if (strcmp(name, "workshop_launch_shape") != 0 && used < size)
            used += (size_t)snprintf(names + used, size - used, "%s%s", used ? ", " : "", name);
}

cJSON *inspect_missing(const struct program *program, const struct kernel_contract *contract,
                       const struct source *source)
{
    char names[512], message[MESSAGE];
    kernel_names(program, names, sizeof names);
    char *plain = source_function_tokens(source, contract->name);
    if (plain && !strstr(names, contract->name))
        snprintf(
            message, sizeof message,
            "%s is there, but not as a kernel. Does __kernel stand in front of it, and does an "
            "#ifdef leave it out?",
            contract->name);
    else if (names[0])
        snprintf(message, sizeof message,
                 "There is no kernel called %s; the file has %s. The host finds a kernel by its "
                 "exact name.",
                 contract->name, names);
    else
        snprintf(message, sizeof message,
                 "There is no kernel called %s; the compiled file has no kernel at all.",
                 contract->name);
    free(plain);
    return diagnosis_new(MISSING_KERNEL, contract->name, "", message);
}

/* --- arguments --------------------------------------------------------------------------------- */

static cJSON *wrong_arguments(const struct kernel_contract *contract, const char *what)
{
    char declaration[512], message[MESSAGE];
    contract_declaration(contract, declaration, sizeof declaration);
    snprintf(message, sizeof message, "%s The host passes what this declaration takes:\n  %s", what,
             declaration);
    return diagnosis_new(WRONG_ARGUMENTS, contract->name, "", message);
}

static const char *address_space(cl_kernel_arg_address_qualifier space)
{
    switch (space) {
    case CL_KERNEL_ARG_ADDRESS_GLOBAL:
        return "__global";
    case CL_KERNEL_ARG_ADDRESS_CONSTANT:
        return "__constant";
    case CL_KERNEL_ARG_ADDRESS_LOCAL:
        return "__local";
    default:
        return "a plain value";
    }
}

/* Whether a pointer to this address space can take the argument: __constant and __global both hold
 * what the host puts into a buffer. */
static bool space_fits(enum argument_kind kind, cl_kernel_arg_address_qualifier space)
{
    bool buffer = space == CL_KERNEL_ARG_ADDRESS_GLOBAL || space == CL_KERNEL_ARG_ADDRESS_CONSTANT;
    if (kind == ARGUMENT_COUNT || kind == ARGUMENT_NUMBER)
        return space == CL_KERNEL_ARG_ADDRESS_PRIVATE;
    return kind == ARGUMENT_OUTPUT ? space == CL_KERNEL_ARG_ADDRESS_GLOBAL : buffer;
}

static bool is_one_of(const char *text, size_t length, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == length && strncmp(text, *words, length) == 0)
            return true;
    return false;
}

/* Whether a scalar type of this name has the bits that the host passes. A type of the participant's
 * own does: clSetKernelArg will look at its size. */
static bool scalar_fits(enum argument_kind kind, const char *type)
{
    static const char *const whole[] = {"uint", "unsigned int", "unsigned", "int", NULL};
    static const char *const number[] = {"float", NULL};
    static const char *const known[] = {
        "char",         "uchar",         "short",         "ushort",         "int",      "uint",
        "long",         "ulong",         "half",          "float",          "double",   "size_t",
        "unsigned int", "unsigned long", "unsigned char", "unsigned short", "unsigned", NULL};
    const size_t length = strlen(type), base = strcspn(type, "0123456789");
    if (is_one_of(type, length, kind == ARGUMENT_NUMBER ? number : whole))
        return true;
    return !is_one_of(type, base, known); /* "uint2" is a vector of a known type */
}

/* Whether this is a pointer that can be meant for floats: not one to a type of another size, nor an
 * image. */
static bool pointer_fits(const char *type, bool of_half)
{
    static const char *const others[] = {"double", "half", "long",          "ulong", "short",
                                         "ushort", "char", "unsigned long", "uchar", NULL};
    static const char *const halves[] = {"half", "ushort", NULL};
    size_t length = strlen(type);
    if (!strchr(type, '*'))
        return false;
    while (length > 0 && strchr("*0123456789 ", type[length - 1]))
        length--;
    if (of_half)
        return is_one_of(type, length, halves);
    return !is_one_of(type, length, others);
}

static cJSON *inspect_argument(cl_kernel kernel, const struct kernel_contract *contract,
                               cl_uint index, bool halves)
{
    const struct argument *argument = &contract->arguments[index];
    cl_kernel_arg_address_qualifier space = 0;
    const bool of_half = halves && argument->kind == ARGUMENT_INPUT;
    char type[128] = "", what[512];

    if (clGetKernelArgInfo(kernel, index, CL_KERNEL_ARG_ADDRESS_QUALIFIER, sizeof space, &space,
                           NULL) != CL_SUCCESS)
        return NULL; /* the driver does not tell: clSetKernelArg will */
    if (!space_fits(argument->kind, space)) {
        snprintf(what, sizeof what, "Argument %u of %s (%s) should be %s, but it is %s.", index + 1,
                 contract->name, argument->name, argument_type(argument->kind),
                 space == CL_KERNEL_ARG_ADDRESS_PRIVATE ? "a plain value" : address_space(space));
        return wrong_arguments(contract, what);
    }
    if (clGetKernelArgInfo(kernel, index, CL_KERNEL_ARG_TYPE_NAME, sizeof type - 1, type, NULL) !=
            CL_SUCCESS ||
        !type[0])
        return NULL;
    if (space == CL_KERNEL_ARG_ADDRESS_PRIVATE ? !scalar_fits(argument->kind, type)
                                               : !pointer_fits(type, of_half)) {
        snprintf(what, sizeof what, "Argument %u of %s (%s) should be %s, but it is %s.", index + 1,
                 contract->name, argument->name,
                 of_half ? "__global const half *" : argument_type(argument->kind), type);
        return wrong_arguments(contract, what);
    }
    return NULL;
}

cJSON *inspect_arguments(cl_kernel kernel, const struct kernel_contract *contract, bool halves)
{
    cl_uint count = 0;
    const cl_uint wanted = (cl_uint)contract_argument_count(contract);
    char what[256];

    if (clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, sizeof count, &count, NULL) == CL_SUCCESS &&
        count != wanted) {
        snprintf(what, sizeof what, "%s takes %u argument%s, but the host passes %u.",
                 contract->name, count, count == 1 ? "" : "s", wanted);
        return wrong_arguments(contract, what);
    }
    cJSON *diagnosis = NULL;
    for (cl_uint i = 0; i < wanted && !diagnosis; i++)
        diagnosis = inspect_argument(kernel, contract, i, halves);
    return diagnosis;
}

bool inspect_argument_names(cl_kernel kernel, const struct kernel_contract *contract, char *text,
                            size_t size)
{
    const size_t count = contract_argument_count(contract);
    for (cl_uint i = 0; i < count; i++) {
        char name[64] = "";
        if (clGetKernelArgInfo(kernel, i, CL_KERNEL_ARG_NAME, sizeof name - 1, name, NULL) !=
            CL_SUCCESS)
            return false;
        for (size_t other = 0; other < count; other++) {
            if (other == i || strcmp(name, contract->arguments[other].name) != 0)
                continue;
            snprintf(text, size, "Argument %u of %s is called %s there, but the host passes %s.",
                     i + 1, contract->name, name, contract->arguments[i].name);
            return true;
        }
    }
    return false;
}

/* --- launch ------------------------------------------------------------------------------------ */

cJSON *inspect_launch(const struct session *session, cl_kernel kernel,
                      const struct kernel_contract *contract, const struct launch_shape *shape)
{
    char message[MESSAGE];
    switch (launch_shape_fits(shape, session, kernel, message, sizeof message)) {
    case LAUNCH_WORK_GROUP:
        return diagnosis_new(WORK_GROUP_TOO_LARGE, contract->name, "", message);
    case LAUNCH_LOCAL_MEMORY:
        return diagnosis_new(OUT_OF_RESOURCES, contract->name, "", message);
    default:
        return NULL;
    }
}

/* --- started ----------------------------------------------------------------------------------- */

/* Whether these are the tokens of one function that does nothing. */
static bool body_is_empty(const char *tokens)
{
    return strcmp(tokens + strcspn(tokens, "{"), "{}") == 0;
}

cJSON *inspect_started(const struct source *source, const struct source *template_source,
                       const struct kernel_contract *contract)
{
    cJSON *diagnosis = NULL;
    char message[MESSAGE];
    char *own = source_function_tokens(source, contract->name);
    char *given = template_source ? source_function_tokens(template_source, contract->name) : NULL;
    if (own && (body_is_empty(own) || (given && strcmp(own, given) == 0))) {
        snprintf(message, sizeof message,
                 "%s is not started yet: there is nothing between its TODO lines. Begin with the "
                 "first of "
                 "them; the lesson beside the file says how.",
                 contract->name);
        diagnosis = diagnosis_new(NOT_STARTED, contract->name, "", message);
    }
    free(given);
    free(own);
    return diagnosis;
}

bool inspect_empty_branch(const struct source *source, const struct kernel_contract *contract,
                          const struct launch_shape *shape)
{
    char *tokens = source_function_tokens(source, contract->name);
    const bool several = contract->dimensions == 1 && shape->tile[0] > shape->local[0];
    const bool empty = several && tokens && strstr(tokens, "#else#endif");
    free(tokens);
    return empty;
}
