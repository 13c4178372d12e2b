/* The exercises' cases: references by hand, bounds that reject low precision, suspects that show. */
#include "../../host/exercises/cases.h"
#include "../../host/exercises/course.h"
#include "../../host/exercises/rows.h"
#include "../../host/exercises/sizes.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* --- helpers ----------------------------------------------------------------------------------- */

static const struct case_request REQUEST = {.tile = {16, 16, 1}, .seed = 42};

static struct test_case make(const struct exercise *exercise, const struct case_request *request,
                             size_t index)
{
    struct test_case test;
    assert_true(exercise->make_case(request, index, &test));
    return test;
}

/* What REQUEST's cases are called, and which are for timing: those are large, and skipped by most. */
enum { CASES_LIMIT = 160 };
static struct {
    char name[96];
    const char *kernel;
    char options[64];
    bool timed;
} catalogue[8][CASES_LIMIT];

static int make_catalogue(void **state)
{
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);

    (void)state;
    for (size_t e = 0; e < rows; e++)
        for (size_t i = 0; i < table[e]->case_count(&REQUEST); i++) {
            struct test_case test = make(table[e], &REQUEST, i);
            assert_true(e < 8 && i < CASES_LIMIT);
            memcpy(catalogue[e][i].name, test.name, sizeof test.name);
            memcpy(catalogue[e][i].options, test.options, sizeof test.options);
            catalogue[e][i].kernel = test.kernel->name;
            catalogue[e][i].timed = test.timed;
            case_free(&test);
        }
    return 0;
}

/* The case whose name is this, for this kernel; NULL for any. */
static struct test_case make_named(const struct exercise *exercise, const char *kernel,
                                   const char *name)
{
    size_t rows, e = 0;
    const struct exercise *const *table = exercise_table(&rows);

    while (table[e] != exercise)
        e++;
    for (size_t i = 0; i < exercise->case_count(&REQUEST); i++)
        if (strcmp(catalogue[e][i].name, name) == 0 &&
            (!kernel || strcmp(catalogue[e][i].kernel, kernel) == 0))
            return make(exercise, &REQUEST, i);
    fail_msg("%s has no case %s", exercise->name, name);
    return (struct test_case){0};
}

static bool within(const struct test_case *test, size_t i, double got)
{
    return isnan(test->expected[i]) || fabs(got - test->expected[i]) <= test->bound[i];
}

static size_t outside_bound(const struct test_case *test, const float *got)
{
    const size_t count = array_elements(case_output(test));
    size_t outside = 0;

    for (size_t i = 0; i < count; i++)
        outside += !within(test, i, (double)got[i]);
    return outside;
}

/* Rounds to ten explicit bits of mantissa, as half and tf32 have them. */
static float ten_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits = (bits + 0x1000u) & 0xffffe000u;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float as_it_is(float value)
{
    return value;
}

/* --- kernels as a participant would write them, in float --------------------------------------- */

typedef float (*rounding)(float);

static void float_vector_add(const struct test_case *test, rounding rounded, float *z)
{
    const float *x = test->arguments[0].array.values, *y = test->arguments[1].array.values;
    for (size_t i = 0; i < test->arguments[3].count; i++)
        z[i] = rounded(x[i]) + rounded(y[i]);
}

static void float_greyscale(const struct test_case *test, rounding rounded, float *grey)
{
    const struct array *rgb = &test->arguments[0].array;
    const size_t area = rgb->rows * rgb->columns;
    for (size_t i = 0; i < area; i++)
        grey[i] = 0.299f * rounded(rgb->values[i]) + 0.587f * rounded(rgb->values[area + i]) +
                  0.114f * rounded(rgb->values[2 * area + i]);
}

static void float_sepia(const struct test_case *test, rounding rounded, float *out)
{
    static const float WEIGHTS[3][3] = {
        {0.393f, 0.769f, 0.189f}, {0.349f, 0.686f, 0.168f}, {0.272f, 0.534f, 0.131f}};
    const struct array *rgb = &test->arguments[0].array;
    const size_t area = rgb->rows * rgb->columns;
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < area; i++) {
            const float sum = WEIGHTS[p][0] * rounded(rgb->values[i]) +
                              WEIGHTS[p][1] * rounded(rgb->values[area + i]) +
                              WEIGHTS[p][2] * rounded(rgb->values[2 * area + i]);
            out[p * area + i] = sum < 1.0f ? sum : 1.0f;
        }
}

