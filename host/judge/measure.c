#include "measure.h"

#include <stdbool.h>
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

/* The times of one contestant. */
struct series {
    double ms[ROUNDS_MOST];
    size_t count;
    bool over; /* it takes no more turns */
};

static cl_int take_turns(struct contestant *contestants, size_t count, struct series *series)
{
    cl_int err = CL_SUCCESS;
    for (size_t i = 0; i < count && err == CL_SUCCESS; i++) {
        if (!series[i].over)
            err = contestants[i].run(contestants[i].self, &series[i].ms[series[i].count++]);
    }
    return err;
}

/* After the warm-up, whose times do not count but for the slow. */
static void forget_warm_up(struct series *series, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        series[i].over = series[i].ms[0] > SLOW_MS;
        series[i].count = series[i].over;
    }
}

static void summarize(struct series *series, struct contestant *contestant)
{
    const size_t count = series->count;
    double *ms = series->ms;

    qsort(ms, count, sizeof ms[0], ascending);
    contestant->median_ms = ms[count / 2];
    contestant->min_ms = ms[0];
    contestant->spread = (ms[count * 3 / 4] - ms[count / 4]) /
                         (contestant->median_ms > 0.0 ? contestant->median_ms : 1.0);
}

cl_int measure_in_turns(struct contestant *contestants, size_t count, double budget_ms)
{
    struct series series[CONTESTANTS_LIMIT] = {0};
    size_t rounds = 0;

    cl_int err = take_turns(contestants, count, series);
    forget_warm_up(series, count);
    const double start = now_ms();
    while (err == CL_SUCCESS && rounds < ROUNDS_MOST &&
           (rounds < ROUNDS_LEAST || now_ms() - start < budget_ms)) {
        err = take_turns(contestants, count, series);
        rounds++;
    }
    for (size_t i = 0; i < count && err == CL_SUCCESS; i++)
        summarize(&series[i], &contestants[i]);
    return err;
}
