// A two-dimensional work-group for a one-dimensional task. Right: TILE_Y is LOCAL_Y, so there is one row of
// work-groups.
#define LOCAL_X 32
#define LOCAL_Y 4
#define TILE_X (LOCAL_X * LOCAL_Y)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_group_id(0) * TILE_X + get_local_id(1) * LOCAL_X + get_local_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
