/* Exercise 3: every output pixel is the weighted sum of the square of pixels around it, zeros outside
 * of the image. The weights come in a buffer, the side of their square as -D KERNEL_SIZE. */
#include "cases.h"
#include "rows.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

enum { INPUT, WEIGHTS, OUTPUT, HEIGHT, WIDTH };
enum { CHANNELS = 3, SIZE_LIMIT = 7 };

static const struct kernel_contract KERNELS[] = {{
    .name = "conv2d",
    .dimensions = 3,
    .arguments = {[INPUT] = {"input", ARGUMENT_INPUT},
                  [WEIGHTS] = {"weights", ARGUMENT_CONSTANT},
                  [OUTPUT] = {"output", ARGUMENT_OUTPUT},
                  [HEIGHT] = {"height", ARGUMENT_COUNT},
                  [WIDTH] = {"width", ARGUMENT_COUNT}},
}};

/* --- the filters ------------------------------------------------------------------------------- */

struct filter {
    const char *name;    /* in the name of a case */
    const char *picture; /* in that of a picture */
    size_t photograph;   /* the one to show it on, of those there are */
    size_t size;
    float divisor;                          /* 0: random weights */
    float weights[SIZE_LIMIT * SIZE_LIMIT]; /* size x size, each over the divisor */
};

enum { SOBEL_X, SOBEL_Y, SHARPEN, EDGE, GAUSSIAN, MOTION_BLUR, RANDOM_3, RANDOM_5, RANDOM_7 };

static const struct filter FILTERS[] = {
    [SOBEL_X] = {"Sobel x", "sobel_x", 1, 3, 1, {-1, 0, 1, -2, 0, 2, -1, 0, 1}},
    [SOBEL_Y] = {"Sobel y", "sobel_y", 2, 3, 1, {-1, -2, -1, 0, 0, 0, 1, 2, 1}},
    [SHARPEN] = {"sharpen", "sharpen", 0, 3, 1, {0, -1, 0, -1, 5, -1, 0, -1, 0}},
    [EDGE] = {"edge", "edge", 1, 3, 1, {-1, -1, -1, -1, 8, -1, -1, -1, -1}},
    [GAUSSIAN] = {"Gaussian", "gaussian", 2, 5, 256, {1,  4, 6,  4,  1,  4, 16, 24, 16,
                                                      4,  6, 24, 36, 24, 6, 4,  16, 24,
                                                      16, 4, 1,  4,  6,  4, 1}},
    [MOTION_BLUR] = {"motion blur", "motion_blur", 1, 5, 5, {1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1,
                                                             0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}},
    [RANDOM_3] = {"random 3 x 3", NULL, 0, 3, 0, {0}},
    [RANDOM_5] = {"random 5 x 5", NULL, 0, 5, 0, {0}},
    [RANDOM_7] = {"random 7 x 7", NULL, 0, 7, 0, {0}},
};

static void fill_weights(const struct filter *filter, const struct array *weights,
                         struct random random)
{
    if (filter->divisor == 0) {
        fill_signed(weights, random);
        return;
    }
    for (size_t i = 0; i < filter->size * filter->size; i++)
        weights->values[i] = filter->weights[i] / filter->divisor;
}

/* --- the reference ----------------------------------------------------------------------------- */

/* Adds one weight times the part of an input row that it meets, and the same of magnitudes. */
static void add_tap(double weight, const float *from, size_t count, double *sum, double *magnitude)
{
    for (size_t i = 0; i < count; i++) {
        const double term = weight * (double)from[i];
        sum[i] += term;
        magnitude[i] += fabs(term);
    }
}

/* One row of one channel into expected and bound, which are zero before. */
static void reference_row(struct test_case *test, size_t channel, size_t row)
{
    const struct array *input = &test->arguments[INPUT].array;
    const struct array *weights = &test->arguments[WEIGHTS].array;
    const size_t size = weights->rows, reach = size / 2;
    const size_t height = input->rows, width = input->columns;
    const size_t plane = channel * height * width;
    double *expected = test->expected + plane + row * width;
    double *bound = test->bound + plane + row * width;

    for (size_t i = 0; i < size; i++) {
        if (row + i < reach || row + i - reach >= height)
            continue;
        const float *from = input->values + plane + (row + i - reach) * width;
        for (size_t j = 0; j < size; j++) {
            const size_t left = j < reach ? reach - j : 0, right = j > reach ? j - reach : 0;
            const double weight = (double)weights->values[i * size + j];
            if (left + right < width && weight != 0)
                add_tap(weight, from + right, width - left - right, expected + left, bound + left);
        }
    }
    for (size_t column = 0; column < width; column++)
        bound[column] *= (double)(size * size + 2) * (double)FLT_EPSILON;
}

