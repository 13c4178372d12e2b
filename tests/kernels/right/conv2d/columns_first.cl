// The loop over columns is outside the loop over rows. Right: another order of the same terms.
#define LOCAL_X 64
#define LOCAL_Y 1

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = get_global_id(2) * height * width;
    if (x >= width || y >= height) return;
    float sum = 0.0f;
    for (uint dx = KERNEL_SIZE; dx-- > 0;) {
        const uint from_x = x + dx - KERNEL_SIZE / 2;
        if (from_x >= width) continue;
        for (uint dy = KERNEL_SIZE; dy-- > 0;) {
            const uint from_y = y + dy - KERNEL_SIZE / 2;
            if (from_y < height) sum += weights[dy * KERNEL_SIZE + dx] * input[plane + from_y * width + from_x];
        }
    }
    output[plane + y * width + x] = sum;
}
