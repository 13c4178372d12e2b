/* Exercise 1: z = x + y. One rounding, so the result is exact. */
#include "cases.h"
#include "rows.h"

enum { X, Y, Z, N };

static const struct kernel_contract KERNELS[] = {{
    .name = "vector_add",
    .dimensions = 1,
    .arguments = {[X] = {"x", ARGUMENT_INPUT},
                  [Y] = {"y", ARGUMENT_INPUT},
                  [Z] = {"z", ARGUMENT_OUTPUT},
                  [N] = {"n", ARGUMENT_COUNT}},
}};

/* --- cases ------------------------------------------------------------------------------------- */

static size_t case_count(const struct case_request *request)
{
    return vector_lengths(request).count;
}

static bool make_length(size_t n, uint64_t seed, size_t index, struct test_case *test)
{
    case_begin(test, &KERNELS[0]);
    case_name(test, "n = %s", grouped(n).text);
    if (!case_add_input(test, X, vector_shape(n)) || !case_add_input(test, Y, vector_shape(n)) ||
        !case_add_output(test, Z, vector_shape(n)))
        return case_failed(test);
    test->arguments[N].count = (uint32_t)n;
    fill_signed(&test->arguments[X].array, random_stream(seed, index, X));
    fill_signed(&test->arguments[Y].array, random_stream(seed, index, Y));

    const float *x = test->arguments[X].array.values, *y = test->arguments[Y].array.values;
    for (size_t i = 0; i < n; i++)
        test->expected[i] = (double)(x[i] + y[i]);
    test->outputs[0] = n;
    test->bytes = 12.0 * (double)n;
    test->flops = (double)n;
    return true;
}

static bool make_case(const struct case_request *request, size_t index, struct test_case *test)
{
    const size_t n = vector_lengths(request).values[index];
    const bool made = make_length(n, request->seed, index, test);
    test->timed = made && vector_length_timed(request, n);
    return made;
}

static bool make_sized(const struct case_size *size, size_t kernel,
                       const struct case_request *request, struct test_case *test)
{
    test->timed = make_length(size->numbers[0], request->seed, kernel, test);
    return test->timed;
}

/* --- known mistakes ---------------------------------------------------------------------------- */

static float minus(const float *x, const float *y, size_t i, size_t n)
{
    (void)n;
    return x[i] - y[i];
}

static float minus_turned(const float *x, const float *y, size_t i, size_t n)
{
    (void)n;
    return y[i] - x[i];
}

static float product(const float *x, const float *y, size_t i, size_t n)
{
    (void)n;
    return x[i] * y[i];
}

static float x_only(const float *x, const float *y, size_t i, size_t n)
{
    (void)y, (void)n;
    return x[i];
}

static float y_only(const float *x, const float *y, size_t i, size_t n)
{
    (void)x, (void)n;
    return y[i];
}

static float x_twice(const float *x, const float *y, size_t i, size_t n)
{
    (void)y, (void)n;
    return x[i] + x[i];
}

static float y_twice(const float *x, const float *y, size_t i, size_t n)
{
    (void)x, (void)n;
    return y[i] + y[i];
}

static float next_y(const float *x, const float *y, size_t i, size_t n)
{
    return x[i] + y[(i + 1) % n];
}

static float first_only(const float *x, const float *y, size_t i, size_t n)
{
    (void)i, (void)n;
    return x[0] + y[0];
}

static float reversed(const float *x, const float *y, size_t i, size_t n)
{
    return x[n - 1 - i] + y[n - 1 - i];
}

static float index_only(const float *x, const float *y, size_t i, size_t n)
{
    (void)x, (void)y, (void)n;
    return (float)i;
}

static float (*const MISTAKES[])(const float *, const float *, size_t, size_t) = {
    minus,   minus_turned, product,    x_only,   y_only,     x_twice,
    y_twice, next_y,       first_only, reversed, index_only,
};
enum {
    MINUS,
    MINUS_TURNED,
    PRODUCT,
    X_ONLY,
    Y_ONLY,
    X_TWICE,
    Y_TWICE,
    NEXT_Y,
    FIRST_ONLY,
    REVERSED,
    INDEX_ONLY,
};

static bool mistaken(const struct test_case *test, int variant, double *values)
{
    const float *x = test->arguments[X].array.values, *y = test->arguments[Y].array.values;
    const size_t n = test->arguments[N].count;

    for (size_t i = 0; i < n; i++)
        values[i] = (double)MISTAKES[variant](x, y, i, n);
    return suspect_shows(test, values);
}

static const struct suspect SUSPECTS[] = {
    {"wrong-values", "These are the values of x - y. Which operator does the sum need?", mistaken,
     MINUS},
    {"wrong-values", "These are the values of y - x. Which operator does the sum need?", mistaken,
     MINUS_TURNED},
    {"wrong-values", "These are the values of x times y. Which operator does the sum need?",
     mistaken, PRODUCT},
    {"wrong-values", "z holds x alone: y was not added.", mistaken, X_ONLY},
    {"wrong-values", "z holds y alone: x was not added.", mistaken, Y_ONLY},
    {"wrong-values", "x was added to itself. Is one of the two names in the sum meant to be y?",
     mistaken, X_TWICE},
    {"wrong-values", "y was added to itself. Is one of the two names in the sum meant to be x?",
     mistaken, Y_TWICE},
    {"wrong-values",
     "Each element of x was added to the next element of y. Both have to be read at the same "
     "index.",
     mistaken, NEXT_Y},
    {"wrong-values",
     "Every element is x[0] + y[0]. Is the index that you read with the work-item's own, from "
     "get_global_id(0)?",
     mistaken, FIRST_ONLY},
    {"wrong-values", "The sums are right but in reverse order: read and write with the same index.",
     mistaken, REVERSED},
    {"wrong-values",
     "z holds the indices themselves, not the elements of x and y at these indices.", mistaken,
     INDEX_ONLY},
    {0},
};

const struct exercise VECTOR_ADD_EXERCISE = {
    .number = 1,
    .name = "vector_add",
    .title = "Vector addition",
    .file = "exercises/01_vector_add.cl",
    .kernels = KERNELS,
    .kernel_count = sizeof KERNELS / sizeof KERNELS[0],
    .case_count = case_count,
    .make_case = make_case,
    .sizes = {.form = "N",
              .names = {"n"},
              .counts = 1u << 1,
              .planes = 1,
              .on_cpu = "2^16,2^20,2^24",
              .on_gpu = "2^20,2^24,2^28",
              .timed_on_cpu = "5000000",
              .timed_on_gpu = "2^25"},
    .make_sized = make_sized,
    .ladder = "kernels/vector_add",
    .suspects = SUSPECTS,
    .next = "run 2",
};