static float float_pixel(const struct test_case *test, rounding rounded, long channel, long row,
                         long column)
{
    const struct array *input = &test->arguments[0].array, *weights = &test->arguments[1].array;
    const long height = (long)input->rows, width = (long)input->columns, size = (long)weights->rows;
    float sum = 0;

    for (long i = 0; i < size; i++)
        for (long j = 0; j < size; j++) {
            const long y = row + i - size / 2, x = column + j - size / 2;
            if (y >= 0 && y < height && x >= 0 && x < width)
                sum += weights->values[i * size + j] *
                       rounded(input->values[(channel * height + y) * width + x]);
        }
    return sum;
}

static void float_conv2d(const struct test_case *test, rounding rounded, float *output)
{
    const struct array *input = &test->arguments[0].array;
    for (size_t channel = 0; channel < input->planes; channel++)
        for (size_t row = 0; row < input->rows; row++)
            for (size_t column = 0; column < input->columns; column++)
                *output++ = float_pixel(test, rounded, (long)channel, (long)row, (long)column);
}

static void float_matmul(const struct test_case *test, rounding rounded, float *c)
{
    const struct array *a = &test->arguments[0].array, *b = &test->arguments[1].array;
    for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < b->columns; j++) {
            float sum = 0;
            for (size_t p = 0; p < a->columns; p++)
                sum += rounded(a->values[i * a->pitch + p]) * rounded(b->values[p * b->pitch + j]);
            *c++ = sum;
        }
}

static const struct {
    const char *kernel;
    void (*run)(const struct test_case *test, rounding rounded, float *output);
} FLOAT_KERNELS[] = {
    {"vector_add", float_vector_add}, {"greyscale", float_greyscale}, {"sepia", float_sepia},
    {"conv2d", float_conv2d},         {"matmul", float_matmul},
};

/* The results of a float kernel for the case; owned by the caller. NULL: there is none. */
static float *float_results(const struct test_case *test, rounding rounded)
{
    for (size_t i = 0; i < sizeof FLOAT_KERNELS / sizeof FLOAT_KERNELS[0]; i++) {
        if (strcmp(FLOAT_KERNELS[i].kernel, test->kernel->name) != 0)
            continue;
        float *results = malloc(array_elements(case_output(test)) * sizeof *results);
        assert_non_null(results);
        FLOAT_KERNELS[i].run(test, rounded, results);
        return results;
    }
    return NULL;
}

/* --- references -------------------------------------------------------------------------------- */

/* Single results, with the case's own random numbers, against sums written out by hand. */

static void one_pixel_of_sepia(void **state)
{
    struct test_case test = make_named(&IMAGE_FILTERS_EXERCISE, "sepia", "2 x 3");
    const float *rgb = test.arguments[0].array.values;
    const double r = (double)rgb[1], g = (double)rgb[7], b = (double)rgb[13];

    (void)state;
    assert_true(fabs(test.expected[1] - fmin(0.393 * r + 0.769 * g + 0.189 * b, 1)) < 1e-15);
    assert_true(fabs(test.expected[7] - fmin(0.349 * r + 0.686 * g + 0.168 * b, 1)) < 1e-15);
    assert_true(fabs(test.expected[13] - fmin(0.272 * r + 0.534 * g + 0.131 * b, 1)) < 1e-15);
    assert_true(test.expected[5] == 1); /* the last pixel is bright */
    case_free(&test);
}

static void one_pixel_of_greyscale(void **state)
{
    struct test_case test = make_named(&IMAGE_FILTERS_EXERCISE, "greyscale", "1 x 1");
    const float *rgb = test.arguments[0].array.values;

    (void)state;
    const double grey = 0.299 * (double)rgb[0] + 0.587 * (double)rgb[1] + 0.114 * (double)rgb[2];
    assert_true(fabs(test.expected[0] - grey) < 1e-15);
    case_free(&test);
}

