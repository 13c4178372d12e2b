// sepia stands before greyscale and the clamp is one minus the room left. Right: the order does not matter.
#define LOCAL_X 100

static float at_most_one(float value) { return 1.0f - value < 0.0f ? 1.0f : value; }

__attribute__((reqd_work_group_size(LOCAL_X, 1, 1)))
__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint plane = height * width, i = get_global_id(1) * width + get_global_id(0);
    if (get_global_id(0) >= width) return;
    __global const float *r = rgb, *g = rgb + plane, *b = rgb + 2 * plane;
    (out + plane * 2)[i] = at_most_one(0.272f * r[i] + 0.534f * g[i] + 0.131f * b[i]);
    (out + plane)[i] = at_most_one(0.349f * r[i] + 0.686f * g[i] + 0.168f * b[i]);
    out[i] = at_most_one(0.393f * r[i] + 0.769f * g[i] + 0.189f * b[i]);
}

__attribute__((reqd_work_group_size(LOCAL_X, 1, 1)))
__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint plane = height * width, i = get_global_id(1) * width + get_global_id(0);
    if (get_global_id(0) < width) grey[i] = 0.587f * rgb[i + plane] + 0.299f * rgb[i] + 0.114f * rgb[i + plane * 2];
}
