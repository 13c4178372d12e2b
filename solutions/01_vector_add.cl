/* vector_add: z = x + y, element by element.
 * x, y, z: n floats; restrict promises the compiler that they do not overlap. 1-D NDRange: a tile of
 * TILE_X elements of z a work-group, one element a work-item unless TODO 4 makes it more; the last
 * work-group can reach past the end. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group */
#endif
#ifndef TILE_X
#define TILE_X LOCAL_X /* elements of a work-group; TODO 4 makes them more */
#endif
// tune: LOCAL_X = 64 128 256 512 1024
// tune: TILE_X = 64 128 256 512 1024 2048 4096
#if TILE_X % LOCAL_X
#error TILE_X must be a multiple of LOCAL_X
#endif

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
#if TILE_X == LOCAL_X // one element a work-item
    // TODO 1: Every work-item runs this same code, each for an element of its own. Which element is
    // this work-item's? Call its index i.
    const size_t i = get_global_id(0);
    // END TODO 1

    // TODO 2: The launch is made of whole work-groups, so there are often more work-items than
    // elements. Which work-items must do nothing?
    if (i >= n) {
        return;
    }
    // END TODO 2

    // TODO 3: What does the one element of z that belongs to this work-item have to be?
    z[i] = x[i] + y[i];
    // END TODO 3
#else // several elements a work-item
    // TODO 4: For speed, once 1 to 3 are solved. With TILE_X (4 * LOCAL_X), a work-item has four
    // elements of its work-group's tile. Which are they, so that neighbouring work-items still read
    // neighbouring elements? And where must a work-item stop?
    const size_t tile = get_group_id(0) * TILE_X;
    const size_t end = min(tile + TILE_X, (size_t)n);
    for (size_t i = tile + get_local_id(0); i < end; i += LOCAL_X) {
        z[i] = x[i] + y[i];
    }
    // END TODO 4
#endif
}
