/* One case on the device: its buffers, its arguments, and launches with them. */
#ifndef WORKSHOP_JUDGE_TRIAL_H
#define WORKSHOP_JUDGE_TRIAL_H

#include "../opencl/launch.h"
#include "../opencl/program.h"
#include "guarded.h"

struct trial {
    const struct session *session;
    const struct test_case *test;
    struct launch launch;                    /* its kernel is the trial's own */
    struct guarded buffers[ARGUMENTS_LIMIT]; /* empty for scalars */
    bool halves;                             /* the kernel takes its inputs as half */
    unsigned borrowed;                       /* bit i: buffer i is another trial's */
};

/* Which step of a launch failed: what it tells differs. */
enum trial_step { TRIAL_ARGUMENTS, TRIAL_LAUNCH, TRIAL_FINISH, TRIAL_HOST };

/* Makes buffers and arguments for the case; halves: the kernel takes its inputs as half, which has to
 * hold them exactly. On failure *step tells where. */
cl_int trial_open(const struct session *session, const struct program *program,
                  const struct launch_shape *shape, const struct test_case *test, bool halves,
                  struct trial *trial, enum trial_step *step);
void trial_close(struct trial *trial);

/* The same case for another program, in the owner's buffers, but for inputs of another kind; the owner
 * has to be closed later. */
cl_int trial_open_beside(const struct trial *owner, const struct program *program,
                         const struct launch_shape *shape, bool halves, struct trial *trial,
                         enum trial_step *step);

/* Fills all buffers of its own: inputs with the case's values, everything that a kernel must not touch with
 * NaNs that differ by buffer and by seed; the output with such a NaN too, or, garbage true, with
 * random finite numbers. All else is the same for the same seed. */
cl_int trial_fill(struct trial *trial, uint64_t seed, bool garbage);

/* Fills every array of its own with random numbers instead: something to be timed on. */
cl_int trial_fill_random(struct trial *trial, uint64_t seed);

/* Launches and waits; ms, if not NULL, gets the device time in milliseconds. */
cl_int trial_run(struct trial *trial, double *ms, enum trial_step *step);

/* Reads every buffer back. */
cl_int trial_read(struct trial *trial);

/* Fills the output with NaNs, launches, and reads the output back. */
cl_int trial_run_afresh(struct trial *trial, enum trial_step *step);

const struct guarded *trial_output(const struct trial *trial);

#endif
