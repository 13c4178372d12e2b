// Wrong: the weights are built into the kernel, and the argument for them is missing.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __global float *output, const uint height, const uint width)
{
    const float weights[9] = {1.0f, 0.0f, -1.0f, 2.0f, 0.0f, -2.0f, 1.0f, 0.0f, -1.0f};
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height, r = 3 / 2;
    if (x >= w || y >= h) return;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (int dy = -r; dy <= r; ++dy)
        for (int dx = -r; dx <= r; ++dx)
            if (y + dy >= 0 && y + dy < h && x + dx >= 0 && x + dx < w)
                sum += input[plane + (y + dy) * w + x + dx] * weights[(dy + r) * 3 + dx + r];
    output[plane + y * w + x] = sum;
}