static void corners_of_a_convolution(void **state)
{
    struct test_case test = make_named(&CONV2D_EXERCISE, NULL, "random 3 x 3, 2 x 3");
    const float *in = test.arguments[0].array.values, *w = test.arguments[1].array.values;

    (void)state;
    const double first = (double)w[4] * (double)in[0] + (double)w[5] * (double)in[1] +
                         (double)w[7] * (double)in[3] + (double)w[8] * (double)in[4];
    const double last = (double)w[0] * (double)in[13] + (double)w[1] * (double)in[14] +
                        (double)w[3] * (double)in[16] + (double)w[4] * (double)in[17];
    assert_true(fabs(test.expected[0] - first) < 1e-14);
    assert_true(fabs(test.expected[17] - last) < 1e-14);
    case_free(&test);
}

static void one_element_of_a_product(void **state)
{
    struct test_case test =
        make_named(&MATMUL_EXERCISE, NULL, "m = 3, n = 4, k = 5, lda = 6, ldb = 5, ldc = 5");
    const float *a = test.arguments[0].array.values, *b = test.arguments[1].array.values;
    double sum = 0;

    (void)state;
    for (size_t p = 0; p < 5; p++)
        sum += (double)a[2 * 6 + p] * (double)b[p * 5 + 3];
    assert_true(fabs(test.expected[2 * 4 + 3] - sum) < 1e-14);
    assert_int_equal(test.arguments[6].count, 6);
    assert_true(test.flops == 2 * 3 * 4 * 5);
    case_free(&test);
}

static void filters_meet_the_pixels_unturned(void **state)
{
    struct test_case test = make_named(&CONV2D_EXERCISE, NULL, "Sobel x, 67 x 131");
    const float *in = test.arguments[0].array.values;
    const size_t i = 131 + 1;

    (void)state;
    const double right = (double)in[2] + 2 * (double)in[i + 1] + (double)in[2 * 131 + 2];
    const double left = (double)in[0] + 2 * (double)in[i - 1] + (double)in[2 * 131];
    assert_true(fabs(test.expected[i] - (right - left)) < 1e-14);
    case_free(&test);
}

/* --- bounds ------------------------------------------------------------------------------------ */

enum { SMALL = 1 << 17 }; /* elements of a case that a plain loop may compute */

static void visit_small_cases(void (*visit)(const struct exercise *, const struct test_case *))
{
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);

    for (size_t e = 0; e < rows; e++)
        for (size_t i = 0; i < table[e]->case_count(&REQUEST); i++) {
            if (catalogue[e][i].timed)
                continue;
            struct test_case test = make(table[e], &REQUEST, i);
            if (array_elements(case_output(&test)) <= SMALL)
                visit(table[e], &test);
            case_free(&test);
        }
}

static void check_float_accepted(const struct exercise *exercise, const struct test_case *test)
{
    float *results = float_results(test, as_it_is);

    if (results && outside_bound(test, results) > 0)
        fail_msg("%s: a float kernel is rejected for %s", exercise->name, test->name);
    free(results);
}

static void float_kernels_are_within_the_bounds(void **state)
{
    (void)state;
    visit_small_cases(check_float_accepted);
}

static void check_ten_bits_rejected(const struct exercise *exercise, const struct test_case *test)
{
    float *results = float_results(test, ten_bits);
    const bool enough = array_elements(case_output(test)) >= 100;
    const bool long_sum = test->flops > 256 * (double)array_elements(case_output(test));

    /* The bound grows with k, the error with its square root: long sums cannot tell. */
    if (results && enough && !long_sum && outside_bound(test, results) == 0)
        fail_msg("%s: ten bits are accepted for %s", exercise->name, test->name);
    free(results);
}

static void ten_bit_inputs_are_outside_the_bounds(void **state)
{
    (void)state;
    visit_small_cases(check_ten_bits_rejected);
}

static void ten_bits_exceed_the_bound_of_most_elements_at_64(void **state)
{
    struct test_case test = make_named(&MATMUL_EXERCISE, NULL, "m = 64, n = 64, k = 64");
    float *results = float_results(&test, ten_bits);

    (void)state;
    assert_true(outside_bound(&test, results) > 2000);
    free(results);
    case_free(&test);
}