static void reference(struct test_case *test)
{
    const struct array *output = case_output(test);

    for (size_t channel = 0; channel < output->planes; channel++)
        for (size_t row = 0; row < output->rows; row++)
            if (row_is_checked(output, row))
                reference_row(test, channel, row);
            else
                skip_row(test, channel, row);
}

/* --- cases ------------------------------------------------------------------------------------- */

/* What a case is made from. */
struct plan {
    const struct filter *filter;
    struct extent extent;
    const struct photograph *photograph; /* NULL: random pixels */
    bool timed;
};

struct plans {
    size_t wanted, count; /* the index of the one to keep; how many there are so far */
    struct plan kept;
};

static void plan(struct plans *plans, int filter, struct extent extent,
                 const struct photograph *photograph, bool timed)
{
    if (plans->count++ == plans->wanted)
        plans->kept = (struct plan){&FILTERS[filter], extent, photograph, timed};
}

static void plan_photograph(struct plans *plans, const struct case_request *request, int filter,
                            size_t which)
{
    const struct photograph *photograph = &request->photographs[which % request->photograph_count];
    plan(plans, filter, (struct extent){photograph->image.height, photograph->image.width},
         photograph, false);
}

/* Filters, each on its photograph. */
static void plan_photographs(struct plans *plans, const struct case_request *request, int first,
                             int last)
{
    for (int filter = first; request->photograph_count > 0 && filter <= last; filter++)
        plan_photograph(plans, request, filter, FILTERS[filter].photograph);
}

/* Where pictures are wanted, Sobel's pair for every photograph, one behind the other; else they are
 * there for their size, and those of one KERNEL_SIZE will do. */
static void plan_photographs_3(struct plans *plans, const struct case_request *request)
{
    for (size_t i = 0; request->pictures && i < request->photograph_count; i++) {
        plan_photograph(plans, request, SOBEL_X, i);
        plan_photograph(plans, request, SOBEL_Y, i);
    }
    plan_photographs(plans, request, request->pictures ? SHARPEN : SOBEL_X, EDGE);
}

static void plan_random(struct plans *plans, const struct case_request *request, int filter)
{
    const struct extents extents = image_extents(request);
    for (size_t i = 0; i < extents.count; i++)
        plan(plans, filter, extents.values[i], NULL, false);
}

/* All cases of one KERNEL_SIZE stand together, since each size is a program to build. */
static void plan_all(struct plans *plans, const struct case_request *request)
{
    const struct extent odd = {67, 131};
    /* many times the work of a filter that looks at one pixel: half the side will do on a CPU */
    const size_t side = request->large ? timed_image_side(request) : timed_image_side(request) / 2;
    const struct extent square = {side, side};

    plan_random(plans, request, RANDOM_3);
    if (request->simulated)
        return;
    for (int filter = SOBEL_X; filter <= EDGE; filter++)
        plan(plans, filter, odd, NULL, false);
    plan_photographs_3(plans, request);
    plan(plans, RANDOM_3, square, NULL, true);

    plan_random(plans, request, RANDOM_5);
    for (int filter = GAUSSIAN; filter <= MOTION_BLUR; filter++)
        plan(plans, filter, odd, NULL, false);
    if (request->pictures)
        plan_photographs(plans, request, GAUSSIAN, MOTION_BLUR);
    plan(plans, RANDOM_5, square, NULL, true);

    plan_random(plans, request, RANDOM_7);
}

static size_t case_count(const struct case_request *request)
{
    struct plans plans = {.wanted = (size_t)-1};
    plan_all(&plans, request);
    return plans.count;
}

