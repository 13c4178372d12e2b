/* What can be told of a kernel before it runs: whether it is there, takes what the host passes, and
 * fits the device. */
#ifndef WORKSHOP_JUDGE_INSPECT_H
#define WORKSHOP_JUDGE_INSPECT_H

#include "../exercises/exercise.h"
#include "../opencl/program.h"
#include "diagnosis.h"

/* Each gives NULL if it finds no fault, else a diagnosis, which is the caller's. */

/* The kernel lacks: what the program holds instead. */
cJSON *inspect_missing(const struct program *program, const struct kernel_contract *contract,
                       const struct source *source);

/* Arguments of another number or kind than the contract's; names are the participant's affair. */
cJSON *inspect_arguments(cl_kernel kernel, const struct kernel_contract *contract, bool halves);

/* Whether an argument has the name of another one of the contract; text then says so. */
bool inspect_argument_names(cl_kernel kernel, const struct kernel_contract *contract, char *text,
                            size_t size);

/* A work-group or local memory beyond the device's limits, or a reqd_work_group_size that the
 * launch does not meet. */
cJSON *inspect_launch(const struct session *session, cl_kernel kernel,
                      const struct kernel_contract *contract, const struct launch_shape *shape);

/* Nothing written yet: the same words as in the template, or an empty body. template may be NULL. */
cJSON *inspect_started(const struct source *source, const struct source *template_source,
                       const struct kernel_contract *contract);

/* Whether the kernel has nothing between an #else and its #endif, though a work-group of this shape has
 * more outputs than work-items: in an exercise that is the part for them, which may be still to write. */
bool inspect_empty_branch(const struct source *source, const struct kernel_contract *contract,
                          const struct launch_shape *shape);

#endif
