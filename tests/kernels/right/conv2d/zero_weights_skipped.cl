// Taps whose weight is zero are not even read. Right: they would add nothing.
#define LOCAL_X 10
#define LOCAL_Y 10

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f, rounding = 0.0f; /* Kahan's sum */
    for (uint i = 0; i < KERNEL_SIZE * KERNEL_SIZE; ++i) {
        const uint from_y = y + i / KERNEL_SIZE - KERNEL_SIZE / 2, from_x = x + i % KERNEL_SIZE - KERNEL_SIZE / 2;
        if (weights[i] == 0.0f || from_y >= height || from_x >= width) continue;
        const float term = fma(weights[i], input[plane + from_y * width + from_x], -rounding), next = sum + term;
        rounding = (next - sum) - term;
        sum = next;
    }
    output[plane + y * width + x] = sum;
}
