// Wrong: the filter starts at the pixel instead of being centred on it.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height, r = KERNEL_SIZE / 2;
    if (x >= w || y >= h) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (int dy = 0; dy < KERNEL_SIZE; ++dy)
        for (int dx = 0; dx < KERNEL_SIZE; ++dx)
            if (y + dy < h && x + dx < w) sum += input[plane + (y + dy) * w + x + dx] * weights[dy * KERNEL_SIZE + dx];
    output[plane + y * w + x] = sum;
}
