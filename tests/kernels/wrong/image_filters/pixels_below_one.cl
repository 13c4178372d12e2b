// Wrong: sepia stores only what needs no clamp.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (x >= width || y >= height) return;
    grey[i] = 0.299f * rgb[i] + 0.587f * rgb[i + plane] + 0.114f * rgb[i + 2 * plane];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (x >= width || y >= height) return;
    const float r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
    const float3 sums = (float3)(0.393f, 0.349f, 0.272f) * r + (float3)(0.769f, 0.686f, 0.534f) * g +
                        (float3)(0.189f, 0.168f, 0.131f) * b;
    if (sums.x < 1.0f) out[i] = sums.x;
    if (sums.y < 1.0f) out[i + plane] = sums.y;
    if (sums.z < 1.0f) out[i + 2 * plane] = sums.z;
}
