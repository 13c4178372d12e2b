/* Exercise 2: greyscale and sepia, each pixel by itself: one or three weighted sums of its colours.
 * The weights are the contract's decimal numbers; the bound covers a kernel that has them as float. */
#include "cases.h"
#include "rows.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RGB, OUT, HEIGHT, WIDTH };

static const struct kernel_contract KERNELS[] = {
    {.name = "greyscale",
     .dimensions = 2,
     .arguments = {[RGB] = {"rgb", ARGUMENT_INPUT},
                   [OUT] = {"grey", ARGUMENT_OUTPUT},
                   [HEIGHT] = {"height", ARGUMENT_COUNT},
                   [WIDTH] = {"width", ARGUMENT_COUNT}}},
    {.name = "sepia",
     .dimensions = 2,
     .arguments = {[RGB] = {"rgb", ARGUMENT_INPUT},
                   [OUT] = {"out", ARGUMENT_OUTPUT},
                   [HEIGHT] = {"height", ARGUMENT_COUNT},
                   [WIDTH] = {"width", ARGUMENT_COUNT}}},
};
enum { KERNEL_COUNT = sizeof KERNELS / sizeof KERNELS[0] };

/* --- the filters ------------------------------------------------------------------------------- */

struct filter {
    size_t planes; /* of the output */
    double weights[3][3];
    double limit;
    double flops; /* a pixel */
};

static const struct filter FILTERS[KERNEL_COUNT] = {
    {1, {{0.299, 0.587, 0.114}}, INFINITY, 5},
    {3, {{0.393, 0.769, 0.189}, {0.349, 0.686, 0.168}, {0.272, 0.534, 0.131}}, 1, 18},
};

static const struct filter *filter_of(const struct test_case *test)
{
    return &FILTERS[test->kernel - KERNELS];
}

/* One plane of the output: count pixels from the three planes of the input. */
static void mix(const double weights[3], double limit, const float *const planes[3], size_t count,
                double *values)
{
    const float *r = planes[0], *g = planes[1], *b = planes[2];
    for (size_t i = 0; i < count; i++) {
        const double sum =
            weights[0] * (double)r[i] + weights[1] * (double)g[i] + weights[2] * (double)b[i];
        values[i] = sum < limit ? sum : limit;
    }
}

/* Expected and bound of one row of a plane. For k = 3 products: (k + 2) roundings, one of the weight,
 * one of the product, at most three of the sum; inputs and weights are not negative. */
static void reference_row(struct test_case *test, size_t plane, size_t row)
{
    const struct array *rgb = &test->arguments[RGB].array, *out = case_output(test);
    const size_t area = rgb->rows * rgb->columns, start = row * rgb->columns;
    const float *const from[3] = {rgb->values + start, rgb->values + area + start,
                                  rgb->values + 2 * area + start};
    const struct filter *filter = filter_of(test);
    double *expected = test->expected + plane * area + start;
    double *bound = test->bound + plane * area + start;

    mix(filter->weights[plane], INFINITY, from, out->columns, bound);
    mix(filter->weights[plane], filter->limit, from, out->columns, expected);
    for (size_t i = 0; i < out->columns; i++)
        bound[i] *= (3 + 2) * (double)FLT_EPSILON;
}

static void reference(struct test_case *test)
{
    const struct array *out = case_output(test);

    for (size_t plane = 0; plane < out->planes; plane++)
        for (size_t row = 0; row < out->rows; row++)
            if (row_is_checked(out, row))
                reference_row(test, plane, row);
            else
                skip_row(test, plane, row);
}

/* --- cases ------------------------------------------------------------------------------------- */

/* Both kernels take turns: random images, photographs, and the one to time. */
static size_t case_count(const struct case_request *request)
{
    return KERNEL_COUNT * (image_extents(request).count + request->photograph_count +
                           (request->simulated ? 0 : 1));
}

static bool make_filter_case(const struct kernel_contract *kernel,
                             const struct photograph *photograph, struct extent extent,
                             struct random random, struct test_case *test)
{
    case_begin(test, kernel);
    const struct filter *filter = filter_of(test);
    const double pixels = (double)extent.height * (double)extent.width;

