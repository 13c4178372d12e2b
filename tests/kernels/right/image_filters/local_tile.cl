// The planes of a tile go through local memory, read by the mirrored work-item. Right: a barrier that all reach lies
// between.
#define LOCAL_X 16
#define LOCAL_Y 8

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    __local float tile[3][LOCAL_Y][LOCAL_X];
    const uint lx = get_local_id(0), ly = get_local_id(1), mirrored = LOCAL_X - 1 - lx;
    const uint x = get_global_id(0), y = get_global_id(1), from_x = x - lx + mirrored, plane = height * width;
    if (from_x < width && y < height)
        for (int c = 0; c < 3; ++c) tile[c][ly][mirrored] = rgb[c * plane + y * width + from_x];
    barrier(CLK_LOCAL_MEM_FENCE);
    if (x < width && y < height)
        grey[y * width + x] = 0.299f * tile[0][ly][lx] + 0.587f * tile[1][ly][lx] + 0.114f * tile[2][ly][lx];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    __local float tile[3][LOCAL_Y][LOCAL_X];
    const uint lx = get_local_id(0), ly = get_local_id(1), mirrored = LOCAL_X - 1 - lx;
    const uint x = get_global_id(0), y = get_global_id(1), from_x = x - lx + mirrored, plane = height * width;
    if (from_x < width && y < height)
        for (int c = 0; c < 3; ++c) tile[c][ly][mirrored] = rgb[c * plane + y * width + from_x];
    barrier(CLK_LOCAL_MEM_FENCE);
    if (x >= width || y >= height) return;
    const float r = tile[0][ly][lx], g = tile[1][ly][lx], b = tile[2][ly][lx];
    const uint i = y * width + x;
    out[i] = min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
    out[i + plane] = min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
    out[i + 2 * plane] = min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
}
