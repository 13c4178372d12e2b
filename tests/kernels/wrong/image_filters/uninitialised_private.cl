// Wrong: greyscale adds the planes to a variable that was never set.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (x >= width || y >= height) return;
    float sum;
    for (uint c = 0; c < 3; ++c) sum += (c == 0 ? 0.299f : c == 1 ? 0.587f : 0.114f) * rgb[c * plane + i];
    grey[i] = sum;
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
