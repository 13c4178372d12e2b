// Wrong: 32 x 32 x 16 work-items are 16384 in a work-group.
#define LOCAL_X 32
#define LOCAL_Y 32
#define LOCAL_Z 16
#define TILE_X (LOCAL_X * LOCAL_Z)
#define TILE_Z 1

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const uint x = get_group_id(0) * TILE_X + get_local_id(2) * LOCAL_X + get_local_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const size_t plane = get_group_id(2) * height * width;
    float sum = 0.0f;
    for (uint i = 0; i < KERNEL_SIZE * KERNEL_SIZE; ++i) {
        const uint from_y = y + i / KERNEL_SIZE - KERNEL_SIZE / 2, from_x = x + i % KERNEL_SIZE - KERNEL_SIZE / 2;
        if (from_y < height && from_x < width) sum += weights[i] * input[plane + from_y * width + from_x];
    }
    output[plane + y * width + x] = sum;
}
