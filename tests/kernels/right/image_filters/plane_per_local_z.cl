// Three work-items along dimension 2 share a pixel, one plane of sepia each. Right: greyscale leaves two of them idle.
#define LOCAL_X 32
#define LOCAL_Y 2
#define LOCAL_Z 3
#define TILE_Z 3

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (x < width && y < height && get_local_id(2) == 0)
        grey[i] = 0.299f * rgb[i] + 0.587f * rgb[i + plane] + 0.114f * rgb[i + 2 * plane];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const float3 from_r = (float3)(0.393f, 0.349f, 0.272f), from_g = (float3)(0.769f, 0.686f, 0.534f),
                 from_b = (float3)(0.189f, 0.168f, 0.131f);
    const uint x = get_global_id(0), y = get_global_id(1), z = get_local_id(2);
    if (x >= width || y >= height) return;
    const uint plane = height * width, i = y * width + x;
    const float3 sums = from_r * rgb[i] + from_g * rgb[i + plane] + from_b * rgb[i + 2 * plane];
    out[i + z * plane] = min(z == 0 ? sums.x : z == 1 ? sums.y : sums.z, 1.0f);
}