    if (!case_add_input(test, RGB, planes_shape(3, extent.height, extent.width)) ||
        !case_add_output(test, OUT, planes_shape(filter->planes, extent.height, extent.width)))
        return case_failed(test);
    test->arguments[HEIGHT].count = (uint32_t)extent.height;
    test->arguments[WIDTH].count = (uint32_t)extent.width;
    if (photograph)
        fill_photograph(&test->arguments[RGB].array, photograph);
    else
        fill_pixels(&test->arguments[RGB].array, random);
    reference(test);
    test->outputs[0] = extent.width;
    test->outputs[1] = extent.height;
    test->bytes = 4 * pixels * (3 + (double)filter->planes);
    test->flops = filter->flops * pixels;
    case_name(test, "%s x %s", grouped(extent.height).text, grouped(extent.width).text);
    return true;
}

static bool make_case(const struct case_request *request, size_t index, struct test_case *test)
{
    const struct kernel_contract *kernel = &KERNELS[index % KERNEL_COUNT];
    const struct extents extents = image_extents(request);
    const struct random random = random_stream(request->seed, index, RGB);
    const size_t side = timed_image_side(request), which = index / KERNEL_COUNT;

    if (which < extents.count)
        return make_filter_case(kernel, NULL, extents.values[which], random, test);
    if (which == extents.count + request->photograph_count) {
        test->timed = make_filter_case(kernel, NULL, (struct extent){side, side}, random, test);
        return test->timed;
    }
    const struct photograph *photograph = &request->photographs[which - extents.count];
    const struct extent extent = {photograph->image.height, photograph->image.width};
    if (!make_filter_case(kernel, photograph, extent, random, test))
        return false;
    case_name(test, "%s, %zu x %zu", photograph->name, extent.height, extent.width);
    snprintf(test->picture, sizeof test->picture, "%s_%s", photograph->name, kernel->name);
    return true;
}

static bool make_sized(const struct case_size *size, size_t kernel,
                       const struct case_request *request, struct test_case *test)
{
    const struct extent extent = {size->numbers[0], size->numbers[1]};
    test->timed = make_filter_case(&KERNELS[kernel], NULL, extent,
                                   random_stream(request->seed, kernel, RGB), test);
    return test->timed;
}

/* --- known mistakes ---------------------------------------------------------------------------- */

/* The filter over other planes than the input's own. */
static bool filtered(const struct test_case *test, const struct filter *filter,
                     const float *const planes[3], double *values)
{
    const size_t area = test->arguments[RGB].array.rows * test->arguments[RGB].array.columns;

    for (size_t plane = 0; plane < filter->planes; plane++)
        mix(filter->weights[plane], filter->limit, planes, area, values + plane * area);
    return suspect_shows(test, values);
}

/* variant: the planes that are not limited, a bit each. */
static bool unclamped(const struct test_case *test, int variant, double *values)
{
    const struct array *rgb = &test->arguments[RGB].array;
    const size_t area = rgb->rows * rgb->columns;
    const float *const planes[3] = {rgb->values, rgb->values + area, rgb->values + 2 * area};
    struct filter filter = *filter_of(test);

    filter.limit = INFINITY;
    if (!filtered(test, &filter, planes, values))
        return false;
    for (size_t plane = 0; plane < filter.planes; plane++)
        for (size_t i = 0; (variant >> plane & 1) == 0 && i < area; i++)
            values[plane * area + i] = test->expected[plane * area + i];
    return suspect_shows(test, values);
}

static bool planes_permuted(const struct test_case *test, int variant, double *values)
{
    const struct array *rgb = &test->arguments[RGB].array;
    const size_t area = rgb->rows * rgb->columns;
    const float *planes[3];

    for (size_t p = 0; p < 3; p++)
        planes[p] = rgb->values + PERMUTATION[variant][p] * area;
    return filtered(test, filter_of(test), planes, values);
}

static size_t column_by_column(const struct array *rgb, size_t plane, size_t row, size_t column)
{
    return plane * rgb->rows * rgb->columns + column * rgb->rows + row;
}

static size_t side_by_side(const struct array *rgb, size_t plane, size_t row, size_t column)
{
    return 3 * (row * rgb->columns + column) + plane;
}

/* Where a mistaken kernel looks for a colour of a pixel; always inside the input. */
static size_t (*const PLACES[])(const struct array *, size_t, size_t, size_t) = {column_by_column,
                                                                                 side_by_side};
enum { COLUMN_BY_COLUMN, SIDE_BY_SIDE };