static void name_case(const struct plan *plan, struct test_case *test)
{
    const struct filter *filter = plan->filter;

    if (!plan->photograph) {
        case_name(test, "%s, %s x %s", filter->name, grouped(plan->extent.height).text,
                  grouped(plan->extent.width).text);
        return;
    }
    const char *photograph = plan->photograph->name;
    case_name(test, "%s, %s, %zu x %zu", filter->name, photograph, plan->extent.height,
              plan->extent.width);
    snprintf(test->picture, sizeof test->picture, "%s_%s", photograph, filter->picture);
    if (filter == &FILTERS[SOBEL_Y])
        snprintf(test->combined, sizeof test->combined, "%s_sobel_magnitude", photograph);
}

static void describe_case(const struct plan *plan, struct test_case *test)
{
    const size_t size = plan->filter->size;
    const double elements = (double)array_elements(case_output(test)), taps = (double)(size * size);

    snprintf(test->options, sizeof test->options, "-D KERNEL_SIZE=%zu", size);
    test->arguments[HEIGHT].count = (uint32_t)plan->extent.height;
    test->arguments[WIDTH].count = (uint32_t)plan->extent.width;
    test->outputs[0] = plan->extent.width;
    test->outputs[1] = plan->extent.height;
    test->outputs[2] = CHANNELS;
    test->timed = plan->timed;
    test->bytes = 4 * (2 * elements + taps);
    test->flops = 2 * taps * elements;
    test->reach = size / 2;
    name_case(plan, test);
}

static bool make_planned(const struct plan *plan, uint64_t seed, size_t index,
                         struct test_case *test)
{
    const struct array shape = planes_shape(CHANNELS, plan->extent.height, plan->extent.width);
    struct array *input = &test->arguments[INPUT].array;

    case_begin(test, &KERNELS[0]);
    if (!case_add_input(test, INPUT, shape) || !case_add_output(test, OUTPUT, shape) ||
        !case_add_input(test, WEIGHTS, planes_shape(1, plan->filter->size, plan->filter->size)))
        return case_failed(test);
    fill_weights(plan->filter, &test->arguments[WEIGHTS].array,
                 random_stream(seed, index, WEIGHTS));
    if (plan->photograph)
        fill_photograph(input, plan->photograph);
    else
        fill_pixels(input, random_stream(seed, index, INPUT));
    describe_case(plan, test);
    reference(test);
    return true;
}

static bool make_case(const struct case_request *request, size_t index, struct test_case *test)
{
    struct plans plans = {.wanted = index};
    plan_all(&plans, request);
    return make_planned(&plans.kept, request->seed, index, test);
}

static const int RANDOM_OF_SIZE[] = {[3] = RANDOM_3, [5] = RANDOM_5, [7] = RANDOM_7};

static bool check_size(const struct case_size *size, char *reason, size_t reason_size)
{
    const size_t kernel_size = size->numbers[2];
    const bool ok = kernel_size == 3 || kernel_size == 5 || kernel_size == 7;
    if (!ok)
        snprintf(reason, reason_size, "KERNEL_SIZE is 3, 5 or 7 here, not %zu", kernel_size);
    return ok;
}

static bool make_sized(const struct case_size *size, size_t kernel,
                       const struct case_request *request, struct test_case *test)
{
    const struct plan plan = {.filter = &FILTERS[RANDOM_OF_SIZE[size->numbers[2]]],
                              .extent = {size->numbers[0], size->numbers[1]},
                              .timed = true};
    return make_planned(&plan, request->seed, kernel, test);
}

/* --- known mistakes ---------------------------------------------------------------------------- */

/* A convolution with one thing changed. */
struct mistake {
    const struct array *input;
    size_t size; /* of the square of weights */
    long before; /* rows and columns of it before the pixel */
    double weights[SIZE_LIMIT * SIZE_LIMIT];
    double (*pixel)(const struct array *input, size_t channel, long row, long column);
    double (*finish)(const struct mistake *mistake, double sum, size_t taps_inside);
};

static bool is_inside(const struct array *input, long row, long column)
{
    return row >= 0 && row < (long)input->rows && column >= 0 && column < (long)input->columns;
}

static double pixel_at(const struct array *input, size_t channel, long row, long column)
{
    const size_t plane = channel * input->rows * input->columns;
    return (double)input->values[plane + (size_t)row * input->columns + (size_t)column];
}

static double zero_outside(const struct array *input, size_t channel, long row, long column)
{
    return is_inside(input, row, column) ? pixel_at(input, channel, row, column) : 0;
}

