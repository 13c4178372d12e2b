// Wrong: a variable in local memory cannot have an initialiser.
#define LOCAL_X 16
#define LOCAL_Y 16
#define R (KERNEL_SIZE / 2)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float tile[LOCAL_Y + 2 * R][LOCAL_X + 2 * R] = {{0.0f}};
    const int lx = get_local_id(0), ly = get_local_id(1), x = get_global_id(0), y = get_global_id(1);
    const int w = width, h = height;
    const size_t plane = get_global_id(2) * height * width;
    for (int row = ly; row < LOCAL_Y + 2 * R; row += LOCAL_Y)
        for (int column = lx; column < LOCAL_X + 2 * R; column += LOCAL_X) {
            const int from_x = x - lx + column - R, from_y = y - ly + row - R;
            const bool inside = from_x >= 0 && from_x < w && from_y >= 0 && from_y < h;
            tile[row][column] = inside ? input[plane + from_y * w + from_x] : 0.0f;
        }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (x >= w || y >= h) return;
    float sum = 0.0f;
    for (int dy = 0; dy < KERNEL_SIZE; ++dy)
        for (int dx = 0; dx < KERNEL_SIZE; ++dx) sum += tile[ly + dy][lx + dx] * weights[dy * KERNEL_SIZE + dx];
    output[plane + y * w + x] = sum;
}
