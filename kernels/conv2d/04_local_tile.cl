/* conv2d, rung 4: the input in local memory.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * New: a work-group first copies the input that its tile needs, with a rim of REACH pixels, zeros where there
 * is no image; after a barrier every work-item makes ROWS outputs from that copy, with no look at borders.
 * Why one would expect it to pay: every pixel is fetched once a work-group. It does not: the caches hold those
 * few rows anyway, so the copy and the barrier come on top. A lesson for exercise 4, where it is different:
 * there each value is used hundreds of times, not nine.
 */
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3 /* side of the square of weights, odd; the host gives it with -D */
#endif
#define REACH (KERNEL_SIZE / 2)
#ifndef LOCAL_X
#define LOCAL_X 64 /* columns of a work-group */
#endif
// tune: LOCAL_X = 16 32 64 128
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group */
#endif
// tune: LOCAL_Y = 1 2 4 8
#ifndef ROWS
#define ROWS 4 /* outputs of a work-item, below each other */
#endif
// tune: ROWS = 2 4 8
#define TILE_Y (LOCAL_Y * ROWS)
#define COPY_X (LOCAL_X + 2 * REACH) /* columns and rows of the input that a tile needs */
#define COPY_Y (TILE_Y + 2 * REACH)
#if COPY_X * COPY_Y * 4 > 49152
#error a tile and its rim need more than 48 KiB of local memory
#endif
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    __local float copy[COPY_Y][COPY_X];
    const int columns = width, rows = height;
    const int me_x = get_local_id(0), me_y = get_local_id(1);
    const int left = get_group_id(0) * LOCAL_X, top = get_group_id(1) * TILE_Y;
    const size_t plane = get_global_id(2) * height * width;

    for (int i = me_y; i < COPY_Y; i += LOCAL_Y) {
        for (int j = me_x; j < COPY_X; j += LOCAL_X) {
            const int y = top + i - REACH, x = left + j - REACH;
            const bool exists = y >= 0 && y < rows && x >= 0 && x < columns;
            copy[i][j] = exists ? input[plane + y * columns + x] : 0.0f;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    float sums[ROWS] = {0.0f};
#pragma unroll
    for (int from = 0; from < ROWS + 2 * REACH; from++) {
        float pixels[KERNEL_SIZE];
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {
            pixels[j] = copy[me_y * ROWS + from][me_x + j];
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
        const int y = top + me_y * ROWS + row;
        if (y < rows && left + me_x < columns) {
            output[plane + y * columns + left + me_x] = sums[row];
        }
    }
}