static double no_finish(const struct mistake *mistake, double sum, size_t taps_inside)
{
    (void)mistake, (void)taps_inside;
    return sum;
}

/* The right convolution of the case, to be changed. */
static struct mistake no_mistake(const struct test_case *test)
{
    const struct array *weights = &test->arguments[WEIGHTS].array;
    struct mistake mistake = {
        .input = &test->arguments[INPUT].array,
        .size = weights->rows,
        .before = (long)weights->rows / 2,
        .pixel = zero_outside,
        .finish = no_finish,
    };

    for (size_t i = 0; i < mistake.size * mistake.size; i++)
        mistake.weights[i] = (double)weights->values[i];
    return mistake;
}

static double mistaken_pixel(const struct mistake *mistake, size_t channel, long row, long column)
{
    double sum = 0;
    size_t taps_inside = 0;

    for (size_t i = 0; i < mistake->size; i++)
        for (size_t j = 0; j < mistake->size; j++) {
            const long y = row + (long)i - mistake->before, x = column + (long)j - mistake->before;
            taps_inside += is_inside(mistake->input, y, x);
            sum += mistake->weights[i * mistake->size + j] *
                   mistake->pixel(mistake->input, channel, y, x);
        }
    return mistake->finish(mistake, sum, taps_inside);
}

static bool convolve(const struct test_case *test, const struct mistake *mistake, double *values)
{
    const size_t taps = mistake->size * mistake->size;
    const struct array *input = mistake->input;

    if (array_elements(input) * taps > (size_t)1 << 24)
        return false;
    for (size_t channel = 0; channel < input->planes; channel++)
        for (long row = 0; row < (long)input->rows; row++)
            for (long column = 0; column < (long)input->columns; column++)
                *values++ = mistaken_pixel(mistake, channel, row, column);
    return suspect_shows(test, values - array_elements(input));
}

/* Pixels: what is taken for the one at row and column. */

static long clamped(long place, size_t length)
{
    return place < 0 ? 0 : place < (long)length ? place : (long)length - 1;
}

static double nearest(const struct array *input, size_t channel, long row, long column)
{
    return pixel_at(input, channel, clamped(row, input->rows), clamped(column, input->columns));
}

static long wrapped_place(long place, size_t length)
{
    const long rest = place % (long)length;
    return rest < 0 ? rest + (long)length : rest;
}

static double wrapped(const struct array *input, size_t channel, long row, long column)
{
    return pixel_at(input, channel, wrapped_place(row, input->rows),
                    wrapped_place(column, input->columns));
}

static double mirrored(const struct array *input, size_t channel, long row, long column)
{
    const long y = row < 0 ? -row : row, x = column < 0 ? -column : column;
    const long bottom = (long)input->rows - 1, right = (long)input->columns - 1;
    return nearest(input, channel, y > bottom ? 2 * bottom - y : y, x > right ? 2 * right - x : x);
}

static double rows_checked_only(const struct array *input, size_t channel, long row, long column)
{
    const long area = (long)(input->rows * input->columns);
    const long place = row * (long)input->columns + column;
    const bool inside = place >= 0 && place < area;
    return inside ? (double)input->values[(long)channel * area + place] : 0;
}

static double first_left_out(const struct array *input, size_t channel, long row, long column)
{
    return row > 0 && column > 0 ? zero_outside(input, channel, row, column) : 0;
}

static double last_left_out(const struct array *input, size_t channel, long row, long column)
{
    const bool last = row == (long)input->rows - 1 || column == (long)input->columns - 1;
    return last ? 0 : zero_outside(input, channel, row, column);
}

static double column_by_column(const struct array *input, size_t channel, long row, long column)
{
    const size_t plane = channel * input->rows * input->columns;
    if (!is_inside(input, row, column))
        return 0;
    return (double)input->values[plane + (size_t)column * input->rows + (size_t)row];
}

static double first_channel(const struct array *input, size_t channel, long row, long column)
{
    (void)channel;
    return zero_outside(input, 0, row, column);
}

static double side_by_side(const struct array *input, size_t channel, long row, long column)
{
    if (!is_inside(input, row, column))
        return 0;
    const size_t pixel = (size_t)row * input->columns + (size_t)column;
    return (double)input->values[input->planes * pixel + channel];
}

