// Wrong: outside the image the unsigned 32-bit index wraps around to 16 GB behind the input.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    __global const float *plane = input + get_global_id(2) * height * width;
    float sum = 0.0f;
    for (uint dy = 0; dy < KERNEL_SIZE; ++dy)
        for (uint dx = 0; dx < KERNEL_SIZE; ++dx)
            sum += plane[(y + dy - KERNEL_SIZE / 2) * width + x + dx - KERNEL_SIZE / 2] * weights[dy * KERNEL_SIZE + dx];
    output[get_global_id(2) * height * width + y * width + x] = sum;
}
