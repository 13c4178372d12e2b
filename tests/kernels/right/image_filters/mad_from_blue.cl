// Sums from blue to red with mad and fma. Right: another order of three terms stays within the rounding bound.
#define LOCAL_X 48
#define LOCAL_Y 4

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const uint plane = height * width, i = y * width + x;
    grey[i] = mad(0.299f, rgb[i], mad(0.587f, rgb[i + plane], 0.114f * rgb[i + 2 * plane]));
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x >= width || y >= height) return;
    const uint plane = height * width, i = y * width + x;
    const float r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
    const float3 sums = fma((float3)(0.393f, 0.349f, 0.272f), r,
                            fma((float3)(0.769f, 0.686f, 0.534f), g, (float3)(0.189f, 0.168f, 0.131f) * b));
    const float3 clamped = select(sums, (float3)(1.0f), sums > 1.0f);
    out[i] = clamped.s0;
    out[i + plane] = clamped.s1;
    out[i + 2 * plane] = clamped.s2;
}