static double (*const PIXELS[])(const struct array *, size_t, long, long) = {
    nearest,       wrapped,          mirrored,      rows_checked_only, first_left_out,
    last_left_out, column_by_column, first_channel, side_by_side,
};
enum {
    NEAREST,
    WRAPPED,
    MIRRORED,
    ROWS_CHECKED_ONLY,
    FIRST_LEFT_OUT,
    LAST_LEFT_OUT,
    COLUMN_BY_COLUMN,
    FIRST_CHANNEL,
    SIDE_BY_SIDE,
};

static bool other_pixels(const struct test_case *test, int variant, double *values)
{
    struct mistake mistake = no_mistake(test);
    mistake.pixel = PIXELS[variant];
    return convolve(test, &mistake, values);
}

/* Weights: which one belongs into row i and column j. */

static double weight_at(const struct mistake *right, size_t i, size_t j)
{
    return right->weights[i * right->size + j];
}

static double flipped(const struct mistake *right, size_t i, size_t j)
{
    return weight_at(right, right->size - 1 - i, right->size - 1 - j);
}

static double turned(const struct mistake *right, size_t i, size_t j)
{
    return weight_at(right, j, i);
}

static double rows_flipped(const struct mistake *right, size_t i, size_t j)
{
    return weight_at(right, right->size - 1 - i, j);
}

static double columns_flipped(const struct mistake *right, size_t i, size_t j)
{
    return weight_at(right, i, right->size - 1 - j);
}

static double last_left_off(const struct mistake *right, size_t i, size_t j)
{
    return i + 1 < right->size && j + 1 < right->size ? weight_at(right, i, j) : 0;
}

static double centre_only(const struct mistake *right, size_t i, size_t j)
{
    return i == right->size / 2 && j == right->size / 2 ? 1 : 0;
}

static double all_one(const struct mistake *right, size_t i, size_t j)
{
    (void)right, (void)i, (void)j;
    return 1;
}

static double first_weight(const struct mistake *right, size_t i, size_t j)
{
    (void)i, (void)j;
    return right->weights[0];
}

static double last_tap_only(const struct mistake *right, size_t i, size_t j)
{
    return i + 1 == right->size && j + 1 == right->size ? weight_at(right, i, j) : 0;
}

static double (*const WEIGHT_CHANGES[])(const struct mistake *, size_t, size_t) = {
    flipped,     turned,  rows_flipped, columns_flipped, last_left_off,
    centre_only, all_one, first_weight, last_tap_only,
};
enum {
    FLIPPED,
    TURNED,
    ROWS_FLIPPED,
    COLUMNS_FLIPPED,
    LAST_LEFT_OFF,
    CENTRE_ONLY,
    ALL_ONE,
    FIRST_WEIGHT,
    LAST_TAP_ONLY,
};

static bool other_weights(const struct test_case *test, int variant, double *values)
{
    const struct mistake right = no_mistake(test);
    struct mistake mistake = right;

    for (size_t i = 0; i < right.size; i++)
        for (size_t j = 0; j < right.size; j++)
            mistake.weights[i * right.size + j] = WEIGHT_CHANGES[variant](&right, i, j);
    return convolve(test, &mistake, values);
}

/* Finishing touches to a sum. */

static double per_tap(const struct mistake *mistake, double sum, size_t taps_inside)
{
    (void)taps_inside;
    return sum / (double)(mistake->size * mistake->size);
}

static double per_weight(const struct mistake *mistake, double sum, size_t taps_inside)
{
    double total = 0;
    for (size_t i = 0; i < mistake->size * mistake->size; i++)
        total += mistake->weights[i];
    (void)taps_inside;
    return sum / total;
}

static double scaled_at_edges(const struct mistake *mistake, double sum, size_t taps_inside)
{
    return sum * (double)(mistake->size * mistake->size) / (double)taps_inside;
}

static double clamped_to_one(const struct mistake *mistake, double sum, size_t taps_inside)
{
    (void)mistake, (void)taps_inside;
    return fmin(fmax(sum, 0), 1);
}

static double absolute(const struct mistake *mistake, double sum, size_t taps_inside)
{
    (void)mistake, (void)taps_inside;
    return fabs(sum);
}

