// Reads at clamped places and multiplies by 0 or 1. Right: what the clamp brings in from the edge counts zero times.
#define LOCAL_X 20
#define LOCAL_Y 5

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height, r = KERNEL_SIZE / 2;
    if (x >= w || y >= h) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (int dy = -r; dy <= r; ++dy)
        for (int dx = -r; dx <= r; ++dx) {
            const int from_y = clamp(y + dy, 0, h - 1), from_x = clamp(x + dx, 0, w - 1);
            const float mask = from_y == y + dy && from_x == x + dx;
            sum += mask * weights[(dy + r) * KERNEL_SIZE + dx + r] * input[plane + from_y * w + from_x];
        }
    output[plane + y * w + x] = sum;
}
