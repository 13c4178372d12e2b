/* conv2d, rung 3: several outputs a work-item.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * New: a work-item makes ROWS outputs below each other. It reads an input row once and adds it to every sum
 * that needs it, from registers; all loops are unrolled. What lies outside is 0 instead of a case apart.
 * Why it should pay: ROWS + KERNEL_SIZE - 1 input rows serve ROWS outputs, instead of KERNEL_SIZE for each.
 */
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3 /* side of the square of weights, odd; the host gives it with -D */
#endif
#define REACH (KERNEL_SIZE / 2)
#ifndef LOCAL_X
#define LOCAL_X 64 /* columns of a work-group */
#endif
// tune: LOCAL_X = 16 32 64 128 256 512 1024
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group */
#endif
// tune: LOCAL_Y = 1 2 4 8
#ifndef ROWS
#define ROWS 4 /* outputs of a work-item, below each other */
#endif
// tune: ROWS = 2 4 8
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif
#define TILE_Y (LOCAL_Y * ROWS)

/* ROWS outputs below each other, from row top on, in one column. */
static void strip(__global const float *image, __constant float *weights, __global float *result,
                  const int top, const int column, const int height, const int width)
{
    float sums[ROWS] = {0.0f};

#pragma unroll
    for (int from = 0; from < ROWS + 2 * REACH; from++) {
        const int y = top + from - REACH;
        const bool row_exists = y >= 0 && y < height;
        float pixels[KERNEL_SIZE];
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {
            const int x = column + j - REACH;
            pixels[j] = row_exists && x >= 0 && x < width ? image[y * width + x] : 0.0f;
        }
#pragma unroll
        for (int row = max(0, from - 2 * REACH); row <= min(from, ROWS - 1); row++) {
#pragma unroll
            for (int j = 0; j < KERNEL_SIZE; j++) {
                sums[row] += weights[(from - row) * KERNEL_SIZE + j] * pixels[j];
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

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    const int column = get_global_id(0), top = get_global_id(1) * ROWS;
    const size_t plane = get_global_id(2) * height * width;

    if (column < width && top < height) {
        strip(input + plane, weights, output + plane, top, column, height, width);
    }
}
