// Wrong: the weights in local memory are used at once, without waiting for those who copy them.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float w[KERNEL_SIZE * KERNEL_SIZE];
    const uint lane = get_local_id(1) * LOCAL_X + get_local_id(0);
    if (lane < KERNEL_SIZE * KERNEL_SIZE) w[lane] = weights[lane];
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (uint dy = 0; dy < KERNEL_SIZE; ++dy)
        for (uint dx = 0; dx < KERNEL_SIZE; ++dx) {
            const uint from_y = y + dy - KERNEL_SIZE / 2, from_x = x + dx - KERNEL_SIZE / 2;
            if (from_y < height && from_x < width)
                sum += w[dy * KERNEL_SIZE + dx] * input[plane + from_y * width + from_x];
        }
    output[plane + y * width + x] = sum;
}
