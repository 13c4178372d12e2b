// Wrong: a tile of 1024 rows of 1024 columns is 4 MB of local memory.
#define LOCAL_X 16
#define LOCAL_Y 16
#define TILE_X 1024
#define TILE_Y 1024
#define R (KERNEL_SIZE / 2)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float tile[TILE_Y + 2 * R][TILE_X + 2 * R];
    const int lx = get_local_id(0), ly = get_local_id(1), left = get_group_id(0) * TILE_X, top = get_group_id(1) * TILE_Y;
    const int w = width, h = height;
    const size_t plane = get_global_id(2) * height * width;
    for (int row = ly; row < TILE_Y + 2 * R; row += LOCAL_Y)
        for (int column = lx; column < TILE_X + 2 * R; column += LOCAL_X) {
            const int from_x = left + column - R, from_y = top + row - R;
            const bool inside = from_x >= 0 && from_x < w && from_y >= 0 && from_y < h;
            tile[row][column] = inside ? input[plane + from_y * w + from_x] : 0.0f;
        }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int row = ly; row < min(TILE_Y, h - top); row += LOCAL_Y)
        for (int column = lx; column < min(TILE_X, w - left); column += LOCAL_X) {
            float sum = 0.0f;
            for (int i = 0; i < KERNEL_SIZE * KERNEL_SIZE; ++i)
                sum += tile[row + i / KERNEL_SIZE][column + i % KERNEL_SIZE] * weights[i];
            output[plane + (top + row) * w + left + column] = sum;
        }
}
