// One output per work-item, taps outside skipped. Right: it declares no launch, so the host picks one.
__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height, radius = KERNEL_SIZE / 2;
    if (x >= w || y >= h) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (int dy = -radius; dy <= radius; ++dy)
        for (int dx = -radius; dx <= radius; ++dx)
            if (y + dy >= 0 && y + dy < h && x + dx >= 0 && x + dx < w)
                sum += input[plane + (y + dy) * w + x + dx] * weights[(dy + radius) * KERNEL_SIZE + dx + radius];
    output[plane + y * w + x] = sum;
}
