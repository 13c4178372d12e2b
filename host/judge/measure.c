#include "measure.h"

#include <stdlib.h>
#include <time.h>

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static cl_int take_turns(struct contestant *contestants, size_t count, double times[][ROUNDS_MOST],
                         size_t round)
{
    cl_int err = CL_SUCCESS;
    for (size_t i = 0; i < count && err == CL_SUCCESS; i++)
        err = contestants[i].run(contestants[i].self, &times[i][round]);
    return err;
}

cl_int measure_in_turns(struct contestant *contestants, size_t count, double budget_ms)
{
    double times[CONTESTANTS_LIMIT][ROUNDS_MOST];
    size_t rounds = 0;

    cl_int err = take_turns(contestants, count, times, 0);
    const double start = now_ms();
    while (err == CL_SUCCESS && rounds < ROUNDS_MOST &&
           (rounds < ROUNDS_LEAST || now_ms() - start < budget_ms))
        err = take_turns(contestants, count, times, rounds++);
    for (size_t i = 0; i < count && err == CL_SUCCESS; i++) {
        qsort(times[i], rounds, sizeof times[i][0], ascending);
        contestants[i].median_ms = times[i][rounds / 2];
        contestants[i].min_ms = times[i][0];
        contestants[i].spread = (times[i][rounds * 3 / 4] - times[i][rounds / 4]) /
                                (contestants[i].median_ms > 0.0 ? contestants[i].median_ms : 1.0);
    }
    return err;
}
