/* conv2d, rung 1: one pixel a work-item, every position looked at, as in exercise 3.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * What limits it: four comparisons for every weight, and every pixel is read KERNEL_SIZE x KERNEL_SIZE times.
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
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    const int column = get_global_id(0), row = get_global_id(1);
    if (column >= width || row >= height) {
        return;
    }

    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (int i = 0; i < KERNEL_SIZE; i++) {
        for (int j = 0; j < KERNEL_SIZE; j++) {
            const int y = row + i - REACH, x = column + j - REACH;
            if (y >= 0 && y < height && x >= 0 && x < width) {
                sum += weights[i * KERNEL_SIZE + j] * input[plane + y * width + x];
            }
        }
    }
    output[plane + row * width + column] = sum;
}
