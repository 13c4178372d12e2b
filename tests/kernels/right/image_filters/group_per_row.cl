// A work-group makes one row, however long: TILE_X is more than any width.
#define LOCAL_X 64
#define LOCAL_Y 1
#define TILE_X 1000000

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width;
    for (size_t column = get_local_id(0); column < width; column += LOCAL_X) {
        const size_t i = get_group_id(1) * width + column;
        grey[i] = 0.299f * rgb[i] + 0.587f * rgb[plane + i] + 0.114f * rgb[2 * plane + i];
    }
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width;
    for (size_t column = get_local_id(0); column < width; column += LOCAL_X) {
        const size_t i = get_group_id(1) * width + column;
        const float r = rgb[i], g = rgb[plane + i], b = rgb[2 * plane + i];
        out[i] = min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
        out[plane + i] = min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
        out[2 * plane + i] = min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
    }
}
