/* greyscale: grey = 0.299 r + 0.587 g + 0.114 b.
 * sepia:     r' = min(0.393 r + 0.769 g + 0.189 b, 1)
 *            g' = min(0.349 r + 0.686 g + 0.168 b, 1)
 *            b' = min(0.272 r + 0.534 g + 0.131 b, 1)
 * rgb, out: three planes of height x width floats from 0 to 1, row by row: all
 * red, then all green, then all blue; grey: one such plane.
 * 2-D NDRange, dimension 0 along the columns. A work-group makes a tile of
 * TILE_X columns and LOCAL_Y rows, LOCAL_X columns at a time; the last
 * work-groups can reach past the right and the bottom edge. */
#ifndef LOCAL_X
#define LOCAL_X 32 /* columns of a work-group at a time */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 8 /* rows of a work-group */
#endif
#ifndef TILE_X
#define TILE_X 128 /* columns of a work-group */
#endif
// tune: LOCAL_X = 1 32 64 128 256 1024
// tune: LOCAL_Y = 1 2 4 8
// tune: TILE_X = 64 128 256 512 1024 4096
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif

__kernel void greyscale(__global const float *restrict rgb,
                        __global float *restrict grey, const uint height,
                        const uint width)
{
    // TODO 1: Which row of the image is this work-item's?
    const size_t row = get_global_id(1);
    // END TODO 1

    // TODO 2: Which work-items have no row, and must do nothing? An image has
    // two edges to check; the loop below sees to the other one.
    if (row >= height) {
        return;
    }
    // END TODO 2

    const size_t tile = get_group_id(0) * TILE_X; // a work-group's left column
    const size_t end = min(tile + TILE_X, (size_t)width);
    for (size_t column = tile + get_local_id(0); column < end;
         column += LOCAL_X) {
        // TODO 3: Where in its plane does the pixel in this row and column
        // lie, and how many floats apart are the planes? Read the pixel's red,
        // green and blue.
        const size_t plane = (size_t)height * width;
        const size_t pixel = row * width + column;
        const float r = rgb[pixel];
        const float g = rgb[pixel + plane];
        const float b = rgb[pixel + 2 * plane];
        // END TODO 3

        // TODO 4: How bright is the pixel? The weights stand at the top of
        // this file.
        grey[pixel] = 0.299f * r + 0.587f * g + 0.114f * b;
        // END TODO 4
    }
}

__kernel void sepia(__global const float *restrict rgb,
                    __global float *restrict out, const uint height,
                    const uint width)
{
    // TODO 5: Find the row, and leave if there is none, as in greyscale.
    const size_t row = get_global_id(1);
    if (row >= height) {
        return;
    }
    // END TODO 5

    const size_t tile = get_group_id(0) * TILE_X;
    const size_t end = min(tile + TILE_X, (size_t)width);
    for (size_t column = tile + get_local_id(0); column < end;
         column += LOCAL_X) {
        // TODO 6: Read the pixel's three colours, as in greyscale. Each colour
        // of the result is a mixture of all three. Compute the three mixtures.
        const size_t plane = (size_t)height * width;
        const size_t pixel = row * width + column;
        const float r = rgb[pixel];
        const float g = rgb[pixel + plane];
        const float b = rgb[pixel + 2 * plane];
        const float sepia_r = 0.393f * r + 0.769f * g + 0.189f * b;
        const float sepia_g = 0.349f * r + 0.686f * g + 0.168f * b;
        const float sepia_b = 0.272f * r + 0.534f * g + 0.131f * b;
        // END TODO 6

        // TODO 7: The weights of a mixture can add up to more than 1, and a
        // colour ends at 1. Where does each mixture go, and what must happen
        // to it before?
        out[pixel] = fmin(sepia_r, 1.0f);
        out[pixel + plane] = fmin(sepia_g, 1.0f);
        out[pixel + 2 * plane] = fmin(sepia_b, 1.0f);
        // END TODO 7
    }
}