static void eight_bit_results_are_outside_the_bounds(void **state)
{
    static const char *const KERNELS[] = {"greyscale", "sepia"};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct test_case test = make_named(&IMAGE_FILTERS_EXERCISE, KERNELS[k], "13 x 17");
        float *results = float_results(&test, as_it_is);
        for (size_t i = 0; i < array_elements(case_output(&test)); i++)
            results[i] = roundf(results[i] * 255) / 255;
        assert_true(outside_bound(&test, results) > 150);
        free(results);
        case_free(&test);
    }
}

static void bounds_are_never_loose(void **state)
{
    struct test_case test = make_named(&IMAGE_FILTERS_EXERCISE, "sepia", "67 x 131");

    (void)state;
    for (size_t i = 0; i < array_elements(case_output(&test)); i++)
        assert_true(test.bound[i] > 0 && test.bound[i] < 1e-6);
    case_free(&test);
}

/* --- inputs ------------------------------------------------------------------------------------ */

static void sepia_exceeds_one_in_some_pixels_only(void **state)
{
    struct test_case test = make_named(&IMAGE_FILTERS_EXERCISE, "sepia", "13 x 17");
    size_t limited = 0;

    (void)state;
    for (size_t i = 0; i < 13 * 17; i++)
        limited += test.expected[i] == 1;
    assert_in_range(limited, 20, 13 * 17 - 20);
    case_free(&test);
}

static void another_seed_means_other_inputs(void **state)
{
    struct case_request other = REQUEST;
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);

    (void)state;
    other.seed++;
    for (size_t e = 0; e < rows; e++) {
        struct test_case one = make(table[e], &REQUEST, 5), same = make(table[e], &REQUEST, 5);
        struct test_case fresh = make(table[e], &other, 5);
        const size_t bytes = array_extent(&one.arguments[0].array) * sizeof(float);
        const float *values = one.arguments[0].array.values;
        assert_memory_equal(values, same.arguments[0].array.values, bytes);
        assert_memory_not_equal(values, fresh.arguments[0].array.values, bytes);
        case_free(&one);
        case_free(&same);
        case_free(&fresh);
    }
}

static void random_floats_use_all_their_bits(void **state)
{
    struct random random = random_stream(1, 2, 3);
    size_t odd = 0;

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        const float value = random_signed(&random);
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        odd += bits & 1;
        assert_true(value >= -1 && value <= 1);
    }
    assert_in_range(odd, 400, 600);
}

/* --- suspects ---------------------------------------------------------------------------------- */

enum { SUSPECTS_LIMIT = 64 };
static bool suspect_seen[SUSPECTS_LIMIT];
static const struct exercise *suspects_of;

/* No suspect may fit the right results; each has to apply to some case. */
static void check_suspects(const struct exercise *exercise, const struct test_case *test)
{
    if (exercise != suspects_of)
        return;
    float *got = float_results(test, as_it_is);
    double *values = malloc(array_elements(case_output(test)) * sizeof *values);
    assert_non_null(values);

    for (size_t i = 0; exercise->suspects[i].code; i++) {
        const struct suspect *suspect = &exercise->suspects[i];
        assert_true(i < SUSPECTS_LIMIT);
        if (!suspect->results(test, suspect->variant, values))
            continue;
        suspect_seen[i] = true;
        if (got && suspect_explains(test, values, got))
            fail_msg("%s: a right kernel is suspected for %s: %s", exercise->name, test->name,
                     suspect->sentence);
    }
    free(values);
    free(got);
}

static void every_suspect_shows_in_some_case(void **state)
{
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);

    (void)state;
    for (size_t e = 0; e < rows; e++) {
        suspects_of = table[e];
        memset(suspect_seen, 0, sizeof suspect_seen);
        for (size_t i = 0; i < table[e]->case_count(&REQUEST); i++) {
            if (catalogue[e][i].timed)
                continue;
            struct test_case test = make(table[e], &REQUEST, i);
            if (array_elements(case_output(&test)) <= 10000)
                check_suspects(table[e], &test);
            case_free(&test);
        }
        for (size_t i = 0; table[e]->suspects[i].code; i++)
            if (!suspect_seen[i])
                fail_msg("%s: never shows: %s", table[e]->name, table[e]->suspects[i].sentence);
    }
}

