#include "cases.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- sizes to try ------------------------------------------------------------------------------ */

enum {
    LENGTH_TILE_LIMIT = 1 << 20,
    LENGTH_TILE_LIMIT_SIMULATED = 1 << 16,
    EXTENT_TILE_LIMIT = 1024,
    AREA_TILE_LIMIT = 1 << 16,
    VECTOR_LENGTH = 5000000,
    VECTOR_LENGTH_UNTIMED = 1000000, /* still many work-groups */
    VECTOR_LENGTH_LARGE = 1 << 25,
    IMAGE_SIDE = 2048,
    IMAGE_SIDE_UNTIMED = 512, /* likewise */
    IMAGE_SIDE_LARGE = 4096,
    LARGE_TILE = 4096, /* outputs, above which two tiles each way are too many to simulate */
};

/* The part of a tile along a dimension that is simulated if the whole is too much: enough that a usual
 * work-group has to go over it several times. */
static const size_t SIMULATED_PART[3] = {300, 8, 1};
#define SIMULATED_LENGTH ((size_t)1000) /* the same where there is only one dimension */

size_t request_tile(const struct case_request *request, unsigned dimension, size_t limit)
{
    const size_t tile = request->tile[dimension];
    if (tile < 1)
        return 1;
    if (tile > limit && request->simulated)
        return SIMULATED_PART[dimension];
    return tile < limit ? tile : limit;
}

static void add_length(struct lengths *lengths, size_t length)
{
    size_t place = 0;
    while (place < lengths->count && lengths->values[place] < length)
        place++;
    const bool known = place < lengths->count && lengths->values[place] == length;
    if (length == 0 || known || lengths->count == sizeof lengths->values / sizeof(size_t))
        return;
    memmove(&lengths->values[place + 1], &lengths->values[place],
            (lengths->count - place) * sizeof(size_t));
    lengths->values[place] = length;
    lengths->count++;
}

/* A length with many work-groups; on a CPU the one that is run for its speed. */
static size_t long_length(const struct case_request *request)
{
    return request->timed ? VECTOR_LENGTH : VECTOR_LENGTH_UNTIMED;
}

struct lengths vector_lengths(const struct case_request *request)
{
    const bool part = request->simulated && request->tile[0] > LENGTH_TILE_LIMIT_SIMULATED;
    const size_t tile = part ? SIMULATED_LENGTH : request_tile(request, 0, LENGTH_TILE_LIMIT);
    const size_t most = long_length(request);
    const size_t some[] = {
        1,        2,        3,
        100,      1024,     2048,
        4099,               /* two primes */
        65537,    tile - 1, /* around a work-group */
        tile,     tile + 1, 2 * tile + 1,
        4 * tile, most,     most + 1,
    };
    struct lengths lengths = {0};

    if (request
            ->simulated) /* and one element: who takes a local id for a global one stays inside else */
        return (struct lengths){.count = 2, .values = {2 * tile + tile / 2 + 1, 1}};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        add_length(&lengths, some[i]);
    if (request->large)
        add_length(&lengths, VECTOR_LENGTH_LARGE);
    return lengths;
}

bool vector_length_timed(const struct case_request *request, size_t length)
{
    return length == (request->large ? (size_t)VECTOR_LENGTH_LARGE : long_length(request));
}

bool tile_is_large(const struct case_request *request)
{
    const double outputs = (double)request->tile[0] * (double)request->tile[1];
    return outputs > LARGE_TILE;
}

static bool extent_before(struct extent one, struct extent other)
{
    const size_t area = one.height * one.width, other_area = other.height * other.width;
    return area != other_area ? area < other_area : one.height < other.height;
}

static void add_extent(struct extents *extents, struct extent extent)
{
    size_t place = 0;
    while (place < extents->count && extent_before(extents->values[place], extent))
        place++;
    const bool known = place < extents->count && !extent_before(extent, extents->values[place]);
    const size_t room = sizeof extents->values / sizeof extents->values[0];
    if (extent.height == 0 || extent.width == 0 || known || extents->count == room)
        return;
    memmove(&extents->values[place + 1], &extents->values[place],
            (extents->count - place) * sizeof extent);
    extents->values[place] = extent;
    extents->count++;
}

struct extents image_extents(const struct case_request *request)
{
    const size_t columns = request_tile(request, 0, EXTENT_TILE_LIMIT);
    const size_t rows = request_tile(request, 1, AREA_TILE_LIMIT / columns);
    const bool large = tile_is_large(request);
    const struct extent some[] = {
        {1, 1},
        {2, 3},
        {1, 37},
        {37, 1},
        {5, 5}, /* square: there an exchange of row and column stays inside */
        {13, 17},
        {64, 48},
        {33, 257},
        {67, 131},
        {211, 101},
        {rows, columns},
        {rows - 1, columns + 1},
        {rows + 1, columns - 1},
        {rows + 1, columns + 1},
        {rows - 1, columns - 1},
        {2 * rows + 1, columns},
        {rows, 2 * columns + 1},
        {2 * rows, 2 * columns}, /* whole tiles only */
        {32, 512},
    };
    struct extents extents = {0};

    if (request->simulated) {
        const size_t partial = rows > 1 ? rows - 1 : 1;
        add_extent(&extents, (struct extent){large ? partial : rows + 1, columns + 1});
        return extents;
    }
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        add_extent(&extents, some[i]);
    return extents;
}

size_t timed_image_side(const struct case_request *request)
{
    if (!request->timed)
        return IMAGE_SIDE_UNTIMED;
    return request->large ? IMAGE_SIDE_LARGE : IMAGE_SIDE;
}

