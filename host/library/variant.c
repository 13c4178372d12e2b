#include "variant.h"

#include "../opencl/error.h"

#include <stdio.h>
#include <string.h>

#define KERNEL "matmul"

/* "FILE:12:5: use of undeclared identifier 'i'" and the whole log. */
static enum workshop_status build_fault(const struct source *source, const struct program *program)
{
    struct build_message first = {0};
    const char *log = program->log ? program->log : "";
    const char *macro = launch_macro_at(log);

    if (macro)
        return fault(WORKSHOP_BUILD_ERROR,
                     "%s: %s has to be a whole number, or an expression that gives one.",
                     source->name, macro);
    if (build_messages(log, source->name, &first, 1) == 0 || !first.is_error || first.line == 0)
        return fault(WORKSHOP_BUILD_ERROR, "%s does not compile. The driver says:\n%s",
                     source->name, log);
    return fault(WORKSHOP_BUILD_ERROR, "%s:%zu:%zu: %s\nThe driver's log:\n%s", source->name,
                 first.line, first.column, first.text, log);
}

static enum workshop_status build(const struct session *session, const struct source *source,
                                  struct variant *variant)
{
    char reason[256];
    if (!source_serves(source, session->device, reason, sizeof reason))
        return fault(WORKSHOP_INVALID_KERNEL, "%s cannot be used: it %s.", source->name, reason);
    if (source_is_coarse(source))
        return fault(
            WORKSHOP_INVALID_KERNEL,
            "%s cannot be used: its line \"// format:\" says that it multiplies less precisely.",
            source->name);
    cl_int err = program_build(session, source, variant->options, &variant->program);

    if (err == CL_BUILD_PROGRAM_FAILURE)
        return build_fault(source, &variant->program);
    if (err == CL_INVALID_BUILD_OPTIONS)
        return fault(WORKSHOP_INVALID_ARGUMENT,
                     "The compiler does not take the build options \"%s\", or they are too long.",
                     variant->options);
    if (err != CL_SUCCESS)
        return opencl_fault();
    if (!launch_shape_read(&variant->program, &variant->shape, &err, reason, sizeof reason))
        return fault(WORKSHOP_INVALID_KERNEL, "%s: %s.", source->name, reason);
    return err == CL_SUCCESS ? WORKSHOP_SUCCESS : opencl_fault();
}

/* Finds the kernel, and sees whether it takes nine arguments and fits the device. */
static enum workshop_status find_kernel(const struct session *session, const char *file,
                                        struct variant *variant)
{
    char reason[1024];
    cl_uint arguments = 0;
    cl_int err = CL_SUCCESS;

    variant->kernel = clCreateKernel(variant->program.program, KERNEL, &err);
    if (err == CL_INVALID_KERNEL_NAME)
        return fault(WORKSHOP_INVALID_KERNEL, "%s: there is no kernel called " KERNEL ".", file);
    if (failed(err, "create the kernel"))
        return opencl_fault();
    clGetKernelInfo(variant->kernel, CL_KERNEL_NUM_ARGS, sizeof arguments, &arguments, NULL);
    if (arguments != VARIANT_ARGUMENTS)
        return fault(WORKSHOP_INVALID_KERNEL,
                     "%s: " KERNEL " takes %u arguments, not the %d of <workshop/matmul.h>.", file,
                     arguments, VARIANT_ARGUMENTS);
    launch_shape_complete(&variant->shape, session, variant->kernel, 2);
    if (launch_shape_fits(&variant->shape, session, variant->kernel, reason, sizeof reason) !=
        LAUNCH_FITS)
        return fault(WORKSHOP_INVALID_KERNEL, "%s: %s", file, reason);
    return WORKSHOP_SUCCESS;
}

enum workshop_status variant_open(const struct session *session, const struct source *source,
                                  const char *options, struct variant *variant)
{
    *variant = (struct variant){0};
    if (strlen(options) >= sizeof variant->options)
        return fault(WORKSHOP_INVALID_ARGUMENT, "The build options take more than %zu bytes.",
                     sizeof variant->options - 1);
    snprintf(variant->options, sizeof variant->options, "%s", options);
    enum workshop_status status = build(session, source, variant);
    if (status == WORKSHOP_SUCCESS)
        status = find_kernel(session, source->name, variant);
    if (status != WORKSHOP_SUCCESS)
        variant_close(variant);
    return status;
}

void variant_close(struct variant *variant)
{
    if (variant->kernel)
        clReleaseKernel(variant->kernel);
    program_free(&variant->program);
    *variant = (struct variant){0};
}
