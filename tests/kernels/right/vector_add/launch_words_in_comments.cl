// Names launch macros where they do not count. Right: only the last definition of LOCAL_X, 64, is in force.
/* #define LOCAL_X 65536 would be far too large.
#define TILE_X 7
*/
#if 0
#define LOCAL_X 3
#define TILE_X 1000000
#endif
#define LOCAL_X 32
#undef LOCAL_X
#define LOCAL_X 64 // #define TILE_X 1
// #define LOCAL_Y 9

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
