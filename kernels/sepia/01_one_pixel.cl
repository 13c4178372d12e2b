/* greyscale and sepia, rung 1: one pixel a work-item, as in exercise 2.
 * rgb, out: three planes of height x width floats, red, green, blue; grey: one plane. 2-D NDRange,
 * dimension 0 along the columns.
 *
 * What limits it: a work-item waits for three floats only, too few to keep the memory of a fast GPU busy;
 * on a CPU the two guards keep the compiler from doing many pixels at once.
 */
#ifndef LOCAL_X
#define LOCAL_X 64 /* columns of a work-group */
#endif
// tune: LOCAL_X = 16 32 64 128 256 512 1024
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group */
#endif
// tune: LOCAL_Y = 1 2 4
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif

/* The colours of sepia, and grey, from red, green and blue: of one pixel, or of the pixels of a vector. */
#define GREY(r, g, b) (0.299f * (r) + 0.587f * (g) + 0.114f * (b))
#define SEPIA_R(r, g, b) fmin(0.393f * (r) + 0.769f * (g) + 0.189f * (b), 1.0f)
#define SEPIA_G(r, g, b) fmin(0.349f * (r) + 0.686f * (g) + 0.168f * (b), 1.0f)
#define SEPIA_B(r, g, b) fmin(0.272f * (r) + 0.534f * (g) + 0.131f * (b), 1.0f)

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height,
                        const uint width)
{
    const size_t column = get_global_id(0), row = get_global_id(1);
    if (column >= width || row >= height) {
        return;
    }

    const size_t plane = (size_t)height * width, pixel = row * width + column;
    const float r = rgb[pixel], g = rgb[pixel + plane], b = rgb[pixel + 2 * plane];
    grey[pixel] = GREY(r, g, b);
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height,
                    const uint width)
{
    const size_t column = get_global_id(0), row = get_global_id(1);
    if (column >= width || row >= height) {
        return;
    }

    const size_t plane = (size_t)height * width, pixel = row * width + column;
    const float r = rgb[pixel], g = rgb[pixel + plane], b = rgb[pixel + 2 * plane];
    out[pixel] = SEPIA_R(r, g, b);
    out[pixel + plane] = SEPIA_G(r, g, b);
    out[pixel + 2 * plane] = SEPIA_B(r, g, b);
}
