/* Instructions that NVIDIA's OpenCL compiler does not let through: those of a chip's own target, such
 * as wgmma for sm_90a (Hopper). A file writes them by inline assembly as comments, "//@wgmma...", and
 * asks for the target in its first lines: "// needs: NVIDIA sm_90a". */
#ifndef WORKSHOP_OPENCL_PTX_H
#define WORKSHOP_OPENCL_PTX_H

#include "device.h"

/* PTX for the target ("sm_90a") from PTX that was made for the plain one ("sm_90"): the line .target
 * names it, and what stands behind "//@" at the beginning of a line is an instruction. The result is
 * the caller's to free. NULL without memory, or if the text was made for another chip. */
char *ptx_for_target(const char *ptx, const char *target);

/* Replaces a built program by the same for the target, made from its PTX. CL_INVALID_BINARY: it has
 * none, or was made for another chip; CL_BUILD_PROGRAM_FAILURE: *program is the one that could not be
 * built, with a log; else the error of the first call that failed. */
cl_int ptx_rebuild(const struct session *session, const char *target, const char *options,
                   cl_program *program);

#endif
