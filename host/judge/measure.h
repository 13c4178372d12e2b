/* Measuring: contestants take turns, so that what else the machine does hits all of them alike. */
#ifndef WORKSHOP_JUDGE_MEASURE_H
#define WORKSHOP_JUDGE_MEASURE_H

#include <CL/cl.h>
#include <stddef.h>

enum { ROUNDS_LEAST = 5, ROUNDS_MOST = 50, CONTESTANTS_LIMIT = 32 };

#define SLOW_MS 2000.0 /* of one launch: whoever needs longer is launched once only */

struct contestant {
    const char *name;
    /* One launch; *ms gets its device time in milliseconds. */
    cl_int (*run)(void *self, double *ms);
    void *self;
    double median_ms, min_ms; /* the result */
    double spread;            /* from the first to the third quartile, as a share of the median */
};

/* Runs each contestant once to warm up, then in turns for about budget_ms of wall time, at least
 * ROUNDS_LEAST and at most ROUNDS_MOST times each; but whoever needs more than SLOW_MS for the warm-up has that
 * as the only time. Returns the first error. */
cl_int measure_in_turns(struct contestant *contestants, size_t count, double budget_ms);

#endif
