// Wrong: greyscale is there, sepia is not.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (x >= width || y >= height) return;
    grey[i] = 0.299f * rgb[i] + 0.587f * rgb[i + plane] + 0.114f * rgb[i + 2 * plane];
}

#if 0 /* to do: __kernel void sepia */
#endif
