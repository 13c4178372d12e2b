/* conv2d, rung 7, for CPUs: rows lie together in the cache, and a weight is loaded once for all of them.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * New: a work-item copies its ROWS rows, and those above and below that it needs, into local memory, STEP columns at a
 * time, with zeros where the image ends. It takes the weights by columns: one column stays in registers while it
 * meets 16 columns of all those rows. Meanwhile the pixels of the next step are fetched into the cache.
 * Why it should pay: rung 6 loads a weight for nearly every multiply-add. Without the copy this order would lose, for
 * it comes back to the same rows for every column of weights, and where rows are 4096 floats apart, all of them fall
 * into the same few places of the nearest cache. With 3 x 3 weights there is little to multiply, and rung 6, which copies
 * nothing, is often faster.
 */
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3 /* side of the square of weights, odd; the host gives it with -D */
#endif
#define REACH (KERNEL_SIZE / 2)
#if REACH > 16
#error KERNEL_SIZE must be at most 33: a weight meets the neighbouring vector, not the one after it
#endif
#define LOCAL_X 1
#define LOCAL_Y 1
#ifdef __AVX512F__
#define MOST_ROWS 12 /* of which the sums fit into the vector registers: 32 of 16 floats */
#else
#define MOST_ROWS 4 /* 16 registers of 8 floats */
#endif
#ifndef ROWS
#define ROWS (KERNEL_SIZE < 5 ? 4 : MOST_ROWS) /* rows of a work-item */
#endif
// tune: ROWS = 4 8 12 14 16
#ifndef STEP
#define STEP 128 /* columns that are copied at a time */
#endif
// tune: STEP = 128 256 512 1024
#ifndef TILE_X
#define TILE_X 4096 /* columns of a work-item */
#endif
// tune: TILE_X = 1024 4096
#define TILE_Y ROWS
#define HEIGHT (ROWS + 2 * REACH) /* rows that are copied */
#define SPAN (STEP / 16 + 2) /* vectors of a copied row: one more on either side */
#if STEP % 16
#error STEP must be a multiple of 16
#elif TILE_X % STEP
#error TILE_X must be a multiple of STEP
#elif 64 * HEIGHT * SPAN > 512 * 1024
#error the rows need more than 512 KiB of local memory
#endif

#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#define STREAM(value, to) __builtin_nontemporal_store(value, to)
#endif
#endif
#ifndef STREAM
#define STREAM(value, to) (*(to) = (value))
#endif

/* Begins to fetch a line into the cache. It reads nothing, so that no address is wrong. */
#ifdef __x86_64__
#define FETCH(from) __builtin_prefetch((const void *)(size_t)(from))
#else
#define FETCH(from)
#endif

/* 16 pixels of row y, from column x on; 0 outside of the image. */
static float16 load16(__global const float *image, const int x, const int y, const int height,
                      const int width)
{
    __global const float *row = image + y * width;
    float some[16];

    if (y < 0 || y >= height || x <= -16 || x >= width) {
        return 0.0f;
    }
    if (x >= 0 && x + 16 <= width) {
        return vload16(0, row + x);
    }
    for (int i = 0; i < 16; i++) {
        some[i] = x + i >= 0 && x + i < width ? row[x + i] : 0.0f;
    }
    return vload16(0, some);
}

/* Stores what lies in the row. */
static void store16(const float16 values, __global float *row, const int x, const int width)
{
    if (x + 16 <= width) {
        vstore16(values, 0, row + x);
    } else {
        float some[16];
        vstore16(values, 0, some);
        for (int i = 0; x + i < width; i++) {
            row[x + i] = some[i];
        }
    }
}

/* Copies the rows from top - REACH on, and their columns from left - 16 on. */
static void copy(__local float16 pixels[HEIGHT][SPAN], __global const float *image, const int top,
                 const int left, const int height, const int width)
{
    const bool inside = left >= 16 && left + STEP + 16 <= width;

    for (int i = 0; i < HEIGHT; i++) {
        const int y = top + i - REACH;
        if (inside && y >= 0 && y < height) {
            for (int v = 0; v < SPAN; v++) {
                pixels[i][v] = vload16(v, image + y * width + left - 16);
            }
        } else {
            for (int v = 0; v < SPAN; v++) {
                pixels[i][v] = load16(image, left + 16 * (v - 1), y, height, width);
            }
        }
    }
}

/* Begins to fetch the lines at from, of so many rows as a strip reads. */
static void fetch_ahead(__global const float *from, const int width)
{
    for (int i = 0; i < ROWS + 2 * REACH; i++) {
        FETCH(from + i * width);
    }
}

/* ROWS rows of 16 columns, from column left on, as far as the rows exist. pixels: from the column on that the first
 * weights meet. */
static void block(__local const float *pixels, __constant float *weights, __global float *result,
                  const int left, const int rows, const int width)
{
    float16 sums[ROWS];

#pragma unroll
    for (int row = 0; row < ROWS; row++) {
        sums[row] = 0.0f;
    }
#pragma nounroll
    for (int j = 0; j < KERNEL_SIZE; j++) {
        float16 weight[KERNEL_SIZE];
#pragma unroll
        for (int i = 0; i < KERNEL_SIZE; i++) {
            weight[i] = weights[i * KERNEL_SIZE + j];
        }
#pragma unroll
        for (int from = 0; from < HEIGHT; from++) {
            const float16 met = vload16(0, pixels + from * 16 * SPAN + j);
#pragma unroll
            for (int row = 0; row < ROWS; row++) {
                const int i = from - row; /* the row of weights that meets it */
                if (i >= 0 && i < KERNEL_SIZE) {
                    sums[row] += weight[i] * met;
                }
            }
        }
    }
    if (rows >= ROWS && width % 16 == 0) {
#pragma unroll
        for (int row = 0; row < ROWS; row++) {
            STREAM(sums[row], (__global float16 *)(result + row * width + left));
        }
    } else {
#pragma unroll
        for (int row = 0; row < ROWS; row++) {
            if (row < rows) {
                store16(sums[row], result + row * width, left, width);
            }
        }
    }
}

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    const int top = get_group_id(1) * ROWS, first = get_group_id(0) * TILE_X;
    const size_t plane = get_group_id(2) * height * width;
    const int columns = width, rows = height, end = min(first + TILE_X, columns);
    __local float16 pixels[HEIGHT][SPAN];

    for (int left = first; left < end; left += STEP) {
        /* what the next step has more than this one, or at the row's end the first step of the strip below */
        const bool more = left + STEP + 16 < columns;
        const int ahead = more ? (top - REACH) * columns + left + STEP + 16
                               : (top - REACH + ROWS) * columns;
        copy(pixels, input + plane, top, left, rows, columns);
        for (int x = 0; x < STEP && left + x < end; x += 16) {
            fetch_ahead(input + plane + ahead + x, columns);
            block((__local const float *)pixels + 16 - REACH + x, weights,
                  output + plane + top * columns, left + x, rows - top, columns);
        }
    }
}
