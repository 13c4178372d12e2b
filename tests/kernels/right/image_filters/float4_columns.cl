// Four columns per work-item. Right: vload4 asks for no alignment, as rows of odd width need, and the last columns are
// scalar.
#define LOCAL_X 32
#define LOCAL_Y 4
#define TILE_X (4 * LOCAL_X)

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = 4 * get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const size_t plane = (size_t)height * width, i = (size_t)y * width + x;
    __global const float *r = rgb + i, *g = r + plane, *b = g + plane;
    if (x + 4 <= width) {
        vstore4(0.299f * vload4(0, r) + 0.587f * vload4(0, g) + 0.114f * vload4(0, b), 0, grey + i);
    } else {
        for (uint j = 0; x + j < width; ++j) grey[i + j] = 0.299f * r[j] + 0.587f * g[j] + 0.114f * b[j];
    }
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const float weights[3][3] = {{0.393f, 0.769f, 0.189f}, {0.349f, 0.686f, 0.168f}, {0.272f, 0.534f, 0.131f}};
    const uint x = 4 * get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const size_t plane = (size_t)height * width, i = (size_t)y * width + x;
    __global const float *r = rgb + i, *g = r + plane, *b = g + plane;
    for (int c = 0; c < 3; ++c) {
        const float3 w = vload3(0, weights[c]);
        __global float *to = out + c * plane + i;
        if (x + 4 <= width) vstore4(fmin(w.x * vload4(0, r) + w.y * vload4(0, g) + w.z * vload4(0, b), 1.0f), 0, to);
        else for (uint j = 0; x + j < width; ++j) to[j] = fmin(w.x * r[j] + w.y * g[j] + w.z * b[j], 1.0f);
    }
}
