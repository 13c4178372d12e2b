// A tuning space over work-group and rows per work-item. Right: tile and halo follow from the parameters.
#ifndef LOCAL_X
#define LOCAL_X 32 /* work-items along a row */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* work-items along a column */
#endif
#ifndef ROWS
#define ROWS 2 /* outputs of a work-item */
#endif
// tune: LOCAL_X = 16 32 64
// tune: LOCAL_Y = 2 4 8
// tune: ROWS = 1 2 4
#define TILE_Y (ROWS * LOCAL_Y)
#define HALO (KERNEL_SIZE - 1)
#if (LOCAL_X + HALO) * (TILE_Y + HALO) > 8192
#error the tile does not fit into 32 KiB of local memory
#endif

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float tile[TILE_Y + HALO][LOCAL_X + HALO];
    const uint left = get_group_id(0) * LOCAL_X, top = get_group_id(1) * TILE_Y;
    const uint lx = get_local_id(0), ly = get_local_id(1), plane = get_group_id(2) * height * width;
    for (uint row = ly; row < TILE_Y + HALO; row += LOCAL_Y)
        for (uint column = lx; column < LOCAL_X + HALO; column += LOCAL_X) {
            const uint y = top + row - HALO / 2, x = left + column - HALO / 2; /* wrap around where outside */
            tile[row][column] = y < height && x < width ? input[plane + y * width + x] : 0.0f;
        }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint row = ly; row < TILE_Y; row += LOCAL_Y) {
        if (top + row >= height || left + lx >= width) break;
        float sum = 0.0f;
        for (uint dy = 0; dy < KERNEL_SIZE; ++dy)
            for (uint dx = 0; dx < KERNEL_SIZE; ++dx) sum += tile[row + dy][lx + dx] * weights[dy * KERNEL_SIZE + dx];
        output[plane + (top + row) * width + left + lx] = sum;
    }
}
