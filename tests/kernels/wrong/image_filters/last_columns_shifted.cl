// Wrong: the last four columns are loaded one block to the left, to stay inside, but stored where they are.
#define LOCAL_X 16
#define LOCAL_Y 4
#define TILE_X (4 * LOCAL_X)

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = 4 * get_global_id(0), y = get_global_id(1), plane = height * width;
    if (x >= width || y >= height) return;
    const uint from = y * width + (x + 4 <= width || x < 4 ? x : x - 4);
    for (uint j = 0; j < 4 && x + j < width; ++j)
        grey[y * width + x + j] = 0.299f * rgb[from + j] + 0.587f * rgb[from + j + plane] +
                                  0.114f * rgb[from + j + 2 * plane];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    for (uint j = 0; j < 4; ++j) {
        const uint x = 4 * get_global_id(0) + j, y = get_global_id(1), plane = height * width, i = y * width + x;
        if (x >= width || y >= height) return;
        const float r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
        out[i] = min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
        out[i + plane] = min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
        out[i + 2 * plane] = min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
    }
}
