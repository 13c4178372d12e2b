// Wrong: it copies the input to the output and filters that; a barrier waits for its own work-group only, not for the
// others.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height, r = KERNEL_SIZE / 2;
    const size_t plane = get_global_id(2) * height * width;
    if (x < w && y < h) output[plane + y * w + x] = input[plane + y * w + x];
    barrier(CLK_GLOBAL_MEM_FENCE);
    float sum = 0.0f;
    for (int dy = -r; dy <= r; ++dy)
        for (int dx = -r; dx <= r; ++dx)
            if (y + dy >= 0 && y + dy < h && x + dx >= 0 && x + dx < w)
                sum += output[plane + (y + dy) * w + x + dx] * weights[(dy + r) * KERNEL_SIZE + dx + r];
    barrier(CLK_GLOBAL_MEM_FENCE);
    if (x < w && y < h) output[plane + y * w + x] = sum;
}
