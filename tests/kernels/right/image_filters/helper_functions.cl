// Shared helpers find, load and weigh a pixel. Right: they do what both kernels would do, with dot of float3.
#define LOCAL_X 32
#define LOCAL_Y 8

static bool inside(uint height, uint width) { return get_global_id(0) < width && get_global_id(1) < height; }
static size_t pixel(uint width) { return get_global_id(1) * width + get_global_id(0); }

static float3 load(__global const float *rgb, size_t i, size_t plane)
{
    return (float3)(rgb[i], rgb[i + plane], rgb[i + 2 * plane]);
}

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    if (!inside(height, width)) return;
    grey[pixel(width)] = dot(load(rgb, pixel(width), (size_t)height * width), (float3)(0.299f, 0.587f, 0.114f));
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    if (!inside(height, width)) return;
    const size_t plane = (size_t)height * width, i = pixel(width);
    const float3 colour = load(rgb, i, plane);
    out[i] = fmin(dot(colour, (float3)(0.393f, 0.769f, 0.189f)), 1.0f);
    out[i + plane] = fmin(dot(colour, (float3)(0.349f, 0.686f, 0.168f)), 1.0f);
    out[i + 2 * plane] = fmin(dot(colour, (float3)(0.272f, 0.534f, 0.131f)), 1.0f);
}
