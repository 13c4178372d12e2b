// Strides over rows and columns by the global size. Right: both loops end at the image, whatever the launch.
#define LOCAL_X 16
#define LOCAL_Y 4
#define TILE_X 64
#define TILE_Y 64

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width;
    for (size_t y = get_global_id(1); y < height; y += get_global_size(1))
        for (size_t x = get_global_id(0); x < width; x += get_global_size(0)) {
            __global const float *p = rgb + y * width + x;
            grey[y * width + x] = 0.299f * p[0] + 0.587f * p[plane] + 0.114f * p[2 * plane];
        }
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const size_t plane = (size_t)height * width;
    for (size_t y = get_global_id(1); y < height; y += get_global_size(1))
        for (size_t x = get_global_id(0); x < width; x += get_global_size(0)) {
            __global const float *from = rgb + y * width + x;
            __global float *to = out + y * width + x;
            const float r = from[0], g = from[plane], b = from[2 * plane];
            to[0] = fmin(1.0f, 0.393f * r + 0.769f * g + 0.189f * b);
            to[plane] = fmin(1.0f, 0.349f * r + 0.686f * g + 0.168f * b);
            to[2 * plane] = fmin(1.0f, 0.272f * r + 0.534f * g + 0.131f * b);
        }
}
