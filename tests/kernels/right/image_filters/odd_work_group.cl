// Work-groups of 33 x 3 work-items. Right: nothing assumes a power of two.
#define LOCAL_X 33
#define LOCAL_Y 3

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const size_t x = get_global_id(0), y = get_global_id(1);
    if (x < width && y < height) {
        const size_t i = y * width + x, plane = (size_t)width * height;
        grey[i] = rgb[i] * 0.299f + rgb[plane + i] * 0.587f + rgb[2 * plane + i] * 0.114f;
    }
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const size_t x = get_global_id(0), y = get_global_id(1);
    if (x < width && y < height) {
        const size_t i = y * width + x, plane = (size_t)width * height;
        float red = rgb[i] * 0.393f + rgb[plane + i] * 0.769f + rgb[2 * plane + i] * 0.189f;
        float green = rgb[i] * 0.349f + rgb[plane + i] * 0.686f + rgb[2 * plane + i] * 0.168f;
        float blue = rgb[i] * 0.272f + rgb[plane + i] * 0.534f + rgb[2 * plane + i] * 0.131f;
        if (red > 1.0f) red = 1.0f;
        if (green > 1.0f) green = 1.0f;
        if (blue > 1.0f) blue = 1.0f;
        out[i] = red;
        out[plane + i] = green;
        out[2 * plane + i] = blue;
    }
}
