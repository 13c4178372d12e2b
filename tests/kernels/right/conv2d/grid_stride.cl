// Strides over all three dimensions by the global size. Right: TILE_Z stays 1, so each plane has its own work-groups.
#define LOCAL_X 16
#define LOCAL_Y 4
#define TILE_X 48
#define TILE_Y 12

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const size_t plane = get_global_id(2) * height * width;
    for (uint y = get_global_id(1); y < height; y += get_global_size(1))
        for (uint x = get_global_id(0); x < width; x += get_global_size(0)) {
            float sum = 0.0f;
            for (uint dy = 0; dy < KERNEL_SIZE; ++dy)
                for (uint dx = 0; dx < KERNEL_SIZE; ++dx) {
                    const uint from_y = y + dy, from_x = x + dx, r = KERNEL_SIZE / 2;
                    if (from_y >= r && from_y - r < height && from_x >= r && from_x - r < width)
                        sum += weights[dy * KERNEL_SIZE + dx] * input[plane + (from_y - r) * width + from_x - r];
                }
            output[plane + y * width + x] = sum;
        }
}
