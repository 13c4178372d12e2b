/* greyscale and sepia, rung 2: several pixels a work-item.
 * rgb, out: three planes of height x width floats, red, green, blue; grey: one plane. 2-D NDRange,
 * dimension 0 along the columns.
 *
 * New: a work-item steps through the row of its work-group's tile, LOCAL_X columns at a time. restrict says
 * that the image and the result do not overlap.
 * Why it should pay: as in vector_add, reads of several pixels are under way together; a work-group of one
 * work-item makes a plain loop of it, which a CPU's compiler turns into vector instructions.
 */
#ifndef LOCAL_X
#define LOCAL_X 64 /* columns that a work-group does at a time; 1 on a CPU */
#endif
// tune: LOCAL_X = 1 32 64 128 256
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group; 1 on a CPU */
#endif
// tune: LOCAL_Y = 1 2 4 8
#ifndef TILE_X
#define TILE_X 256 /* columns of a work-group */
#endif
// tune: TILE_X = 64 128 256 512 1024 4096 16384
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif
#if TILE_X % LOCAL_X
#error TILE_X must be a multiple of LOCAL_X
#endif

/* The colours of sepia, and grey, from red, green and blue: of one pixel, or of the pixels of a vector. */
#define GREY(r, g, b) (0.299f * (r) + 0.587f * (g) + 0.114f * (b))
#define SEPIA_R(r, g, b) fmin(0.393f * (r) + 0.769f * (g) + 0.189f * (b), 1.0f)
#define SEPIA_G(r, g, b) fmin(0.349f * (r) + 0.686f * (g) + 0.168f * (b), 1.0f)
#define SEPIA_B(r, g, b) fmin(0.272f * (r) + 0.534f * (g) + 0.131f * (b), 1.0f)

__kernel void greyscale(__global const float *restrict rgb, __global float *restrict grey, const uint height,
                        const uint width)
{
    const size_t row = get_global_id(1), tile = get_group_id(0) * TILE_X;
    if (row >= height) {
        return;
    }

    const size_t plane = (size_t)height * width;
    const size_t end = min(tile + TILE_X, (size_t)width);
    for (size_t column = tile + get_local_id(0); column < end; column += LOCAL_X) {
        const size_t pixel = row * width + column;
        const float r = rgb[pixel], g = rgb[pixel + plane], b = rgb[pixel + 2 * plane];
        grey[pixel] = GREY(r, g, b);
    }
}

__kernel void sepia(__global const float *restrict rgb, __global float *restrict out, const uint height,
                    const uint width)
{
    const size_t row = get_global_id(1), tile = get_group_id(0) * TILE_X;
    if (row >= height) {
        return;
    }

    const size_t plane = (size_t)height * width;
    const size_t end = min(tile + TILE_X, (size_t)width);
    for (size_t column = tile + get_local_id(0); column < end; column += LOCAL_X) {
        const size_t pixel = row * width + column;
        const float r = rgb[pixel], g = rgb[pixel + plane], b = rgb[pixel + 2 * plane];
        out[pixel] = SEPIA_R(r, g, b);
        out[pixel + plane] = SEPIA_G(r, g, b);
        out[pixel + 2 * plane] = SEPIA_B(r, g, b);
    }
}