/* --- making a case ----------------------------------------------------------------------------- */

struct grouped grouped(size_t number)
{
    struct grouped result = {{0}};
    char digits[24];
    const int count = snprintf(digits, sizeof digits, "%zu", number);
    char *to = result.text;

    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    return result;
}

void case_begin(struct test_case *test, const struct kernel_contract *kernel)
{
    *test = (struct test_case){.kernel = kernel, .outputs = {1, 1, 1}};
}

void case_name(struct test_case *test, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(test->name, sizeof test->name, format, list);
    va_end(list);
}

bool case_failed(struct test_case *test)
{
    case_free(test);
    return false;
}

bool case_add_input(struct test_case *test, size_t argument, struct array shape)
{
    struct array *array = &test->arguments[argument].array;

    *array = shape;
    array->values = calloc(array_extent(array), sizeof(float));
    return array->values != NULL;
}

bool case_add_output(struct test_case *test, size_t argument, struct array shape)
{
    struct array *array = &test->arguments[argument].array;

    *array = shape;
    array->values = NULL;
    test->expected = calloc(array_elements(array), sizeof(double));
    test->bound = calloc(array_elements(array), sizeof(double));
    return test->expected && test->bound;
}

struct array vector_shape(size_t length)
{
    return planes_shape(1, 1, length);
}

struct array planes_shape(size_t planes, size_t height, size_t width)
{
    return (struct array){.planes = planes, .rows = height, .columns = width, .pitch = width};
}

void fill_signed(const struct array *array, struct random random)
{
    const size_t count = array_extent(array);
    for (size_t i = 0; i < count; i++)
        array->values[i] = random_signed(&random);
}

void fill_unit(const struct array *array, struct random random)
{
    const size_t count = array_extent(array);
    for (size_t i = 0; i < count; i++)
        array->values[i] = random_unit(&random);
}

void fill_photograph(const struct array *array, const struct photograph *photograph)
{
    memcpy(array->values, photograph->image.rgb, array_extent(array) * sizeof(float));
}

void fill_pixels(const struct array *array, struct random random)
{
    const size_t plane = array->rows * array->columns;

    for (size_t i = 0; i < plane; i++) {
        const bool bright = i == plane - 1 || random_bits(&random) % 3 == 0;
        const float low = bright ? 0.75f : 0.0f;
        const float range = bright ? 0.25f : i == 0 ? 0.5f : 1.0f;
        for (size_t p = 0; p < array->planes; p++)
            array->values[p * plane + i] = low + range * random_unit(&random);
    }
}

bool row_is_checked(const struct array *output, size_t row)
{
    enum { EDGE = 8, STEP = 61 }; /* a prime, so that every place in a tile has its turn */
    const bool all = array_elements(output) <= (size_t)1 << 25;
    return all || row < EDGE || row + EDGE >= output->rows || row % STEP == 0;
}

void skip_row(struct test_case *test, size_t plane, size_t row)
{
    const struct array *output = case_output(test);
    double *expected = test->expected + (plane * output->rows + row) * output->columns;
    for (size_t column = 0; column < output->columns; column++)
        expected[column] = NAN;
}

/* --- mistakes ---------------------------------------------------------------------------------- */

static double largest_bound(const struct test_case *test)
{
    const size_t count = array_elements(case_output(test));
    double largest = 0;

    for (size_t i = 0; i < count; i++)
        if (test->bound[i] > largest)
            largest = test->bound[i];
    return largest;
}

static double tolerance(double bound, double value)
{
    return bound > 0 ? bound + 4 * (double)FLT_EPSILON * fabs(value) : 0;
}

bool suspect_explains(const struct test_case *test, const double *values, const float *got)
{
    const size_t count = array_elements(case_output(test));
    const double bound = largest_bound(test);

    for (size_t i = 0; i < count; i++) {
        const bool same = isnan(values[i])
                              ? isnan(got[i])
                              : fabs((double)got[i] - values[i]) <= tolerance(bound, values[i]);
        if (!same)
            return false;
    }
    return true;
}

bool suspect_shows(const struct test_case *test, const double *values)
{
    const size_t count = array_elements(case_output(test));
    const double bound = largest_bound(test);

    for (size_t i = 0; i < count; i++) {
        const bool same = fabs(values[i] - test->expected[i]) <= 2 * tolerance(bound, values[i]);
        if (!isnan(test->expected[i]) && !same)
            return true;
    }
    return false;
}

double array_at(const struct array *array, size_t place)
{
    const bool inside = place < array_extent(array) && place % array->pitch < array->columns;
    return inside ? (double)array->values[place] : (double)NAN;
}

const unsigned char PERMUTATION[PERMUTATIONS][3] = {
    {2, 1, 0}, {1, 0, 2}, {0, 2, 1}, {1, 2, 0}, {2, 0, 1},
};

bool stored_transposed(const struct test_case *test, int variant, double *values)
{
    const struct array *output = case_output(test);
    const double *from = test->expected;

    (void)variant;
    for (size_t plane = 0; plane < output->planes; plane++)
        for (size_t row = 0; row < output->rows; row++)
            for (size_t column = 0; column < output->columns; column++)
                values[(plane * output->columns + column) * output->rows + row] = *from++;
    return suspect_shows(test, values);
}

bool stored_in_other_planes(const struct test_case *test, int variant, double *values)
{
    const struct array *output = case_output(test);
    const size_t plane = output->rows * output->columns;

    if (output->planes != 3)
        return false;
    for (size_t p = 0; p < 3; p++)
        memcpy(values + p * plane, test->expected + PERMUTATION[variant][p] * plane,
               plane * sizeof *values);
    return suspect_shows(test, values);
}
