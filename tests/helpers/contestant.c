/* A contestant from outside for the tests of bench: vector_add by a loop; "wrong" in the environment's
 * CONTESTANT makes its last element wrong. */
#include "../../host/judge/foreign.h"

#include <stdlib.h>

const char contestant_name[] = "loop";

bool contestant_serves(const struct test_case *test)
{
    return test->kernel->name[0] == 'v';
}

bool contestant_run(const struct test_case *test, float *output)
{
    const float *x = test->arguments[0].array.values, *y = test->arguments[1].array.values;
    const size_t n = test->arguments[3].count;
    for (size_t i = 0; i < n; i++)
        output[i] = x[i] + y[i];
    if (getenv("CONTESTANT"))
        output[n - 1] += 1.0f;
    return true;
}
