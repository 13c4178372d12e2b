/* conv2d, rung 5: aligned vectors, for GPUs.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * New: a work-item makes COLUMNS x ROWS outputs and reads each input row as aligned float4: its own columns and
 * what lies left and right of them. A vector lies in the image as a whole or not at all where 4 divides the
 * width; any other width is done by rung 3's strips, LOCAL_X columns apart, so that neighbours lie side by side.
 * Why it should pay: a pixel is loaded about 3 / COLUMNS x (ROWS + KERNEL_SIZE - 1) / ROWS times, four at once,
 * and is in registers for all sums that need it.
 */
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3 /* side of the square of weights, odd; the host gives it with -D */
#endif
#define REACH (KERNEL_SIZE / 2)
#ifndef LOCAL_X
#define LOCAL_X 32 /* work-items of a work-group along the columns */
#endif
// tune: LOCAL_X = 8 16 32 64
#ifndef LOCAL_Y
#define LOCAL_Y 8 /* work-items of a work-group along the rows */
#endif
// tune: LOCAL_Y = 1 2 4 8 16
#ifndef COLUMNS
#define COLUMNS 4 /* outputs of a work-item side by side, a multiple of 4 */
#endif
// tune: COLUMNS = 4 8
#ifndef ROWS
#define ROWS 4 /* outputs of a work-item below each other */
#endif
// tune: ROWS = 2 4 8
#if COLUMNS % 4
#error COLUMNS must be a multiple of 4
#endif
#define TILE_X (LOCAL_X * COLUMNS)
#define TILE_Y (LOCAL_Y * ROWS)
#define RIM ((REACH + 3) / 4 * 4)    /* columns read on either side, whole vectors */
#define SPAN (COLUMNS + 2 * RIM)     /* columns read in each row */

/* Is this pixel in the image? Where the answer is known to be yes, inside is a constant and nothing is asked. */
static bool exists(const bool inside, const int y, const int x, const int height, const int width)
{
    return inside || (y >= 0 && y < height && x >= 0 && x < width);
}

/* SPAN pixels of row y, from column first on; 0 outside of the image. 4 divides first and width. */
static void load_row(__global const float *restrict image, const bool inside, const int y,
                     const int first, const int height, const int width, float pixels[SPAN])
{
#pragma unroll
    for (int v = 0; v < SPAN; v += 4) {
        float4 four = 0.0f;
        if (exists(inside, y, first + v, height, width)) {
            four = *(__global const float4 *)(image + y * width + first + v);
        }
        pixels[v] = four.x;
        pixels[v + 1] = four.y;
        pixels[v + 2] = four.z;
        pixels[v + 3] = four.w;
    }
}

/* COLUMNS x ROWS outputs from row top and column left on. 4 divides left and width. */
static void block(__global const float *restrict image, __constant float *weights,
                  __global float *restrict result, const bool inside, const int top, const int left,
                  const int height, const int width)
{
    float sums[ROWS][COLUMNS] = {{0.0f}};
    float pixels[ROWS + 2 * REACH][SPAN];

#pragma unroll
    for (int row = 0; row < ROWS - 1; row++) {
        load_row(image, inside, top + row - REACH, left - RIM, height, width, pixels[row]);
    }
#pragma unroll
    for (int i = 0; i < KERNEL_SIZE; i++) {
        const int next = i + ROWS - 1;
        load_row(image, inside, top + next - REACH, left - RIM, height, width, pixels[next]);
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {
            const float weight = weights[i * KERNEL_SIZE + j];
#pragma unroll
            for (int row = 0; row < ROWS; row++) {
#pragma unroll
                for (int column = 0; column < COLUMNS; column++) {
                    sums[row][column] += weight * pixels[row + i][column + j + RIM - REACH];
                }
            }
        }
    }
#pragma unroll
    for (int row = 0; row < ROWS; row++) {
#pragma unroll
        for (int v = 0; v < COLUMNS; v += 4) {
            if (exists(inside, top + row, left + v, height, width)) {
                *(__global float4 *)(result + (top + row) * width + left + v) =
                    (float4)(sums[row][v], sums[row][v + 1], sums[row][v + 2], sums[row][v + 3]);
            }
        }
    }
}

/* ROWS outputs below each other, from row top on, in one column, for any width. */
static void strip(__global const float *restrict image, __constant float *weights,
                  __global float *restrict result, const bool inside, const int top,
                  const int column, const int height, const int width)
{
    float sums[ROWS] = {0.0f};
    float pixels[ROWS + 2 * REACH][KERNEL_SIZE];

#pragma unroll
    for (int from = 0; from < ROWS + 2 * REACH; from++) {
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {
            const int y = top + from - REACH, x = column + j - REACH;
            pixels[from][j] =
                exists(inside, y, x, height, width) ? image[y * width + x] : 0.0f;
        }
    }
#pragma unroll
    for (int i = 0; i < KERNEL_SIZE; i++) {
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {
#pragma unroll
            for (int row = 0; row < ROWS; row++) {
                sums[row] += weights[i * KERNEL_SIZE + j] * pixels[row + i][j];
            }
        }
    }
#pragma unroll
    for (int row = 0; row < ROWS; row++) {
        if (exists(inside, top + row, column, height, width)) {
            result[(top + row) * width + column] = sums[row];
        }
    }
}

__kernel void conv2d(__global const float *restrict input, __constant float *weights,
                     __global float *restrict output, const uint height, const uint width)
{
    const size_t plane = get_global_id(2) * height * width;
    const int top = get_global_id(1) * ROWS, rows = height, columns = width;
    const bool inside_rows = top >= REACH && top + ROWS + REACH <= rows;
    __global const float *restrict image = input + plane;
    __global float *restrict result = output + plane;

    if (top >= rows) {
        return;
    }
    if (columns % 4 == 0) {
        const int left = get_global_id(0) * COLUMNS;
        if (inside_rows && left >= RIM && left + COLUMNS + RIM <= columns) {
            block(image, weights, result, true, top, left, rows, columns);
        } else if (left < columns) {
            block(image, weights, result, false, top, left, rows, columns);
        }
        return;
    }
    for (int k = 0; k < COLUMNS; k++) {
        const int column = get_group_id(0) * TILE_X + k * LOCAL_X + get_local_id(0);
        if (inside_rows && column >= REACH && column + REACH < columns) {
            strip(image, weights, result, true, top, column, rows, columns);
        } else if (column < columns) {
            strip(image, weights, result, false, top, column, rows, columns);
        }
    }
}
