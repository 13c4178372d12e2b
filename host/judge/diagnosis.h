/* What can be wrong with a kernel: the codes of a verdict. */
#ifndef WORKSHOP_JUDGE_DIAGNOSIS_H
#define WORKSHOP_JUDGE_DIAGNOSIS_H

#include <cjson/cJSON.h>

/* The most specific first: of several causes, the earlier one is told first. */
enum diagnosis_code {
    BUILD_ERROR,
    MISSING_KERNEL,
    WRONG_ARGUMENTS,
    WORK_GROUP_TOO_LARGE,
    OUT_OF_RESOURCES,
    TIMEOUT,
    CRASH,
    NOT_STARTED,
    OUT_OF_BOUNDS_WRITE,
    OUT_OF_BOUNDS_READ, /* seen by the simulator alone */
    INPUT_MODIFIED,
    MISSING_BARRIER,
    UNWRITTEN_OUTPUT,
    MISSING_CLAMP,
    CHANNEL_SWAP,
    TRANSPOSED,
    WRONG_IN_PARTIAL_TILE,
    WRONG_AT_EDGES,
    NONDETERMINISTIC,
    LOW_PRECISION,
    WRONG_VALUES,
    DIAGNOSIS_CODES
};

/* The code as a verdict spells it: "missing-barrier". */
const char *diagnosis_name(enum diagnosis_code code);

/* The code of that name; DIAGNOSIS_CODES if there is none. */
enum diagnosis_code diagnosis_find(const char *name);

/* {"code", "kernel", "case", "message"}; kernel and case_name may be "". The caller's. */
cJSON *diagnosis_new(enum diagnosis_code code, const char *kernel, const char *case_name,
                     const char *message);

/* Sorts an array of diagnoses by code, the most specific first; equal codes keep their order, and
 * further diagnoses of the same code and kernel are dropped. */
void diagnosis_sort(cJSON *diagnoses);

#endif
