/* vector_add, rung 2: several elements a work-item.
 * x, y, z: n floats; z = x + y. 1-D NDRange, a tile of TILE_X elements a work-group.
 *
 * New: a loop. A work-item steps through the tile of its work-group, LOCAL_X elements at a time, so that
 * neighbours still lie side by side; where the tile ends is worked out once, before the loop. restrict says
 * that the arrays do not overlap.
 * Why it should pay: reads of several elements can be under way together, since no store can change what is
 * read next. On a CPU a work-group of one work-item makes this a plain loop without a guard inside, which
 * the compiler turns into vector instructions. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group; 1 on a CPU */
#endif
// tune: LOCAL_X = 1 64 128 256 512 1024
#ifndef TILE_X
#define TILE_X 1024 /* elements of a work-group */
#endif
// tune: TILE_X = 512 1024 2048 4096 16384 65536
#if TILE_X % LOCAL_X || TILE_X > 64 * LOCAL_X && LOCAL_X > 1
#error TILE_X must be LOCAL_X, or 2 to 64 times as much
#endif

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
    const size_t tile = get_group_id(0) * TILE_X;
    const size_t end = min(tile + TILE_X, (size_t)n);

    for (size_t i = tile + get_local_id(0); i < end; i += LOCAL_X) {
        z[i] = x[i] + y[i];
    }
}
