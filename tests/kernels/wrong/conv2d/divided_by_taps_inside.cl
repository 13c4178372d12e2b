// Wrong: at the edges the sum is scaled up for the taps that fell outside.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height, r = KERNEL_SIZE / 2;
    if (x >= w || y >= h) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f, taps = 0.0f;
    for (int dy = -r; dy <= r; ++dy)
        for (int dx = -r; dx <= r; ++dx)
            if (y + dy >= 0 && y + dy < h && x + dx >= 0 && x + dx < w) {
                taps += 1.0f;
                sum += input[plane + (y + dy) * w + x + dx] * weights[(dy + r) * KERNEL_SIZE + dx + r];
            }
    sum *= KERNEL_SIZE * KERNEL_SIZE / taps;
    output[plane + y * w + x] = sum;
}
