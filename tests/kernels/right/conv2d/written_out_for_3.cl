// The 3 x 3 case is written out; other sizes take the loop. Right: KERNEL_SIZE chooses, and both pad with zeros.
#define LOCAL_X 64
#define LOCAL_Y 4

static float at(__global const float *plane, int y, int x, int height, int width)
{
    return y >= 0 && y < height && x >= 0 && x < width ? plane[y * width + x] : 0.0f;
}

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), h = height, w = width;
    __global const float *plane = input + get_global_id(2) * height * width;
    if (x >= w || y >= h) return;
#if KERNEL_SIZE == 3
    float sum = at(plane, y - 1, x - 1, h, w) * weights[0] + at(plane, y - 1, x, h, w) * weights[1] +
                at(plane, y - 1, x + 1, h, w) * weights[2] + at(plane, y, x - 1, h, w) * weights[3] +
                at(plane, y, x, h, w) * weights[4] + at(plane, y, x + 1, h, w) * weights[5] +
                at(plane, y + 1, x - 1, h, w) * weights[6] + at(plane, y + 1, x, h, w) * weights[7] +
                at(plane, y + 1, x + 1, h, w) * weights[8];
#else
    float sum = 0.0f;
    for (int i = 0; i < KERNEL_SIZE * KERNEL_SIZE; ++i)
        sum += weights[i] * at(plane, y + i / KERNEL_SIZE - KERNEL_SIZE / 2, x + i % KERNEL_SIZE - KERNEL_SIZE / 2, h, w);
#endif
    output[get_global_id(2) * height * width + y * w + x] = sum;
}
