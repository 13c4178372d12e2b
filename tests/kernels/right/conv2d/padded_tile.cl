// Work-groups of 7 x 5 fill a padded tile by a linear loop. Right: the padding is never read, so it need not be
// written.
#define LOCAL_X 7
#define LOCAL_Y 5
#define HALO (KERNEL_SIZE - 1)
#define PITCH (LOCAL_X + HALO + 3)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float tile[(LOCAL_Y + HALO) * PITCH];
    const uint lx = get_local_id(0), ly = get_local_id(1), x = get_global_id(0), y = get_global_id(1);
    const size_t plane = (size_t)get_global_id(2) * height * width;
    for (uint i = ly * LOCAL_X + lx; i < (LOCAL_X + HALO) * (LOCAL_Y + HALO); i += LOCAL_X * LOCAL_Y) {
        const uint row = i / (LOCAL_X + HALO), column = i % (LOCAL_X + HALO);
        const uint from_x = x - lx + column - HALO / 2, from_y = y - ly + row - HALO / 2; /* wraps around if outside */
        tile[row * PITCH + column] = from_x < width && from_y < height ? input[plane + from_y * width + from_x] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float sum = 0.0f;
    for (uint dy = 0; dy < KERNEL_SIZE; ++dy)
        for (uint dx = 0; dx < KERNEL_SIZE; ++dx)
            sum = fma(tile[(ly + dy) * PITCH + lx + dx], weights[dy * KERNEL_SIZE + dx], sum);
    if (x < width && y < height) output[plane + y * width + x] = sum;
}
