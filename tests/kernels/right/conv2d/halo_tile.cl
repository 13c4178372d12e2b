// A tile with its halo goes through local memory, zero outside the image. Right: every work-item reaches the barrier.
#define LOCAL_X 16
#define LOCAL_Y 16
#define R (KERNEL_SIZE / 2)
#define SIDE_X (LOCAL_X + 2 * R)
#define SIDE_Y (LOCAL_Y + 2 * R)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float tile[SIDE_Y][SIDE_X];
    const int lx = get_local_id(0), ly = get_local_id(1), x = get_global_id(0), y = get_global_id(1);
    __global const float *plane = input + get_global_id(2) * height * width;
    for (int row = ly; row < SIDE_Y; row += LOCAL_Y)
        for (int column = lx; column < SIDE_X; column += LOCAL_X) {
            const int from_x = x - lx + column - R, from_y = y - ly + row - R;
            const bool inside = from_x >= 0 && from_x < (int)width && from_y >= 0 && from_y < (int)height;
            tile[row][column] = inside ? plane[from_y * (int)width + from_x] : 0.0f;
        }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (x >= (int)width || y >= (int)height) return;
    float sum = 0.0f;
    for (int dy = 0; dy < KERNEL_SIZE; ++dy)
        for (int dx = 0; dx < KERNEL_SIZE; ++dx) sum += tile[ly + dy][lx + dx] * weights[dy * KERNEL_SIZE + dx];
    output[get_global_id(2) * height * width + y * width + x] = sum;
}