static bool read_elsewhere(const struct test_case *test, int variant, double *values)
{
    const struct array *rgb = &test->arguments[RGB].array;
    const size_t area = rgb->rows * rgb->columns;
    float *turned = malloc(3 * area * sizeof *turned), *to = turned;

    if (!turned)
        return false;
    for (size_t plane = 0; plane < 3; plane++)
        for (size_t row = 0; row < rgb->rows; row++)
            for (size_t column = 0; column < rgb->columns; column++)
                *to++ = rgb->values[PLACES[variant](rgb, plane, row, column)];
    const float *const planes[3] = {turned, turned + area, turned + 2 * area};
    const bool applies = filtered(test, filter_of(test), planes, values);
    free(turned);
    return applies;
}

/* Three values side by side a pixel, where planes are asked for. */
static bool stored_side_by_side(const struct test_case *test, int variant, double *values)
{
    const struct array *out = case_output(test);
    const size_t area = out->rows * out->columns;

    (void)variant;
    for (size_t plane = 0; plane < out->planes; plane++)
        for (size_t i = 0; i < area; i++)
            values[i * out->planes + plane] = test->expected[plane * area + i];
    return suspect_shows(test, values);
}

/* Weights that belong to no exercise, but to grey pictures elsewhere. */
static const double GREY_WEIGHTS[][3] = {
    {1.0 / 3, 1.0 / 3, 1.0 / 3},
    {0.2126, 0.7152, 0.0722},
    {1, 0, 0},
    {0, 1, 0},
    {0, 0, 1},
    {1, 1, 1},
};
enum { MEAN, BT709, RED_ALONE, GREEN_ALONE, BLUE_ALONE, PLAIN_SUM };

static bool other_grey(const struct test_case *test, int variant, double *values)
{
    const struct array *rgb = &test->arguments[RGB].array;
    const size_t area = rgb->rows * rgb->columns;
    const float *const planes[3] = {rgb->values, rgb->values + area, rgb->values + 2 * area};

    if (test->kernel != &KERNELS[0])
        return false;
    mix(GREY_WEIGHTS[variant], INFINITY, planes, area, values);
    return suspect_shows(test, values);
}

/* Sepia whose green and blue are made from the new red (variant 0), blue from the new green too (1). */
static bool sepia_of_sepia(const struct test_case *test, int variant, double *values)
{
    const struct filter *filter = &FILTERS[1];
    const struct array *rgb = &test->arguments[RGB].array;
    const size_t area = rgb->rows * rgb->columns;

    if (test->kernel != &KERNELS[1])
        return false;
    for (size_t i = 0; i < area; i++) {
        double colour[3] = {(double)rgb->values[i], (double)rgb->values[area + i],
                            (double)rgb->values[2 * area + i]};
        for (size_t p = 0; p < 3; p++) {
            const double *w = filter->weights[p];
            const double sum = w[0] * colour[0] + w[1] * colour[1] + w[2] * colour[2];
            const double result = sum < filter->limit ? sum : filter->limit;
            values[p * area + i] = result;
            if (p == 0 || variant == 1)
                colour[p] = result;
        }
    }
    return suspect_shows(test, values);
}

static bool input_copied(const struct test_case *test, int variant, double *values)
{
    const size_t count = array_elements(case_output(test));

    (void)variant;
    for (size_t i = 0; i < count; i++)
        values[i] = (double)test->arguments[RGB].array.values[i];
    return suspect_shows(test, values);
}

static bool inverted(const struct test_case *test, int variant, double *values)
{
    const size_t count = array_elements(case_output(test));

    (void)variant;
    for (size_t i = 0; i < count; i++)
        values[i] = 1 - test->expected[i];
    return suspect_shows(test, values);
}

#define READ_SWAP "The colours or their weights are exchanged: the kernel took "
#define READ_END " for red, green and blue. The planes lie in this order: red, green, blue."
#define STORE_SWAP "The three results are right but lie in the wrong planes: the kernel stored "
#define STORE_END " where red, green and blue belong."

#define UNCLAMPED "The values are right until they exceed 1; then those of "
#define CLAMP_IT " go on. Limit each sum to 1 just before you store it."

