/* The kernel, built with one set of options. */
#ifndef WORKSHOP_LIBRARY_VARIANT_H
#define WORKSHOP_LIBRARY_VARIANT_H

#include "../opencl/program.h"
#include "fault.h"

enum { VARIANT_OPTIONS = 1024, VARIANT_ARGUMENTS = 9 };

struct variant {
    char options[VARIANT_OPTIONS];
    struct program program;
    cl_kernel kernel;
    struct launch_shape shape;
};

/* Builds the source's matmul for the session's device, and sees whether it can be launched there. On
 * failure *variant holds nothing. */
enum workshop_status variant_open(const struct session *session, const struct source *source,
                                  const char *options, struct variant *variant);
void variant_close(struct variant *variant);

#endif
