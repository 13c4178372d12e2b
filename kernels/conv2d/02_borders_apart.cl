/* conv2d, rung 2: the inside and the border apart.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * New: a work-item asks once whether its whole square lies in the image. Where it does, nothing is looked
 * at again, and both loops are unrolled; at the border the loops run only over what exists.
 * Why it should pay: nearly all pixels are inside, and are left with a load and a multiply-add a weight.
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
    const int columns = width, rows = height;
    if (column >= columns || row >= rows) {
        return;
    }

    const size_t plane = get_global_id(2) * height * width;
    __global const float *middle = input + plane + row * columns + column;
    float sum = 0.0f;
    if (row >= REACH && row < rows - REACH && column >= REACH && column < columns - REACH) {
#pragma unroll
        for (int i = -REACH; i <= REACH; i++) {
#pragma unroll
            for (int j = -REACH; j <= REACH; j++) {
                sum += weights[(i + REACH) * KERNEL_SIZE + j + REACH] * middle[i * columns + j];
            }
        }
    } else {
        for (int i = max(-REACH, -row); i <= min(REACH, rows - 1 - row); i++) {
            for (int j = max(-REACH, -column); j <= min(REACH, columns - 1 - column); j++) {
                sum += weights[(i + REACH) * KERNEL_SIZE + j + REACH] * middle[i * columns + j];
            }
        }
    }
    output[plane + row * columns + column] = sum;
}
