/* vector_add, rung 3: all loads before the first store.
 * x, y, z: n floats; z = x + y. 1-D NDRange, LOCAL_X x ELEMENTS elements a work-group.
 *
 * New: ELEMENTS is known to the compiler, and a work-group whose tile is whole runs without any guard: all
 * its reads are issued, then all sums are stored. The last work-group goes another way.
 * Why it should pay: rung 2 leaves it to the compiler how many reads are under way; here it is ELEMENTS
 * pairs. On a CPU it brings nothing: there the tile of rung 2 is the better loop. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group */
#endif
// tune: LOCAL_X = 64 128 256 512 1024
#ifndef ELEMENTS
#define ELEMENTS 4 /* elements of a work-item */
#endif
// tune: ELEMENTS = 1 2 4 8 16
#define TILE_X (LOCAL_X * ELEMENTS)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const uint tile = get_group_id(0) * TILE_X, first = tile + get_local_id(0);

    if (n - tile >= TILE_X) {
        float sums[ELEMENTS];
#pragma unroll
        for (int k = 0; k < ELEMENTS; k++) {
            sums[k] = x[first + k * LOCAL_X] + y[first + k * LOCAL_X];
        }
#pragma unroll
        for (int k = 0; k < ELEMENTS; k++) {
            z[first + k * LOCAL_X] = sums[k];
        }
    } else {
        for (uint i = first; i < n; i += LOCAL_X) {
            z[i] = x[i] + y[i];
        }
    }
}
