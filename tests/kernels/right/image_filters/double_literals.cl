// Literals without an f make the sums double. Right: the result is rounded once, closer to the truth than float sums.
#define LOCAL_X 64
#define LOCAL_Y 2

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x < width && y < height) {
        const uint plane = height * width, i = y * width + x;
        grey[i] = 0.299 * rgb[i] + 0.587 * rgb[i + plane] + 0.114 * rgb[i + 2 * plane];
    }
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1);
    if (x < width && y < height) {
        const uint plane = height * width, i = y * width + x;
        const double r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
        out[i] = min(0.393 * r + 0.769 * g + 0.189 * b, 1.0);
        out[i + plane] = min(0.349 * r + 0.686 * g + 0.168 * b, 1.0);
        out[i + 2 * plane] = min(0.272 * r + 0.534 * g + 0.131 * b, 1.0);
    }
}
