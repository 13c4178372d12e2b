// Sums in double. Right: closer to the truth than the bound asks.
#define LOCAL_X 12
#define LOCAL_Y 12

__kernel __attribute__((reqd_work_group_size(LOCAL_X, LOCAL_Y, 1)))
void conv2d(__global const float *input, __constant float *weights, __global float *output, const uint height,
            const uint width)
{
    const long x = get_global_id(0), y = get_global_id(1), w = width, h = height, r = KERNEL_SIZE / 2;
    if (x >= w || y >= h) return;
    __global const float *plane = input + get_global_id(2) * h * w;
    double sum = 0.0;
    for (long i = 0; i < KERNEL_SIZE; ++i)
        for (long j = 0; j < KERNEL_SIZE; ++j) {
            const long from_y = y + i - r, from_x = x + j - r;
            if (from_y < 0 || from_y >= h || from_x < 0 || from_x >= w) continue;
            sum += (double)plane[from_y * w + from_x] * weights[i * KERNEL_SIZE + j];
        }
    output[get_global_id(2) * h * w + y * w + x] = (float)sum;
}
