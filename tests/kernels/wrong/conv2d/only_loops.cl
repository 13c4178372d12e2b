// Wrong: the template's loops as they were, set differently; nothing has been filled in.
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3
#endif
#define LOCAL_X 16
#define LOCAL_Y 16
#define ROWS 4
#define TILE_Y (LOCAL_Y * ROWS)

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    const int column = get_global_id(0);
    const int top = get_global_id(1) * ROWS;

    if (column >= width || top >= height) {
        return;
    }

#pragma unroll
    for (int from = 0; from < ROWS + KERNEL_SIZE - 1; from++) {
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {

#pragma unroll
            for (int row = 0; row < ROWS; row++) {
                const int i = from - row;
                if (i >= 0 && i < KERNEL_SIZE) {
                }
            }
        }
    }

#pragma unroll
    for (int row = 0; row < ROWS; row++) {
    }
}