static double never_negative(const struct mistake *mistake, double sum, size_t taps_inside)
{
    (void)mistake, (void)taps_inside;
    return fmax(sum, 0);
}

static double (*const FINISHES[])(const struct mistake *, double, size_t) = {
    per_tap, per_weight, scaled_at_edges, clamped_to_one, absolute, never_negative,
};
enum { PER_TAP, PER_WEIGHT, SCALED_AT_EDGES, CLAMPED_TO_ONE, ABSOLUTE, NEVER_NEGATIVE };

static bool other_finish(const struct test_case *test, int variant, double *values)
{
    struct mistake mistake = no_mistake(test);
    mistake.finish = FINISHES[variant];
    return convolve(test, &mistake, values);
}

/* Filters that begin too early or too late: variant is how many weights lie before the pixel, and
 * negative counts back from all of them. */
static bool not_centred(const struct test_case *test, int variant, double *values)
{
    struct mistake mistake = no_mistake(test);
    const long before = variant < 0 ? (long)mistake.size + variant : variant;

    if (before == mistake.before)
        return false;
    mistake.before = before;
    return convolve(test, &mistake, values);
}

/* The side of the square is taken to be variant: larger than it is reads past the weights. */
static bool fixed_size(const struct test_case *test, int variant, double *values)
{
    struct mistake mistake = no_mistake(test);

    if (mistake.size <= (size_t)variant)
        return false;
    mistake.size = (size_t)variant;
    mistake.before = variant / 2;
    return convolve(test, &mistake, values);
}

#define STORE_SWAP "The results are right but lie in the wrong channels: the kernel used channels "
#define STORE_END " where 0, 1 and 2 belong. Input and output have the same plane for a channel."

