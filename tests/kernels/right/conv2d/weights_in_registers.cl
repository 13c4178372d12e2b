// The weights are copied to private memory and the loops unrolled. Right: each copy is the work-item's own.
#define LOCAL_X 16
#define LOCAL_Y 6
#define TAPS (KERNEL_SIZE * KERNEL_SIZE)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1);
    const size_t plane = get_global_id(2) * height * width;
    if (x >= (int)width || y >= (int)height) return;
    float w[TAPS];
#pragma unroll
    for (int i = 0; i < TAPS; ++i) w[i] = weights[i];
    float sum = 0.0f;
#pragma unroll
    for (int i = 0; i < TAPS; ++i) {
        const int from_y = y + i / KERNEL_SIZE - KERNEL_SIZE / 2, from_x = x + i % KERNEL_SIZE - KERNEL_SIZE / 2;
        const bool inside = from_y >= 0 && from_y < (int)height && from_x >= 0 && from_x < (int)width;
        sum = mad(inside ? input[plane + from_y * (int)width + from_x] : 0.0f, w[i], sum);
    }
    output[plane + y * (int)width + x] = sum;
}
