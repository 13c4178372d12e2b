/* conv2d, rung 6: a work-group of one work-item with vectors of 16, for CPUs.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * New: a work-item walks along ROWS rows in steps of VECTORS x 16 columns, its sums in vector registers. What a
 * weight left or right of the middle meets is loaded from just there, aligned or not: it lies in the nearest
 * cache, and a load serves all rows that need it. Where the image's edge cuts a vector, the pixels are put side by
 * side first, with zeros beyond the edge. Results go past the caches where the rows are aligned.
 * Why it should pay: on a CPU a work-item is a turn of a loop, so what rung 5 spreads over work-items stands
 * here in the vectors of one, 16 multiply-adds an instruction.
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
#ifndef ROWS
#define ROWS 4 /* rows of a work-item, all in registers */
#endif
// tune: ROWS = 2 4 8
#ifndef VECTORS
#define VECTORS 1 /* vectors of 16 columns a step, all in registers */
#endif
// tune: VECTORS = 1 2 4
#ifndef TILE_X
#define TILE_X 1024 /* columns of a work-item */
#endif
// tune: TILE_X = 128 256 512 1024 4096
#define TILE_Y ROWS
#if TILE_X % (16 * VECTORS)
#error TILE_X must be a multiple of VECTORS * 16
#endif

#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#define STREAM(value, to) __builtin_nontemporal_store(value, to)
#endif
#endif
#ifndef STREAM
#define STREAM(value, to) (*(to) = (value))
#endif

/* The pixels of a row that a step needs, 16 columns more than its own on either side, from column x on; 0
 * outside of the row. */
static void gather(float pixels[16 * (VECTORS + 2)], __global const float *row, const int x, const int width)
{
    for (int i = 0; i < 16 * (VECTORS + 2); i++) {
        pixels[i] = x + i >= 0 && x + i < width ? row[x + i] : 0.0f;
    }
}

/* Stores what lies in the row. */
static void store(const float16 values, __global float *row, const int x, const int width)
{
    if (width % 16 == 0 && x < width) {
        STREAM(values, (__global float16 *)(row + x));
    } else if (x + 16 <= width) {
        vstore16(values, 0, row + x);
    } else {
        float pixels[16];
        vstore16(values, 0, pixels);
        for (int lane = 0; x + lane < width; lane++) {
            row[x + lane] = pixels[lane];
        }
    }
}

/* ROWS rows from top on, VECTORS x 16 columns from left on. inside: all that they need lies in the image. */
static void block(__global const float *image, __constant float *weights, __global float *result,
                  const bool inside, const int top, const int left, const int height, const int width)
{
    float16 sums[ROWS][VECTORS];

#pragma unroll
    for (int row = 0; row < ROWS; row++) {
#pragma unroll
        for (int v = 0; v < VECTORS; v++) {
            sums[row][v] = 0.0f;
        }
    }
#pragma unroll
    for (int from = 0; from < ROWS + 2 * REACH; from++) {
        const int y = top + from - REACH;
        if (inside || (y >= 0 && y < height)) {
            __global const float *from_row = image + y * width;
            float pixels[16 * (VECTORS + 2)];
            if (!inside) {
                gather(pixels, from_row, left - 16, width);
            }
#pragma unroll
            for (int j = 0; j < KERNEL_SIZE; j++) {
                float16 met[VECTORS];
#pragma unroll
                for (int v = 0; v < VECTORS; v++) {
                    const int x = 16 * v + j - REACH;
                    met[v] = inside ? vload16(0, from_row + left + x) : vload16(0, pixels + 16 + x);
                }
#pragma unroll
                for (int row = 0; row < ROWS; row++) {
                    const int i = from - row; /* the row of weights that meets it */
                    if (i >= 0 && i < KERNEL_SIZE) {
                        const float16 weight = weights[i * KERNEL_SIZE + j];
#pragma unroll
                        for (int v = 0; v < VECTORS; v++) {
                            sums[row][v] += weight * met[v];
                        }
                    }
                }
            }
        }
    }
#pragma unroll
    for (int row = 0; row < ROWS; row++) {
#pragma unroll
        for (int v = 0; v < VECTORS; v++) {
            if (inside || top + row < height) {
                store(sums[row][v], result + (top + row) * width, left + 16 * v, width);
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
    const bool inside_rows = top >= REACH && top + ROWS + REACH <= rows;
    for (int left = first; left < end; left += 16 * VECTORS) {
        if (inside_rows && left >= 16 && left + 16 * (VECTORS + 1) <= columns) {
            block(input + plane, weights, output + plane, true, top, left, rows, columns);
        } else {
            block(input + plane, weights, output + plane, false, top, left, rows, columns);
        }
    }
}
