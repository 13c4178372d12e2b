/* greyscale: grey = 0.299 r + 0.587 g + 0.114 b.
 * sepia:     r' = min(0.393 r + 0.769 g + 0.189 b, 1)
 *            g' = min(0.349 r + 0.686 g + 0.168 b, 1)
 *            b' = min(0.272 r + 0.534 g + 0.131 b, 1)
 * rgb, out: three planes of height x width floats from 0 to 1, row by row: all red, then all green,
 * then all blue; grey: one such plane. 2-D NDRange, dimension 0 along the columns, one pixel a
 * work-item; the last work-groups can reach past the right and the bottom edge. */
#ifndef LOCAL_X
#define LOCAL_X 64 /* columns of a work-group */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group */
#endif
// tune: LOCAL_X = 16 32 64 128 256
// tune: LOCAL_Y = 1 2 4

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height,
                        const uint width)
{
    // TODO 1: Which pixel is this work-item's? Find its column and its row.

    // END TODO 1

    // TODO 2: Which work-items have no pixel, and must do nothing? An image has two edges to check.

    // END TODO 2

    // TODO 3: Where in its plane does the pixel lie, and how many floats apart are the planes? Read
    // the pixel's red, green and blue.

    // END TODO 3

    // TODO 4: How bright is the pixel? The weights stand at the top of this file.

    // END TODO 4
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height,
                    const uint width)
{
    // TODO 5: Find the pixel, leave if there is none, and read its three colours, as in greyscale.

    // END TODO 5

    // TODO 6: Each colour of the result is a mixture of all three colours that you read. Compute
    // the three mixtures.

    // END TODO 6

    // TODO 7: The weights of a mixture can add up to more than 1, and a colour ends at 1. Where
    // does each mixture go, and what must happen to it before?

    // END TODO 7
}
