// Wrong: only rows are checked; left and right of the image it reads the neighbouring rows.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), y = get_global_id(1), w = width, h = height, r = KERNEL_SIZE / 2;
    if (x >= w || y >= h) return;
    const size_t plane = get_global_id(2) * height * width;
    const int places = w * h;
    float sum = 0.0f;
    for (int dy = -r; dy <= r; ++dy)
        for (int dx = -r; dx <= r; ++dx) {
            const int from = (y + dy) * w + x + dx;
            if (from >= 0 && from < places) sum += input[plane + from] * weights[(dy + r) * KERNEL_SIZE + dx + r];
        }
    output[plane + y * w + x] = sum;
}
