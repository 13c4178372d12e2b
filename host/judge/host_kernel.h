/* A .cl file compiled by clang for the host's own processor, with a call before every access to memory
 * and at every block of code (emulate.h takes the calls), or without them, for a debugger. */
#ifndef WORKSHOP_JUDGE_HOST_KERNEL_H
#define WORKSHOP_JUDGE_HOST_KERNEL_H

#include "../exercises/exercise.h"
#include "../opencl/program.h"

#include <stdint.h>

enum host_build {
    HOST_BUILT,
    HOST_NO_COMPILER, /* clang is not installed */
    HOST_REJECTED,    /* the file does not compile: messages tell */
    HOST_NO_FUNCTION, /* it calls a built-in function that the host lacks: messages is its name */
    HOST_NO_LINKER,   /* clang cannot link: messages tell */
};

/* A variable of the program: a __local array of a kernel, or what lies in __constant memory. */
struct host_variable {
    char name[64];
    uintptr_t address;
    size_t bytes;
    bool local;
};

enum { HOST_VARIABLES = 64, HOST_MESSAGES = 4096 };

struct host_kernel {
    void *library;
    uintptr_t base;        /* where it is loaded */
    uintptr_t first, last; /* the addresses that it takes, data and code */
    char path[4200];       /* of the compiled file */
    char messages[HOST_MESSAGES];
    struct launch_shape shape; /* as the file declares it, not completed */
};

/* Compiles the source for the kernels of the exercise. options: "-D ..." separated by spaces; folder:
 * an empty one, for files that the caller removes (host_kernel_clean); watched: with the calls. */
enum host_build host_kernel_build(const struct source *source, const struct exercise *exercise,
                                  const char *options, const char *folder, bool watched,
                                  struct host_kernel *kernel);
void host_kernel_close(struct host_kernel *kernel);

/* Removes the folder with the files that were made in it. */
void host_kernel_clean(const char *folder);

/* The kernel of that name: takes an array with a value for each argument, pointers and numbers alike
 * (a float's bits); NULL if there is none. */
typedef void (*host_entry)(const uint64_t *arguments);
host_entry host_kernel_entry(const struct host_kernel *kernel, const char *name);

/* The variables that a kernel uses, at most HOST_VARIABLES. Returns how many. */
size_t host_kernel_variables(const struct host_kernel *kernel, const char *name,
                             struct host_variable *variables);

/* Where in the .cl file each of the addresses behind a call stands: lines get numbers from 1, 0 where
 * it is not known, or where it is in an included file. */
void host_kernel_lines(const struct host_kernel *kernel, const char *source_name,
                       const uintptr_t *addresses, size_t count, size_t *lines);

#endif