static const struct suspect SUSPECTS[] = {
    {"channel-swap", STORE_SWAP "2, 1 and 0" STORE_END, stored_in_other_planes, 0},
    {"channel-swap", STORE_SWAP "1, 0 and 2" STORE_END, stored_in_other_planes, 1},
    {"channel-swap", STORE_SWAP "0, 2 and 1" STORE_END, stored_in_other_planes, 2},
    {"channel-swap", STORE_SWAP "1, 2 and 0" STORE_END, stored_in_other_planes, 3},
    {"channel-swap", STORE_SWAP "2, 0 and 1" STORE_END, stored_in_other_planes, 4},
    {"channel-swap",
     "Every channel is computed from the first one. Does the place that you read depend on "
     "get_global_id(2)?",
     other_pixels, FIRST_CHANNEL},
    {"channel-swap",
     "The kernel reads the channels of a pixel side by side, but they lie in planes: one whole "
     "channel "
     "after the other.",
     other_pixels, SIDE_BY_SIDE},
    {"transposed",
     "Row and column are exchanged where the kernel stores: pixels lie row by row, so the index in "
     "a "
     "plane is row * width + column.",
     stored_transposed, 0},
    {"transposed",
     "Row and column are exchanged where the kernel reads the input: pixels lie row by row, so the "
     "index in a plane is y * width + x.",
     other_pixels, COLUMN_BY_COLUMN},
    {"transposed",
     "Rows and columns of the weights are exchanged: the weight in row i and column j is "
     "weights[i * KERNEL_SIZE + j].",
     other_weights, TURNED},
    {"wrong-at-edges",
     "Outside of the image the nearest pixel was taken. What lies outside counts as 0.",
     other_pixels, NEAREST},
    {"wrong-at-edges",
     "Outside of the image the pixels of the opposite edge were taken. What lies outside counts as "
     "0.",
     other_pixels, WRAPPED},
    {"wrong-at-edges",
     "Outside of the image its mirror image was taken. What lies outside counts as 0.",
     other_pixels, MIRRORED},
    {"wrong-at-edges",
     "Left and right of the image the kernel reads pixels of the rows above and below. Check the "
     "column as well as the row.",
     other_pixels, ROWS_CHECKED_ONLY},
    {"wrong-at-edges",
     "The first row and column of the image count as outside. Is a > 0 in a check meant to be >= "
     "0?",
     other_pixels, FIRST_LEFT_OUT},
    {"wrong-at-edges",
     "The last row and column of the image count as outside. Is a comparison with height - 1 or "
     "width - 1 one too strict?",
     other_pixels, LAST_LEFT_OUT},
    {"wrong-at-edges",
     "At the edges the sum is scaled up for the weights that fell outside. Leave it as it is: what "
     "lies outside counts as 0.",
     other_finish, SCALED_AT_EDGES},
    {"wrong-values",
     "The weights are turned by 180 degrees: that is a true convolution. Here the weight in row i, "
     "column j meets the pixel i - KERNEL_SIZE / 2 rows below and j - KERNEL_SIZE / 2 columns "
     "right.",
     other_weights, FLIPPED},
    {"wrong-values", "The rows of the weights are used from the last to the first.", other_weights,
     ROWS_FLIPPED},
    {"wrong-values", "The columns of the weights are used from the last to the first.",
     other_weights, COLUMNS_FLIPPED},
    {"wrong-values",
     "The square of weights begins at the pixel instead of having its middle there. Subtract "
     "KERNEL_SIZE / 2 from row and column.",
     not_centred, 0},
    {"wrong-values",
     "The square of weights ends at the pixel instead of having its middle there. Subtract "
     "KERNEL_SIZE / 2 from row and column, no more.",
     not_centred, -1},
    {"wrong-values",
     "The last row and the last column of the weights are not used. Do both loops run over all of "
     "KERNEL_SIZE?",
     other_weights, LAST_LEFT_OFF},
    {"wrong-values", "Only the last weight counts. Is an = in the loop meant to be +=?",
     other_weights, LAST_TAP_ONLY},
    {"wrong-values",
     "Every filter is taken for one of 3 x 3. Use KERNEL_SIZE for the loops and for the index of "
     "the "
     "weights.",
     fixed_size, 3},
    {"wrong-values",
     "Every filter is taken for one of 5 x 5. Use KERNEL_SIZE for the loops and for the index of "
     "the "
     "weights.",
     fixed_size, 5},
    {"wrong-values", "The output is a copy of the input: no weights were used.", other_weights,
     CENTRE_ONLY},
    {"wrong-values", "The pixels were added without their weights.", other_weights, ALL_ONE},
    {"wrong-values",
     "Every pixel was multiplied with the first weight. Does the index of weights depend on i and "
     "j?",
     other_weights, FIRST_WEIGHT},
    {"wrong-values",
     "The sum is divided by the number of weights. Store it as it is: the weights are scaled "
     "already.",
     other_finish, PER_TAP},
    {"wrong-values",
     "The sum is divided by the sum of the weights. Store it as it is: the weights are scaled "
     "already.",
     other_finish, PER_WEIGHT},
    {"wrong-values",
     "The result is limited to 0..1, but a filter may go beyond. Store the sum as it is.",
     other_finish, CLAMPED_TO_ONE},
    {"wrong-values", "The result lost its sign. Store the sum as it is, negative or not.",
     other_finish, ABSOLUTE},
    {"wrong-values", "Negative results became 0. Store the sum as it is, negative or not.",
     other_finish, NEVER_NEGATIVE},
    {0},
};

const struct exercise CONV2D_EXERCISE = {
    .number = 3,
    .name = "conv2d",
    .title = "Two-dimensional convolution",
    .file = "exercises/03_conv2d.cl",
    .kernels = KERNELS,
    .kernel_count = sizeof KERNELS / sizeof KERNELS[0],
    .case_count = case_count,
    .make_case = make_case,
    .sizes = {.form = "HEIGHT, HEIGHTxWIDTH or HEIGHTxWIDTHxKERNEL_SIZE",
              .names = {"height", "width", "kernel_size"},
              .counts = 1u << 1 | 1u << 2 | 1u << 3,
              .fill = {0, 0, 3},
              .planes = 3,
              .depth = CHANNELS,
              .on_cpu = "512,2048,2048x2048x5,2048x2048x7",
              .on_gpu = "1024,4096,4096x4096x5,4096x4096x7",
              .timed_on_cpu = "1024",
              .timed_on_gpu = "4096",
              .check = check_size},
    .make_sized = make_sized,
    .later_builds = "16x16x5,16x16x7",
    .ladder = "kernels/conv2d",
    .clblast = CLBLAST_CONVGEMM,
    .suspects = SUSPECTS,
    .next = "run 4",
};
