/* A contestant from outside: a shared object that computes the same on the host, by a library such as
 * OpenBLAS or OpenCV, to be measured in turns with kernels. Such an object defines what this header
 * declares; scripts/compare/ holds some. */
#ifndef WORKSHOP_JUDGE_FOREIGN_H
#define WORKSHOP_JUDGE_FOREIGN_H

#include "../exercises/exercise.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const char contestant_name[]; /* "openblas" */

/* Whether it can compute this case. */
bool contestant_serves(const struct test_case *test);

/* Computes the case once from the arrays in its arguments: output, laid out as the case's output
 * (case_output(): planes x rows x pitch floats), gets the result. False: it failed. Waits until all is
 * written; may use as many threads as the machine has cores. */
bool contestant_run(const struct test_case *test, float *output);

#ifdef __cplusplus
}
#endif

/* --- the workshop's side ----------------------------------------------------------------------- */

struct foreign {
    void *library;
    const char *name;
    bool (*serves)(const struct test_case *test);
    bool (*run)(const struct test_case *test, float *output);
};

/* Loads a shared object. False with a sentence in reason. */
bool foreign_open(const char *path, struct foreign *foreign, char *reason, size_t reason_size);
void foreign_close(struct foreign *foreign);

#endif
