// One work-item per work-group filters 512 columns of a row as float16. Right: the last columns are done one by one.
#define LOCAL_X 1
#define LOCAL_Y 1
#define TILE_X 512

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width, row = get_group_id(1) * width;
    const size_t end = row + min((uint)(get_group_id(0) + 1) * TILE_X, width);
    size_t i = row + get_group_id(0) * TILE_X;
    for (; i + 16 <= end; i += 16)
        vstore16(0.299f * vload16(0, rgb + i) + 0.587f * vload16(0, rgb + plane + i) +
                 0.114f * vload16(0, rgb + 2 * plane + i), 0, grey + i);
    for (; i < end; ++i) grey[i] = 0.299f * rgb[i] + 0.587f * rgb[plane + i] + 0.114f * rgb[2 * plane + i];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width, row = get_group_id(1) * width;
    const size_t end = row + min((uint)(get_group_id(0) + 1) * TILE_X, width);
    size_t i = row + get_group_id(0) * TILE_X;
    for (; i + 16 <= end; i += 16) {
        const float16 r = vload16(0, rgb + i), g = vload16(0, rgb + plane + i), b = vload16(0, rgb + 2 * plane + i);
        vstore16(min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f), 0, out + i);
        vstore16(min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f), 0, out + plane + i);
        vstore16(min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f), 0, out + 2 * plane + i);
    }
    for (; i < end; ++i) {
        const float r = rgb[i], g = rgb[plane + i], b = rgb[2 * plane + i];
        out[i] = min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
        out[plane + i] = min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
        out[2 * plane + i] = min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
    }
}
