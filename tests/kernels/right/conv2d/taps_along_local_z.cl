// Four work-items along dimension 2 share the taps of an output. Right: TILE_Z is 1, and a barrier precedes the last
// sum.
#define LOCAL_X 8
#define LOCAL_Y 8
#define LOCAL_Z 4
#define TILE_Z 1

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float partial[LOCAL_Z][LOCAL_Y][LOCAL_X];
    const uint x = get_global_id(0), y = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    const uint plane = get_group_id(2) * height * width;
    float sum = 0.0f;
    for (uint i = get_local_id(2); i < KERNEL_SIZE * KERNEL_SIZE; i += LOCAL_Z) {
        const uint from_y = y + i / KERNEL_SIZE - KERNEL_SIZE / 2, from_x = x + i % KERNEL_SIZE - KERNEL_SIZE / 2;
        if (from_y < height && from_x < width) sum += weights[i] * input[plane + from_y * width + from_x];
    }
    partial[get_local_id(2)][ly][lx] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(2) != 0 || x >= width || y >= height) return;
    sum = (partial[0][ly][lx] + partial[1][ly][lx]) + (partial[2][ly][lx] + partial[3][ly][lx]);
    output[plane + y * width + x] = sum;
}
