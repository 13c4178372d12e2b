/* Dimension 0 runs along the rows, so that a warp goes down a column. */
#define LOCAL_X 32
#define LOCAL_Y 4
#define TILE_X 4
#define TILE_Y 32
__kernel void negative(__global const float *rgb, __global float *out, const uint height,
                       const uint width)
{
    const uint row = get_group_id(1) * 32 + get_local_id(0);
    const uint column = get_group_id(0) * 4 + get_local_id(1);
    if (column >= width || row >= height)
        return;
    for (uint plane = 0; plane < 3; plane++) {
        const uint at = (plane * height + row) * width + column;
        const float value = rgb[at];
        out[at] = 1.0f - value;
    }
}
