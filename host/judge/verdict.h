/* The verdict on one .cl file: runs the workers that it takes and puts together what they tell. */
#ifndef WORKSHOP_JUDGE_VERDICT_H
#define WORKSHOP_JUDGE_VERDICT_H

#include "../exercises/exercise.h"
#include "supervise.h"

#include <cjson/cJSON.h>

struct verdict_request {
    const struct exercise *exercise;
    const char *kernel_file;
    const char *solution_file; /* its TODO blocks emptied, it is the template; NULL: none */
    const char *device;        /* selector; NULL: the default */
    const char *gallery;       /* existing folder for pictures; NULL: none are wanted */
    char *const *images;       /* photographs to use */
    size_t image_count;
    const char *options;             /* for every build: tuned values; NULL: none */
    uint64_t seed;                   /* of all inputs, below 2^53 */
    double timeout_s;                /* for each build and each case */
    bool measure;                    /* times the kernels too */
    bool debug;                      /* compiles with -D WORKSHOP_DEBUG (kernels/workshop.clh) */
    const struct progress *progress; /* may be NULL */
    struct process *worker;          /* one to use and to keep (supervise.h); may be NULL */
    struct process *helper;          /* another, which builds ahead of it; may be NULL */
    double limit_s;                  /* for all of it (supervise.h); 0: none */
    int cancel;                      /* supervise.h; 0: none */
};

/* The verdict as `run --json` prints it (DESIGN, section 4):
 *   {"exercise", "number", "kernel_file", "device", "verdict", "diagnosis", "cases", "performance"}
 * and "seed", "pictures", "notes", "output", "output_cut".
 * The caller's to delete. *status gets the exit status: 0 solved, 1 rejected; 2 or 3 if there is no
 * verdict, with the reason in "error"; 128 + the signal if one told the program to stop. */
cJSON *verdict_reach(const struct verdict_request *request, int *status);

/* The worker's job for a request (judge.h); baseline: time CLBlast too. The caller's. */
cJSON *verdict_job(const struct verdict_request *request, bool baseline);

#endif
