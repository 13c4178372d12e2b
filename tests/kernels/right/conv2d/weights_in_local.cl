// The weights are copied from constant to local memory. Right: a barrier follows, before any work-item leaves.
#define LOCAL_X 8
#define LOCAL_Y 4 /* fewer work-items than a 7 x 7 filter has weights */

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float w[KERNEL_SIZE * KERNEL_SIZE];
    for (uint i = get_local_id(1) * LOCAL_X + get_local_id(0); i < KERNEL_SIZE * KERNEL_SIZE; i += LOCAL_X * LOCAL_Y)
        w[i] = weights[i];
    barrier(CLK_LOCAL_MEM_FENCE);
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (uint i = 0; i < KERNEL_SIZE * KERNEL_SIZE; ++i) {
        const uint from_y = y + i / KERNEL_SIZE - KERNEL_SIZE / 2, from_x = x + i % KERNEL_SIZE - KERNEL_SIZE / 2;
        if (from_y < height && from_x < width) sum += w[i] * input[plane + from_y * width + from_x];
    }
    output[plane + y * width + x] = sum;
}
