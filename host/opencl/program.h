/* Building a .cl file for a device, and what the compiled program says of itself. */
#ifndef WORKSHOP_OPENCL_PROGRAM_H
#define WORKSHOP_OPENCL_PROGRAM_H

#include "device.h"
#include "source.h"

struct program {
    cl_program program;
    char *log; /* what the compiler said, "" if nothing; owned */
};

/* Builds the source for the session's device.
 * options: -D and the like, added to those that every program gets, to the file's own "// build:"
 * lines and to its folder, where it looks for what it includes. Errors are reported at the file's own name and lines.
 * CL_BUILD_PROGRAM_FAILURE: the source is at fault, and program->log says where. Any other error:
 * the first call that failed. In every case *program is to be freed. */
cl_int program_build(const struct session *session, const struct source *source,
                     const char *options, struct program *program);
void program_free(struct program *program);

/* How a program wants to be launched, in work-items and outputs; index 0 is dimension 0. */
struct launch_shape {
    size_t local[3];  /* LOCAL_X, _Y, _Z: the work-group; 1 where not defined */
    size_t tile[3];   /* TILE_X, _Y, _Z: outputs of a work-group; as local where not defined */
    bool local_given; /* the file defines at least one LOCAL_ */
    bool tile_given[3];
};

/* Reads the launch declaration from the built program, by asking for the types of a kernel that
 * program_build() appends to it. False with a sentence in reason where a value is not a number from 1 to 2^31 - 1;
 * otherwise *err tells whether OpenCL failed. */
bool launch_shape_read(const struct program *program, struct launch_shape *shape, cl_int *err,
                       char *reason, size_t reason_size);

/* The macro ("LOCAL_X") whose value a build log complains of, since it is no number; NULL if none. */
const char *launch_macro_at(const char *log);

/* Completes the shape for a kernel where the file leaves the work-group to the host: the kernel's
 * reqd_work_group_size, else one that suits the device and the number of dimensions (1 to 3). */
void launch_shape_complete(struct launch_shape *shape, const struct session *session,
                           cl_kernel kernel, cl_uint dimensions);

/* The NDRange for that many outputs: ceil(outputs / tile) x local in each dimension. */
void launch_global_size(const struct launch_shape *shape, const size_t outputs[3],
                        size_t global_size[3]);

/* Whether the device can launch the kernel in this shape, which is complete; if not, what stands in
 * the way, with sentences for a beginner in reason. */
enum launch_fit {
    LAUNCH_FITS,
    LAUNCH_WORK_GROUP,   /* beyond a limit, or not what reqd_work_group_size says */
    LAUNCH_LOCAL_MEMORY, /* more than a work-group has */
};
enum launch_fit launch_shape_fits(const struct launch_shape *shape, const struct session *session,
                                  cl_kernel kernel, char *reason, size_t reason_size);

/* One message of a build log. */
struct build_message {
    bool is_error;
    size_t line, column; /* from 1; 0 if the log does not tell */
    char text[256];
};

/* Reads up to limit messages about the file called name from a log in the form that clang, PoCL and
 * NVIDIA's driver use ("name:3:29: error: ..."), errors before warnings. Returns how many. */
size_t build_messages(const char *log, const char *name, struct build_message *messages,
                      size_t limit);

/* Whether a log of NVIDIA's compiler says that a kernel has more local memory than there is; then reason
 * gets the sentence of launch_shape_fits. */
bool build_log_tells_local_memory(const char *log, char *reason, size_t reason_size);

#endif
