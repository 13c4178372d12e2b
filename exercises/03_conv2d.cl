/* conv2d: every output pixel is the weighted sum of the square of input pixels
 * around it.
 * input, output: planes (channels) of height x width floats, row by row, one
 * plane after the other.
 * weights: KERNEL_SIZE x KERNEL_SIZE floats, row by row, the same for every
 * channel and not turned round (a cross-correlation); the middle weight
 * belongs to the pixel itself. Outside of the image all pixels count as 0.
 * 3-D NDRange: dimension 0 along the columns, 1 along the rows, 2 along the
 * channels. A work-item makes ROWS pixels of one channel, below each other.
 * The last work-groups can reach past the right and the bottom edge; along
 * dimension 2 a work-group is 1 deep, so there are exactly as many work-items
 * as channels. */
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3 /* side of the square of weights, odd; comes with -D */
#endif
#if KERNEL_SIZE % 2 == 0
#error KERNEL_SIZE must be odd: the square needs a middle
#endif
#ifndef LOCAL_X
#define LOCAL_X 32 /* columns of a work-group */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 2 /* work-items of a work-group below each other */
#endif
#ifndef ROWS
#define ROWS 4 /* pixels of a work-item, below each other */
#endif
#define TILE_Y (LOCAL_Y * ROWS) /* rows of a work-group */
// tune: LOCAL_X = 16 32 64 128 256 1024
// tune: LOCAL_Y = 1 2 4
// tune: ROWS = 1 2 4 8
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height,
                     const uint width)
{
    // int, for there are positions left of the image and above it
    const int column = get_global_id(0);
    const int top = get_global_id(1) * ROWS; // row of the topmost pixel

    if (column >= width || top >= height) {
        return;
    }

    // TODO 1: Which channel is this work-item's, and where does the plane of
    // that channel begin? It is the same place in input and output. There is
    // one sum for each of the ROWS pixels: what are they before anything has
    // been added?

    // END TODO 1

    // The squares of ROWS pixels lie over each other: together they cover this
    // many input rows.
#pragma unroll
    for (int from = 0; from < ROWS + KERNEL_SIZE - 1; from++) {
#pragma unroll
        for (int j = 0; j < KERNEL_SIZE; j++) {
            // TODO 2: Which input pixel is met here? The square of the topmost
            // pixel begins where from and j are 0, with that pixel in its
            // middle. Read it, if it exists. What is its value if not?

            // END TODO 2

            // Each square begins one row below the one before, so this input
            // row is another row of each.
#pragma unroll
            for (int row = 0; row < ROWS; row++) {
                const int i = from - row;
                if (i >= 0 && i < KERNEL_SIZE) {
                    // TODO 3: In the square of pixel number row, this is row i
                    // and column j. What is added to its sum?

                    // END TODO 3
                }
            }
        }
    }

#pragma unroll
    for (int row = 0; row < ROWS; row++) {
        // TODO 4: Where does the sum of pixel number row go, and does that
        // pixel exist?

        // END TODO 4
    }
}