static const struct suspect SUSPECTS[] = {
    {"missing-clamp", UNCLAMPED "every plane" CLAMP_IT, unclamped, 7},
    {"missing-clamp", UNCLAMPED "red and green" CLAMP_IT, unclamped, 3},
    {"missing-clamp", UNCLAMPED "red" CLAMP_IT, unclamped, 1},
    {"missing-clamp", UNCLAMPED "green" CLAMP_IT, unclamped, 2},
    {"channel-swap", READ_SWAP "blue, green and red" READ_END, planes_permuted, 0},
    {"channel-swap", READ_SWAP "green, red and blue" READ_END, planes_permuted, 1},
    {"channel-swap", READ_SWAP "red, blue and green" READ_END, planes_permuted, 2},
    {"channel-swap", READ_SWAP "green, blue and red" READ_END, planes_permuted, 3},
    {"channel-swap", READ_SWAP "blue, red and green" READ_END, planes_permuted, 4},
    {"channel-swap", STORE_SWAP "blue, green and red" STORE_END, stored_in_other_planes, 0},
    {"channel-swap", STORE_SWAP "green, red and blue" STORE_END, stored_in_other_planes, 1},
    {"channel-swap", STORE_SWAP "red, blue and green" STORE_END, stored_in_other_planes, 2},
    {"channel-swap", STORE_SWAP "green, blue and red" STORE_END, stored_in_other_planes, 3},
    {"channel-swap", STORE_SWAP "blue, red and green" STORE_END, stored_in_other_planes, 4},
    {"channel-swap",
     "The kernel reads red, green and blue of a pixel side by side (3 * i, 3 * i + 1, ...), but "
     "they "
     "lie in planes: all red, then all green, then all blue.",
     read_elsewhere, SIDE_BY_SIDE},
    {"channel-swap",
     "The kernel stores red, green and blue of a pixel side by side (3 * i, 3 * i + 1, ...), but "
     "the "
     "output has planes: all red, then all green, then all blue.",
     stored_side_by_side, 0},
    {"transposed",
     "Row and column are exchanged where the kernel stores: pixels lie row by row, so the index is "
     "row * width + column.",
     stored_transposed, 0},
    {"transposed",
     "Row and column are exchanged where the kernel reads: pixels lie row by row, so the index is "
     "row * width + column.",
     read_elsewhere, COLUMN_BY_COLUMN},
    {"wrong-values",
     "This is the plain average of the three colours, but each has a weight of its own: they stand "
     "at "
     "the top of the template.",
     other_grey, MEAN},
    {"wrong-values",
     "These are the weights of another standard (0.2126, 0.7152, 0.0722); the exercise asks for "
     "those "
     "at the top of the template.",
     other_grey, BT709},
    {"wrong-values", "This is the red plane alone. Green and blue have to be read and weighed too.",
     other_grey, RED_ALONE},
    {"wrong-values", "This is the green plane alone. Red and blue have to be read and weighed too.",
     other_grey, GREEN_ALONE},
    {"wrong-values", "This is the blue plane alone. Red and green have to be read and weighed too.",
     other_grey, BLUE_ALONE},
    {"wrong-values", "The three colours were added without their weights.", other_grey, PLAIN_SUM},
    {"wrong-values",
     "Green and blue were computed from the new red. All three need the colours of the input: keep "
     "these in variables of their own.",
     sepia_of_sepia, 0},
    {"wrong-values",
     "Green was computed from the new red, and blue from the new red and green. All three need the "
     "colours of the input: keep these in variables of their own.",
     sepia_of_sepia, 1},
    {"wrong-values", "The output is a copy of the input: the colours were not mixed.", input_copied,
     0},
    {"wrong-values", "Every value is 1 minus what it should be: this is the negative.", inverted,
     0},
    {0},
};

const struct exercise IMAGE_FILTERS_EXERCISE = {
    .number = 2,
    .name = "image_filters",
    .title = "Image filters: greyscale and sepia",
    .file = "exercises/02_image_filters.cl",
    .kernels = KERNELS,
    .kernel_count = KERNEL_COUNT,
    .case_count = case_count,
    .make_case = make_case,
    .sizes = {.form = "HEIGHT or HEIGHTxWIDTH",
              .names = {"height", "width"},
              .counts = 1u << 1 | 1u << 2,
              .planes = 3,
              .on_cpu = "512,4096",
              .on_gpu = "1024,4096,8192",
              .timed_on_cpu = "2048",
              .timed_on_gpu = "4096"},
    .make_sized = make_sized,
    .ladder = "kernels/sepia",
    .suspects = SUSPECTS,
    .next = "run 3",
};