/* Looks up the suspect by a word of its sentence and computes what it says. */
static double *suspect_values(const struct exercise *exercise, const struct test_case *test,
                              const char *word)
{
    double *values = malloc(array_elements(case_output(test)) * sizeof *values);
    assert_non_null(values);
    for (size_t i = 0; exercise->suspects[i].code; i++) {
        const struct suspect *suspect = &exercise->suspects[i];
        if (strstr(suspect->sentence, word)) {
            assert_true(suspect->results(test, suspect->variant, values));
            return values;
        }
    }
    fail_msg("no suspect says %s", word);
    return values;
}

static void a_transposed_store_is_a_flat_index(void **state)
{
    struct test_case test = make_named(&IMAGE_FILTERS_EXERCISE, "greyscale", "13 x 17");
    double *values = suspect_values(&IMAGE_FILTERS_EXERCISE, &test, "where the kernel stores:");

    (void)state;
    for (size_t row = 0; row < 13; row++)
        for (size_t column = 0; column < 17; column++)
            assert_true(values[column * 13 + row] == test.expected[row * 17 + column]);
    free(values);
    case_free(&test);
}

static void flipped_weights_are_those_of_a_convolution(void **state)
{
    struct test_case test = make_named(&CONV2D_EXERCISE, NULL, "random 3 x 3, 2 x 3");
    const float *in = test.arguments[0].array.values, *w = test.arguments[1].array.values;
    double *values = suspect_values(&CONV2D_EXERCISE, &test, "180 degrees");

    (void)state;
    const double first = (double)w[4] * (double)in[0] + (double)w[3] * (double)in[1] +
                         (double)w[1] * (double)in[3] + (double)w[0] * (double)in[4];
    assert_true(fabs(values[0] - first) < 1e-14);
    free(values);
    case_free(&test);
}

static void reading_between_the_rows_is_nan(void **state)
{
    struct test_case test =
        make_named(&MATMUL_EXERCISE, NULL, "m = 3, n = 4, k = 5, lda = 6, ldb = 5, ldc = 5");
    double *values = suspect_values(&MATMUL_EXERCISE, &test, "the rows of A to follow");

    (void)state;
    assert_true(fabs(values[0] - test.expected[0]) < 1e-14);
    assert_true(isnan(values[4])); /* its row of A would reach over the gap after the first */
    free(values);
    case_free(&test);
}

static void limiting_is_missed_where_a_sum_exceeds_one(void **state)
{
    struct test_case test = make_named(&IMAGE_FILTERS_EXERCISE, "sepia", "1 x 1");
    double *values = suspect_values(&IMAGE_FILTERS_EXERCISE, &test, "Limit each sum to 1");

    (void)state;
    assert_true(values[0] > 1.01 && test.expected[0] == 1);
    free(values);
    case_free(&test);
}

/* --- all cases --------------------------------------------------------------------------------- */

static void check_case(const struct exercise *exercise, const struct test_case *test)
{
    const struct array *output = case_output(test);
    const size_t elements = array_elements(output);

    assert_true(test->name[0] && strlen(test->name) + 1 < sizeof test->name);
    assert_true(test->kernel >= exercise->kernels &&
                test->kernel < exercise->kernels + exercise->kernel_count);
    assert_true(test->outputs[0] * test->outputs[1] * test->outputs[2] > 0);
    assert_int_equal(test->outputs[0], output->columns);
    assert_true(output->values == NULL && output->pitch >= output->columns);
    assert_true(test->bytes > 0 && test->flops >= 0);
    for (size_t i = 0; i < elements; i++)
        if (!isfinite(test->expected[i]) || !(test->bound[i] >= 0))
            fail_msg("%s: element %zu of %s has no reference", exercise->name, i, test->name);
}

/* The last lengths and images of the lists are the same for every tile, and large; conv2d has them
 * behind those of 3 x 3 and 5 x 5 weights. */
