// Rows along local dimension 0 inside the work-group. Right: each pixel of the tile still has exactly one work-item.
#define LOCAL_X 8
#define LOCAL_Y 8

#define PIXEL_X (get_group_id(0) * LOCAL_X + get_local_id(1))
#define PIXEL_Y (get_group_id(1) * LOCAL_Y + get_local_id(0))

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    if (PIXEL_X >= width || PIXEL_Y >= height) return;
    const size_t i = PIXEL_Y * width + PIXEL_X, plane = (size_t)height * width;
    grey[i] = 0.299f * rgb[i] + 0.587f * rgb[i + plane] + 0.114f * rgb[i + 2 * plane];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    if (PIXEL_X >= width || PIXEL_Y >= height) return;
    const size_t i = PIXEL_Y * width + PIXEL_X, plane = (size_t)height * width;
    const float r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
    out[i] = min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
    out[i + plane] = min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
    out[i + 2 * plane] = min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
}
