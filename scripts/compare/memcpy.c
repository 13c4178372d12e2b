/* memcpy on all processors at once, of as many bytes as vector_add moves: what the memory gives, as the
 * measure for kernels that do little more than move it. The sum itself is made once, outside of the calls
 * that count: a case that has been run finds it in place. */
#include "../../host/judge/foreign.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

const char contestant_name[] = "memcpy";

static char *from, *to; /* room bytes each */
static size_t room;

static bool make_room(size_t bytes)
{
    if (bytes <= room)
        return true;
    free(from);
    free(to);
    from = malloc(bytes);
    to = malloc(bytes);
    room = from && to ? bytes : 0;
    if (room > 0) {
        memset(from, 1, bytes); /* memory that was never written may not be backed at all */
        memset(to, 2, bytes);
    }
    return room > 0;
}

bool contestant_serves(const struct test_case *test)
{
    return strcmp(test->kernel->name, "vector_add") == 0;
}

/* Copies half as many bytes as the kernel moves, since each is read and written. */
static void copy(size_t bytes)
{
#pragma omp parallel
    {
        const size_t threads = (size_t)omp_get_num_threads(), me = (size_t)omp_get_thread_num();
        const size_t first = bytes / threads * me;
        memcpy(to + first, from + first, me + 1 == threads ? bytes - first : bytes / threads);
    }
}

/* Whether output holds the sum, to judge by a few elements. */
static bool is_sum(const float *x, const float *y, const float *output, size_t n)
{
    enum { SAMPLES = 16 };
    for (size_t i = 0; i <= SAMPLES; i++) {
        const size_t at = (n - 1) / SAMPLES * i;
        if (!(output[at] == x[at] + y[at]))
            return false;
    }
    return output[n - 1] == x[n - 1] + y[n - 1];
}

bool contestant_run(const struct test_case *test, float *output)
{
    const float *x = test->arguments[0].array.values, *y = test->arguments[1].array.values;
    const size_t n = test->outputs[0], bytes = (size_t)(test->bytes / 2);

    if (!make_room(bytes))
        return false;
    copy(bytes);
    if (!is_sum(x, y, output, n))
        for (size_t i = 0; i < n; i++)
            output[i] = x[i] + y[i];
    return true;
}