static bool worth_making(const struct exercise *exercise, const struct case_request *request,
                         size_t index)
{
    const size_t extents = image_extents(request).count;
    if (exercise == &CONV2D_EXERCISE)
        return index != extents + 4 && index != 2 * extents + 7;
    return exercise == &MATMUL_EXERCISE ||
           index + 2 * exercise->kernel_count < exercise->case_count(request);
}

static void all_cases_can_be_made_for_any_tile(void **state)
{
    static const size_t TILES[][3] = {{1, 1, 1},    {256, 1, 1},   {16, 16, 1}, {7, 3, 1},
                                      {1024, 1, 1}, {256, 128, 1}, {0, 0, 0}};
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);

    (void)state;
    for (size_t t = 0; t < sizeof TILES / sizeof TILES[0]; t++) {
        struct case_request request = REQUEST;
        memcpy(request.tile, TILES[t], sizeof request.tile);
        for (size_t e = 0; e < rows; e++)
            for (size_t i = 0; i < table[e]->case_count(&request); i++) {
                if (!worth_making(table[e], &request, i))
                    continue;
                struct test_case test = make(table[e], &request, i);
                if (!test.timed)
                    check_case(table[e], &test);
                case_free(&test);
            }
    }
}

/* Cases of one kernel have names of their own, and those with the same options stand together. */
static void names_and_options_are_in_order(void **state)
{
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);

    (void)state;
    for (size_t e = 0; e < rows; e++) {
        const size_t count = table[e]->case_count(&REQUEST);
        const char *options = "";
        size_t changes = 0, timed = 0;

        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < i; j++)
                assert_false(strcmp(catalogue[e][i].name, catalogue[e][j].name) == 0 &&
                             catalogue[e][i].kernel == catalogue[e][j].kernel);
            changes += strcmp(options, catalogue[e][i].options) != 0;
            timed += catalogue[e][i].timed;
            options = catalogue[e][i].options;
        }
        assert_true(changes <= 3);
        assert_true(timed >= table[e]->kernel_count);
    }
}

static struct photograph grey_photograph(const char *name, float *rgb, size_t height, size_t width)
{
    struct photograph photograph = {.image = {height, width, rgb}};
    snprintf(photograph.name, sizeof photograph.name, "%s", name);
    return photograph;
}

static void photographs_make_pictures(void **state)
{
    static float rgb[3 * 20 * 30];
    const struct photograph photographs[] = {grey_photograph("coffee", rgb, 20, 30),
                                             grey_photograph("rocket", rgb, 30, 20)};
    const char *const WANTED[] = {"coffee_greyscale",   "coffee_sepia",   "rocket_sepia",
                                  "coffee_sobel_x",     "coffee_sobel_y", "rocket_sobel_y",
                                  "coffee_sharpen",     "rocket_edge",    "coffee_gaussian",
                                  "rocket_motion_blur", "coffee_negative"};
    const struct exercise *const WITH_PICTURES[] = {&IMAGE_FILTERS_EXERCISE, &CONV2D_EXERCISE,
                                                    &NEGATIVE_EXAMPLE};
    struct case_request request = REQUEST;
    size_t found = 0, combined = 0;

    (void)state;
    for (size_t i = 0; i < 3 * 20 * 30; i++)
        rgb[i] = (float)(i % 97) / 97;
    request.photographs = photographs;
    request.photograph_count = 2;
    request.pictures = true;
    for (size_t e = 0; e < 3; e++)
        for (size_t i = 0; i < WITH_PICTURES[e]->case_count(&request); i++) {
            struct test_case test = make(WITH_PICTURES[e], &request, i);
            for (size_t w = 0; w < sizeof WANTED / sizeof WANTED[0]; w++)
                found += strcmp(test.picture, WANTED[w]) == 0;
            combined += strstr(test.combined, "_sobel_magnitude") != NULL;
            case_free(&test);
        }
    assert_int_equal(found, sizeof WANTED / sizeof WANTED[0]);
    assert_int_equal(combined, 2);
}

