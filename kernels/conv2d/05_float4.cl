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
// tune: LOCAL_X = 16 32 64
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* work-items of a work-group along the rows */
#endif
// tune: LOCAL_Y = 1 2 4 8
#ifndef COLUMNS
#define COLUMNS (KERNEL_SIZE < 5 ? 4 : 8) /* outputs of a work-item side by side, a multiple of 4 */
#endif
// tune: COLUMNS = 4 8
#ifndef ROWS
#define ROWS (KERNEL_SIZE < 5 ? 8 : 4) /* outputs of a work-item below each other */
#endif
// tune: ROWS = 2 4 8
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif
#if COLUMNS % 4
#error COLUMNS must be a multiple of 4
#endif
#define TILE_X (LOCAL_X * COLUMNS)
#define TILE_Y (LOCAL_Y * ROWS)
#define RIM ((REACH + 3) / 4 * 4)    /* columns read on either side, whole vectors */
#define SPAN (COLUMNS + 2 * RIM)     /* columns read in each row */

/* ROWS outputs below each other, from row top on, in one column of any width. */
static void strip(__global const float *image, __constant float *weights, __global float *result,
                  const int top, const int column, const int height, const int width)
{
    float sums[ROWS] = {0.0f};
    float pixels[ROWS + 2 * REACH][KERNEL_SIZE];

#pragma unroll
    for (int from = 0; from < ROWS + 2 * REACH; from++) {
        const int y = top + from - REACH;
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {
            const int x = column + j - REACH;
            const bool exists = y >= 0 && y < height && x >= 0 && x < width;
            pixels[from][j] = exists ? image[y * width + x] : 0.0f;
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
        if (top + row < height) {
            result[(top + row) * width + column] = sums[row];
        }
    }
}

/* SPAN pixels of a row, from column first on; 0 outside of the image. 4 divides first and width. */
static void load_row(__global const float *row, const bool exists, const int first, const int width,
                     float pixels[SPAN])
{
#pragma unroll
    for (int v = 0; v < SPAN; v += 4) {
        const int x = first + v;
        float4 four = 0.0f;
        if (exists && x >= 0 && x < width) {
            four = *(__global const float4 *)(row + x);
        }
        pixels[v] = four.x;
        pixels[v + 1] = four.y;
        pixels[v + 2] = four.z;
        pixels[v + 3] = four.w;
    }
}

/* COLUMNS x ROWS outputs from row top and column left on. 4 divides left and width. */
static void block(__global const float *image, __constant float *weights, __global float *result,
                  const int top, const int left, const int height, const int width)
{
    float sums[ROWS][COLUMNS] = {{0.0f}};

#pragma unroll
    for (int from = 0; from < ROWS + 2 * REACH; from++) {
        const int y = top + from - REACH;
        float pixels[SPAN];
        load_row(image + y * width, y >= 0 && y < height, left - RIM, width, pixels);
#pragma unroll
        for (int row = max(0, from - 2 * REACH); row <= min(from, ROWS - 1); row++) {
#pragma unroll
            for (int j = 0; j < KERNEL_SIZE; j++) {
#pragma unroll
                for (int column = 0; column < COLUMNS; column++) {
                    sums[row][column] += weights[(from - row) * KERNEL_SIZE + j] *
                                         pixels[column + j + RIM - REACH];
                }
            }
        }
    }
#pragma unroll
    for (int row = 0; row < ROWS; row++) {
#pragma unroll
        for (int v = 0; v < COLUMNS; v += 4) {
            if (top + row < height && left + v < width) {
                *(__global float4 *)(result + (top + row) * width + left + v) =
                    (float4)(sums[row][v], sums[row][v + 1], sums[row][v + 2], sums[row][v + 3]);
            }
        }
    }
}

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    const int top = get_global_id(1) * ROWS;
    const size_t plane = get_global_id(2) * height * width;

    if (top >= height) {
        return;
    }
    if (width % 4 == 0) {
        const int left = get_global_id(0) * COLUMNS;
        if (left < width) {
            block(input + plane, weights, output + plane, top, left, height, width);
        }
    } else {
        for (int k = 0; k < COLUMNS; k++) {
            const int column = get_group_id(0) * TILE_X + k * LOCAL_X + get_local_id(0);
            if (column < width) {
                strip(input + plane, weights, output + plane, top, column, height, width);
            }
        }
    }
}
