// LOCAL_X is an expression over other macros. Right: its value is 96, and TILE_X follows from it.
#define WARP (1 << 5)
#define WARPS_PER_GROUP 3
#define PER_ITEM 2
#define LOCAL_X (WARP * WARPS_PER_GROUP)
#define TILE_X LOCAL_X * PER_ITEM

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_group_id(0) * (TILE_X) + get_local_id(0);
    if (i < n) z[i] = x[i] + y[i];
    if (i + LOCAL_X < n) z[i + LOCAL_X] = x[i + LOCAL_X] + y[i + LOCAL_X];
}