/* Nobody looks at them: then they only are large images, and conv2d takes one for each filter of 3 x 3. */
static void photographs_without_pictures_are_few(void **state)
{
    static float rgb[3 * 20 * 30];
    const struct photograph photographs[] = {grey_photograph("coffee", rgb, 20, 30),
                                             grey_photograph("rocket", rgb, 30, 20)};
    struct case_request request = REQUEST;
    size_t coffee = 0, rocket = 0;

    (void)state;
    request.photographs = photographs;
    request.photograph_count = 2;
    for (size_t i = 0; i < CONV2D_EXERCISE.case_count(&request); i++) {
        struct test_case test = make(&CONV2D_EXERCISE, &request, i);
        coffee += strncmp(test.picture, "coffee_", 7) == 0;
        rocket += strncmp(test.picture, "rocket_", 7) == 0;
        case_free(&test);
    }
    assert_int_equal(coffee + rocket, 4);
    assert_true(coffee > 0 && rocket > 0);
}

/* What is built ahead of a judgement is what its cases will ask for, in their order. */
static void later_builds_are_those_of_the_cases(void **state)
{
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);

    (void)state;
    for (size_t e = 0; e < rows; e++) {
        struct case_size sizes[SIZES_LIMIT];
        char reason[256];
        const char *later = table[e]->later_builds, *options = catalogue[e][0].options;
        const size_t count = later ? sizes_read(table[e], later, sizes, reason, sizeof reason) : 0;
        size_t found = 0;
        for (size_t i = 1; i < table[e]->case_count(&REQUEST); i++) {
            if (strcmp(options, catalogue[e][i].options) == 0)
                continue;
            options = catalogue[e][i].options;
            assert_true(found < count);
            struct test_case test = {0};
            assert_true(table[e]->make_sized(&sizes[found++], 0, &REQUEST, &test));
            assert_string_equal(test.options, options);
            case_free(&test);
        }
        assert_int_equal(found, count);
    }
}

/* --- the contract ------------------------------------------------------------------------------ */

static void declarations_read_like_the_contract(void **state)
{
    static const char *const DECLARATIONS[] = {
        "__kernel void vector_add(__global const float *x, __global const float *y, "
        "__global float *z, const uint n)",
        "__kernel void greyscale(__global const float *rgb, __global float *grey, "
        "const uint height, const uint width)",
        "__kernel void conv2d(__global const float *input, __constant float *weights, "
        "__global float *output, const uint height, const uint width)",
        "__kernel void matmul(__global const float *a, __global const float *b, "
        "__global float *c, const uint m, const uint n, const uint k, const uint lda, "
        "const uint ldb, const uint ldc)",
    };
    size_t rows;
    const struct exercise *const *table = exercise_table(&rows);
    char text[512], tiny[20];

    (void)state;
    for (size_t i = 0; i < sizeof DECLARATIONS / sizeof DECLARATIONS[0]; i++) {
        contract_declaration(&table[i]->kernels[0], text, sizeof text);
        assert_string_equal(text, DECLARATIONS[i]);
    }
    contract_declaration(&table[3]->kernels[0], tiny, sizeof tiny);
    assert_int_equal(strlen(tiny), sizeof tiny - 1);
    contract_declaration(&FUSION_EXAMPLE.kernels[3], text, sizeof text);
    assert_string_equal(text,
                        "__kernel void fused(__global const float *x, __global const float *y, "
                        "__global float *z, const float c, const uint n)");
}

