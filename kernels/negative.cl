/* negative: out = 1 - rgb, the negative of a photograph. Shows how two indices become one offset.
 * rgb, out: three planes of height x width floats from 0 to 1, row by row: all red, then all green,
 * then all blue. 2-D NDRange, dimension 0 along the columns, one pixel a work-item; the last
 * work-groups can reach past the right and the bottom edge. */
#ifndef LOCAL_X
#define LOCAL_X 64 /* columns of a work-group */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group */
#endif
// tune: LOCAL_X = 16 32 64 128 256
// tune: LOCAL_Y = 1 2 4

__kernel void negative(__global const float *rgb, __global float *out, const uint height,
                       const uint width)
{
    /* Two dimensions, two indices. Dimension 0 is the fast one: work-items that follow each other
     * in it have pixels side by side in a row of the image, and so side by side in memory. */
    const size_t column = get_global_id(0);
    const size_t row = get_global_id(1);

    /* Two edges. Without the first test a pixel right of the image would be one of the next row. */
    if (column >= width || row >= height) {
        return;
    }

    /* Memory has one dimension: skip the rows above, then the pixels to the left. size_t, because
     * the product of two uints is a uint, and could overflow. */
    const size_t plane = (size_t)height * width;
    const size_t pixel = row * width + column;

    /* The same place in each of the three planes. */
    for (uint colour = 0; colour < 3; colour++) {
        const size_t at = colour * plane + pixel;
        out[at] = 1.0f - rgb[at];
    }
}
