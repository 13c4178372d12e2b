/* vector_add: z = x + y, element by element.
 * x, y, z: n floats; restrict promises the compiler that they do not overlap. 1-D NDRange. A work-group
 * adds a tile of TILE_X elements, LOCAL_X of them at a time; the last tile can reach past the end. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group */
#endif
#ifndef TILE_X
#define TILE_X 1024 /* elements of a work-group */
#endif
// tune: LOCAL_X = 1 64 128 256 512 1024
// tune: TILE_X = 256 512 1024 2048 4096 16384

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
    // TODO 1: Every work-item runs this same code, each for elements of its own. Where does the tile
    // of its work-group begin, and which element of the tile is the first of this work-item's?
    const size_t tile = get_group_id(0) * TILE_X;
    const size_t first = tile + get_local_id(0);
    // END TODO 1

    // TODO 2: The launch is made of whole tiles, so the last one often has fewer than TILE_X
    // elements. Before which element must this work-item stop?
    const size_t end = min(tile + TILE_X, (size_t)n);
    // END TODO 2

    // TODO 3: All work-items of the work-group step through the tile side by side. Which element comes
    // after the first, and what does each element of z have to be?
    for (size_t i = first; i < end; i += LOCAL_X) {
        z[i] = x[i] + y[i];
    }
    // END TODO 3
}
