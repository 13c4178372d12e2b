// Pixels far from the edges take a path without checks. Right: the border path checks, also if no pixel is far from an
// edge.
#define LOCAL_X 32
#define LOCAL_Y 4
#define R (KERNEL_SIZE / 2)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height;
    if (x >= w || y >= h) return;
    __global const float *at = input + get_global_id(2) * height * width + y * w + x;
    float sum = 0.0f;
    if (x >= R && y >= R && x < w - R && y < h - R) {
#pragma unroll
        for (int dy = -R; dy <= R; ++dy)
#pragma unroll
            for (int dx = -R; dx <= R; ++dx) sum += at[dy * w + dx] * weights[(dy + R) * KERNEL_SIZE + dx + R];
    } else {
        for (int dy = max(-R, -y); dy <= min(R, h - 1 - y); ++dy)
            for (int dx = max(-R, -x); dx <= min(R, w - 1 - x); ++dx)
                sum += at[dy * w + dx] * weights[(dy + R) * KERNEL_SIZE + dx + R];
    }
    output[get_global_id(2) * height * width + y * w + x] = sum;
}
