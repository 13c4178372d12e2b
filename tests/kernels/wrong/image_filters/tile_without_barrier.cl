// Wrong: in greyscale a row of local memory is read without a barrier after it was filled by other work-items.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    __local float tile[3][LOCAL_X * LOCAL_Y];
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    const uint lane = get_local_id(1) * LOCAL_X + get_local_id(0);
    const uint from_x = x - get_local_id(0) + (LOCAL_X - 1 - get_local_id(0)), mirrored = lane + from_x - x;
    if (from_x < width && y < height)
        for (int c = 0; c < 3; ++c) tile[c][mirrored] = rgb[c * plane + y * width + from_x];
    if (x < width && y < height) grey[i] = 0.299f * tile[0][lane] + 0.587f * tile[1][lane] + 0.114f * tile[2][lane];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (x >= width || y >= height) return;
    const float r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
    out[i] = min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
    out[i + plane] = min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
    out[i + 2 * plane] = min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
}
