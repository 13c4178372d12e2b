/* Plain C loops on all processors, with stores that go past the caches: what a C programmer has without
 * OpenCL. Serves vector_add, greyscale, sepia and conv2d. */
#include "../../host/judge/foreign.h"

#include <string.h>
#ifdef __AVX__
#include <immintrin.h>
#endif

const char contestant_name[] = "openmp";

enum { LANES = 16 }; /* floats of a stored block: a cache line */
typedef float block __attribute__((vector_size(LANES * sizeof(float))));

/* --- streaming stores -------------------------------------------------------------------------- */

static inline block load(const float *from)
{
    block values;
    memcpy(&values, from, sizeof values);
    return values;
}

/* to is aligned to a block. */
static inline void stream(float *to, block values)
{
#if defined __AVX512F__
    _mm512_stream_ps(to, (__m512)values);
#elif defined __AVX__
    union {
        block all;
        __m256 halves[2];
    } parts = {values};
    _mm256_stream_ps(to, parts.halves[0]);
    _mm256_stream_ps(to + 8, parts.halves[1]);
#else
    memcpy(to, &values, sizeof values);
#endif
}

/* How many floats lie before the first block of to; n at most. */
static size_t before_blocks(const float *to, size_t n)
{
    const size_t past = (uintptr_t)to % sizeof(block) / sizeof *to;
    const size_t count = past == 0 ? 0 : LANES - past;
    return count < n ? count : n;
}

/* --- vector_add -------------------------------------------------------------------------------- */

static void vector_add(const float *x, const float *y, float *z, size_t n)
{
    const size_t first = before_blocks(z, n), end = first + (n - first) / LANES * LANES;

    for (size_t i = 0; i < first; i++)
        z[i] = x[i] + y[i];
#pragma omp parallel for schedule(static)
    for (size_t i = first; i < end; i += LANES)
        stream(z + i, load(x + i) + load(y + i));
    for (size_t i = end; i < n; i++)
        z[i] = x[i] + y[i];
}

/* --- the filters ------------------------------------------------------------------------------- */

static const float GREY[3] = {0.299f, 0.587f, 0.114f};
static const float SEPIA[3][3] = {
    {0.393f, 0.769f, 0.189f}, {0.349f, 0.686f, 0.168f}, {0.272f, 0.534f, 0.131f}};

static float at_most_one(float value)
{
    return value < 1.0f ? value : 1.0f;
}

static block limited(block values)
{
    for (int lane = 0; lane < LANES; lane++)
        values[lane] = at_most_one(values[lane]);
    return values;
}

static block mixture(const float weights[3], block r, block g, block b)
{
    return weights[0] * r + weights[1] * g + weights[2] * b;
}

static void filter_pixel(const float *rgb, float *out, size_t n, size_t i, bool sepia)
{
    const float r = rgb[i], g = rgb[n + i], b = rgb[2 * n + i];
    if (!sepia)
        out[i] = GREY[0] * r + GREY[1] * g + GREY[2] * b;
    for (size_t c = 0; sepia && c < 3; c++)
        out[c * n + i] = at_most_one(SEPIA[c][0] * r + SEPIA[c][1] * g + SEPIA[c][2] * b);
}

/* Planes of n pixels; out: one plane of grey, or three. Where 16 does not divide n, the three planes of
 * the result have no blocks in common. */
static void filter(const float *rgb, float *out, size_t n, bool sepia)
{
    const size_t first = sepia && n % LANES != 0 ? n : before_blocks(out, n);
    const size_t end = first + (n - first) / LANES * LANES;

#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < first; i++)
        filter_pixel(rgb, out, n, i, sepia);
#pragma omp parallel for schedule(static)
    for (size_t i = first; i < end; i += LANES) {
        const block r = load(rgb + i), g = load(rgb + n + i), b = load(rgb + 2 * n + i);
        if (!sepia)
            stream(out + i, mixture(GREY, r, g, b));
        for (size_t c = 0; sepia && c < 3; c++)
            stream(out + c * n + i, limited(mixture(SEPIA[c], r, g, b)));
    }
    for (size_t i = end; i < n; i++)
        filter_pixel(rgb, out, n, i, sepia);
}

/* --- conv2d ------------------------------------------------------------------------------------ */

/* One pixel, with a look at every position. */
static float checked(const float *plane, const float *weights, int size, int row, int column,
                     int height, int width)
{
    float sum = 0.0f;
    for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++) {
            const int y = row + i - size / 2, x = column + j - size / 2;
            if (y >= 0 && y < height && x >= 0 && x < width)
                sum += weights[i * size + j] * plane[(size_t)y * (size_t)width + (size_t)x];
        }
    return sum;
}

/* One row; size is a constant where this is inlined, so that the compiler unrolls and vectorises. */
static inline void row_of(const float *restrict plane, const float *restrict weights,
                          float *restrict to, int size, int row, int height, int width)
{
    const int reach = size / 2;
    const bool inside = row >= reach && row < height - reach && width > 2 * reach;
    const int left = inside ? reach : width, right = inside ? width - reach : width;

    for (int column = 0; column < left; column++)
        to[column] = checked(plane, weights, size, row, column, height, width);
    for (int column = left; column < right; column++) {
        float sum = 0.0f;
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                sum += weights[i * size + j] *
                       plane[(row + i - reach) * (long)width + column + j - reach];
        to[column] = sum;
    }
    for (int column = right; column < width; column++)
        to[column] = checked(plane, weights, size, row, column, height, width);
}

static void conv2d(const struct array *input, const struct array *weights, float *output)
{
    const int height = (int)input->rows, width = (int)input->columns, size = (int)weights->rows;
    const size_t rows = input->planes * input->rows;
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < rows; i++) {
        const float *plane = input->values + i / input->rows * input->rows * input->columns;
        float *to = output + i * input->columns;
        const int row = (int)(i % input->rows);
        if (size == 3)
            row_of(plane, weights->values, to, 3, row, height, width);
        else if (size == 5)
            row_of(plane, weights->values, to, 5, row, height, width);
        else if (size == 7)
            row_of(plane, weights->values, to, 7, row, height, width);
        else
            row_of(plane, weights->values, to, size, row, height, width);
    }
}

/* --- the contestant ---------------------------------------------------------------------------- */

static bool is(const struct test_case *test, const char *kernel)
{
    return strcmp(test->kernel->name, kernel) == 0;
}

bool contestant_serves(const struct test_case *test)
{
    return is(test, "vector_add") || is(test, "greyscale") || is(test, "sepia") || is(test, "conv2d");
}

bool contestant_run(const struct test_case *test, float *output)
{
    const struct array *input = &test->arguments[0].array;

    if (is(test, "vector_add"))
        vector_add(input->values, test->arguments[1].array.values, output, test->outputs[0]);
    else if (is(test, "conv2d"))
        conv2d(input, &test->arguments[1].array, output);
    else
        filter(input->values, output, input->rows * input->columns, is(test, "sepia"));
    return true;
}
