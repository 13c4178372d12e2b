// Walks the image as one line from the linear global id. Right: the ids run from 0 to their count, whatever the launch.
static size_t linear_id(void) { return get_global_id(1) * get_global_size(0) + get_global_id(0); }
static size_t linear_count(void) { return get_global_size(0) * get_global_size(1); }

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width;
    for (size_t i = linear_id(); i < plane; i += linear_count())
        grey[i] = 0.299f * rgb[i] + 0.587f * rgb[i + plane] + 0.114f * rgb[i + 2 * plane];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width;
    for (size_t i = linear_id(); i < plane; i += linear_count()) {
        const float4 sum = (float4)(0.393f, 0.349f, 0.272f, 0.0f) * rgb[i] +
                           (float4)(0.769f, 0.686f, 0.534f, 0.0f) * rgb[i + plane] +
                           (float4)(0.189f, 0.168f, 0.131f, 0.0f) * rgb[i + 2 * plane];
        out[i] = min(sum.x, 1.0f);
        out[i + plane] = min(sum.y, 1.0f);
        out[i + 2 * plane] = min(sum.z, 1.0f);
    }
}
