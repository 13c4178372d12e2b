// Eight rows per work-item, interleaved. Right: TILE_Y is eight times LOCAL_Y, and each row has its own guard.
#define LOCAL_X 32
#define LOCAL_Y 2
#define ROWS 8
#define TILE_Y (ROWS * LOCAL_Y)

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), plane = height * width;
    for (uint row = 0; row < ROWS; ++row) {
        const uint y = get_group_id(1) * TILE_Y + row * LOCAL_Y + get_local_id(1);
        if (x >= width || y >= height) break;
        const uint i = y * width + x;
        grey[i] = 0.299f * rgb[i] + 0.587f * rgb[i + plane] + 0.114f * rgb[i + 2 * plane];
    }
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint x = get_global_id(0), plane = height * width;
    for (uint row = 0; row < ROWS; ++row) {
        const uint y = get_group_id(1) * TILE_Y + row * LOCAL_Y + get_local_id(1);
        if (x >= width || y >= height) continue;
        const uint i = y * width + x;
        const float r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
        out[i] = clamp(0.393f * r + 0.769f * g + 0.189f * b, 0.0f, 1.0f);
        out[i + plane] = clamp(0.349f * r + 0.686f * g + 0.168f * b, 0.0f, 1.0f);
        out[i + 2 * plane] = clamp(0.272f * r + 0.534f * g + 0.131f * b, 0.0f, 1.0f);
    }
}
