/* The options of the subcommands: one table, of which every subcommand takes its part. */
#ifndef WORKSHOP_COMMANDS_OPTIONS_H
#define WORKSHOP_COMMANDS_OPTIONS_H

#include "../exercises/exercise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_flag {
    OPTION_DEVICE = 1 << 0,
    OPTION_JSON = 1 << 1,
    OPTION_SOLUTION = 1 << 2,
    OPTION_KERNEL = 1 << 3,
    OPTION_IMAGE = 1 << 4,
    OPTION_GALLERY = 1 << 5,
    OPTION_SEED = 1 << 6,
    OPTION_TIMEOUT = 1 << 7,
    OPTION_SHOW = 1 << 8,
    OPTION_NO_TIMING = 1 << 9,
    OPTION_LEVEL = 1 << 10,
    OPTION_GIVE_UP = 1 << 11,
    OPTION_KERNELS = 1 << 12, /* --kernel, several times */
    OPTION_SIZES = 1 << 13,
    OPTION_LADDER = 1 << 14,
    OPTION_AGAINST = 1 << 15,
    OPTION_PLOT = 1 << 16,
    OPTION_CSV = 1 << 17,
    OPTION_PORTABILITY = 1 << 18,
    OPTION_NO_TUNED = 1 << 19,
    OPTION_BUDGET = 1 << 20,
    OPTION_SVG = 1 << 21,
    OPTION_SIZE = 1 << 22,
    OPTION_GDB = 1 << 23,
    OPTION_FORGET = 1 << 24,
};

enum { IMAGES_LIMIT = 16, SEVERAL_LIMIT = 16 };

struct options {
    const char *exercise; /* the argument; NULL if none was given */
    char **files;         /* the arguments, of a subcommand that takes several */
    size_t file_count;
    const char *device; /* --device, else WORKSHOP_DEVICE; NULL if neither */
    bool device_given;  /* one of both was */
    bool json, solution, show, no_timing, give_up, no_tuned, gdb, forget;
    int level; /* of a hint; 0 if none was given */
    const char *kernel;
    const char *kernels[SEVERAL_LIMIT], *against[SEVERAL_LIMIT];
    size_t kernel_count, against_count;
    const char *sizes, *plot;
    double budget_s;        /* --budget 60s; 0: not given */
    uint64_t budget_trials; /* --budget 200; 0: not given */
    bool ladder, csv, portability;
    char *images[IMAGES_LIMIT];
    size_t image_count;
    const char *gallery;
    const char *svg;
    const char *size; /* of one launch, as exercises/sizes.h reads it; NULL: the usual */
    uint64_t seed;
    bool seed_given;
    double timeout_s;
};

/* What a subcommand takes. */
struct usage {
    const char *arguments; /* "EXERCISE"; NULL: none */
    const char *doc;       /* what --help says */
    unsigned options;      /* enum option_flag, or-ed */
    enum { ARGUMENT_OPTIONAL, ARGUMENT_NEEDED, ARGUMENTS_NEEDED /* one or several */ } needs;
};

/* Reads the command line. A wrong one, --help and the like end the process with the right status. */
void options_read(const struct usage *usage, int argc, char **argv, struct options *options);

/* The exercise of that text, a numbered one; NULL, with a message, if there is none. */
const struct exercise *find_exercise(const char *text);

#endif
