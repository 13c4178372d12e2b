// Wrong: a float3 is stored where a float belongs.
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
    const float3 colour = (float3)(rgb[i], rgb[i + plane], rgb[i + 2 * plane]);
    out[i] = colour * (float3)(0.393f, 0.769f, 0.189f);
    out[i + plane] = min(dot(colour, (float3)(0.349f, 0.686f, 0.168f)), 1.0f);
    out[i + 2 * plane] = min(dot(colour, (float3)(0.272f, 0.534f, 0.131f)), 1.0f);
}
