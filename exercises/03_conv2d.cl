/* conv2d: every output pixel is the weighted sum of the square of input pixels around it.
 * input, output: planes (channels) of height x width floats, row by row, one plane after the other.
 * weights: KERNEL_SIZE x KERNEL_SIZE floats, row by row, the same for every channel and not turned
 * round (a cross-correlation); the middle weight belongs to the pixel itself. Outside of the image
 * all pixels count as 0.
 * 3-D NDRange: dimension 0 along the columns, 1 along the rows, 2 along the channels, one pixel of
 * one channel a work-item. The last work-groups can reach past the right and the bottom edge; along
 * dimension 2 a work-group is 1 deep, so there are exactly as many work-items as channels. */
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3 /* side of the square of weights, odd; the host gives it with -D */
#endif
#if KERNEL_SIZE % 2 == 0
#error KERNEL_SIZE must be odd: the square needs a middle
#endif
#ifndef LOCAL_X
#define LOCAL_X 64 /* columns of a work-group */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group */
#endif
// tune: LOCAL_X = 16 32 64 128 256
// tune: LOCAL_Y = 1 2 4

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    // TODO 1: Which pixel of which channel is this work-item's? Find column, row and channel. You
    // will go left of and above it: which type can hold a position of -1?

    // END TODO 1

    // TODO 2: Which work-items have no pixel, and must do nothing?

    // END TODO 2

    // TODO 3: Where does this channel's plane begin? It is the same place in input and output. And
    // what is the sum before anything has been added?

    // END TODO 3

    for (int i = 0; i < KERNEL_SIZE; i++) {
        for (int j = 0; j < KERNEL_SIZE; j++) {
            // TODO 4: Which input pixel does the weight in row i and column j of the square meet?
            // The middle weight meets the work-item's own pixel.

            // END TODO 4

            // TODO 5: Does that pixel exist? What does it add to the sum if it does, and what if
            // not?

            // END TODO 5
        }
    }

    // TODO 6: Where does the sum go?

    // END TODO 6
}
