/* Fills local memory by rows and reads it by columns; PITCH 33 has no conflict. */
#define LOCAL_X 32
#define LOCAL_Y 32
#ifndef PITCH
#define PITCH 32
#endif
__kernel void negative(__global const float *rgb, __global float *out, const uint height,
                       const uint width)
{
    __local float tile[32][PITCH];
    const uint x = get_local_id(0), y = get_local_id(1), plane = height * width;
    const uint column = get_group_id(0) * 32 + y, row = get_group_id(1) * 32 + x;
    for (uint p = 0; p < 3; p++) {
        const bool inside = get_global_id(0) < width && get_global_id(1) < height;
        const float value = inside ? rgb[p * plane + get_global_id(1) * width + get_global_id(0)] : 0.0f;
        tile[y][x] = value;
        barrier(CLK_LOCAL_MEM_FENCE);
        const float turned = tile[x][y];
        if (row < height && column < width)
            out[p * plane + row * width + column] = 1.0f - turned;
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