static void numbers_names_and_paths_find_exercises(void **state)
{
    static const struct {
        const char *text, *name;
    } ROWS[] = {
        {"1", "vector_add"},
        {"04", "matmul"},
        {"0", NULL},
        {"5", NULL},
        {"", NULL},
        {"conv2d", "conv2d"},
        {"fusion", "fusion"},
        {"matmull", NULL},
        {"exercises/01_vector_add.cl", "vector_add"},
        {"my_matmul.cl", "matmul"},
        {"/tmp/My_Conv2D.cl", "conv2d"},
        {"tests/buggy_vector_add.cl", "vector_add"},
        {"vector_add_copy.cl", "vector_add"},
        {"kernels/copy.cl", "copy"},
        {"/home/me/matmul/kernels/copy.cl", "copy"},
        {"my_copy.cl", "copy"},
        {"kernels/matmul/01_naive.cl", "matmul"},
        {"kernels/matmul/07_async_copy.cl", "matmul"},
        {"tests/kernels/right/image_filters/plain.cl", "image_filters"},
        {"matmul/old/plain.cl", "matmul"},
        {"matmul_notes/plain.cl", NULL},
        {"exercises/nothing.cl", NULL},
        {"./x", NULL},
        {"/", NULL},
        {".", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const struct exercise *found = exercise_find(ROWS[i].text);
        const char *name = found ? found->name : "nothing";
        assert_string_equal(name, ROWS[i].name ? ROWS[i].name : "nothing");
    }
}

static void numbers_are_grouped_by_thousands(void **state)
{
    (void)state;
    assert_string_equal(grouped(0).text, "0");
    assert_string_equal(grouped(999).text, "999");
    assert_string_equal(grouped(1000).text, "1,000");
    assert_string_equal(grouped(5000001).text, "5,000,001");
    assert_string_equal(grouped(SIZE_MAX).text, "18,446,744,073,709,551,615");
}

/* --- the course's files ------------------------------------------------------------------------ */

/* In a course of its own, so that it runs the same anywhere. */
static void the_course_is_found(void **state)
{
    char folder[] = "/tmp/course_XXXXXX", command[256], path[512];
    struct course_paths photographs;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command,
             "cd %s && mkdir images exercises && touch images/b.png images/a.JPG images/notes.md",
             folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(setenv("WORKSHOP_ROOT", folder, 1), 0);
    assert_true(course_solution(&MATMUL_EXERCISE, path, sizeof path));
    assert_non_null(strstr(path, "/solutions/04_matmul.cl"));
    assert_int_equal(chdir(folder), 0);
    assert_true(course_path("exercises/x.cl", path, sizeof path));
    assert_string_equal(path, "exercises/x.cl");
    assert_false(course_path("exercises/x.cl", path, 5));
    assert_true(course_solution(&COPY_EXAMPLE, path, sizeof path));
    assert_string_equal(path, "kernels/copy.cl");
    assert_true(course_photographs(&photographs));
    assert_int_equal(photographs.count, 2);
    assert_string_equal(photographs.paths[0], "images/a.JPG");
    assert_string_equal(photographs.paths[1], "images/b.png");
    course_paths_free(&photographs);
    assert_int_equal(chdir("/"), 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_pixel_of_greyscale),
        cmocka_unit_test(one_pixel_of_sepia),
        cmocka_unit_test(corners_of_a_convolution),
        cmocka_unit_test(filters_meet_the_pixels_unturned),
        cmocka_unit_test(one_element_of_a_product),
        cmocka_unit_test(float_kernels_are_within_the_bounds),
        cmocka_unit_test(ten_bit_inputs_are_outside_the_bounds),
        cmocka_unit_test(ten_bits_exceed_the_bound_of_most_elements_at_64),
        cmocka_unit_test(eight_bit_results_are_outside_the_bounds),
        cmocka_unit_test(bounds_are_never_loose),
        cmocka_unit_test(sepia_exceeds_one_in_some_pixels_only),
        cmocka_unit_test(another_seed_means_other_inputs),
        cmocka_unit_test(random_floats_use_all_their_bits),
        cmocka_unit_test(every_suspect_shows_in_some_case),
        cmocka_unit_test(a_transposed_store_is_a_flat_index),
        cmocka_unit_test(flipped_weights_are_those_of_a_convolution),
        cmocka_unit_test(reading_between_the_rows_is_nan),
        cmocka_unit_test(limiting_is_missed_where_a_sum_exceeds_one),
        cmocka_unit_test(all_cases_can_be_made_for_any_tile),
        cmocka_unit_test(names_and_options_are_in_order),
        cmocka_unit_test(photographs_make_pictures),
        cmocka_unit_test(photographs_without_pictures_are_few),
        cmocka_unit_test(later_builds_are_those_of_the_cases),
        cmocka_unit_test(declarations_read_like_the_contract),
        cmocka_unit_test(numbers_names_and_paths_find_exercises),
        cmocka_unit_test(numbers_are_grouped_by_thousands),
        cmocka_unit_test(the_course_is_found),
    };
    return cmocka_run_group_tests(tests, make_catalogue, NULL);
}
