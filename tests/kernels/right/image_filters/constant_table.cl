// The weights are a table in constant memory and the clamp is a ternary. Right: a NaN-free sum above one becomes one.
#define LOCAL_X 16
#define LOCAL_Y 16

__constant float GREY[3] = {0.299f, 0.587f, 0.114f};
__constant float SEPIA[9] = {0.393f, 0.769f, 0.189f, 0.349f, 0.686f, 0.168f, 0.272f, 0.534f, 0.131f};

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width;
    if (x >= width || y >= height) return;
    float sum = 0.0f;
#pragma unroll
    for (int c = 0; c < 3; ++c) sum += GREY[c] * rgb[c * plane + y * width + x];
    grey[y * width + x] = sum;
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width;
    if (x >= width || y >= height) return;
    for (int to = 0; to < 3; ++to) {
        float sum = 0.0f;
        for (int from = 0; from < 3; ++from) sum += SEPIA[3 * to + from] * rgb[from * plane + y * width + x];
        out[to * plane + y * width + x] = sum > 1.0f ? 1.0f : sum;
    }
}
