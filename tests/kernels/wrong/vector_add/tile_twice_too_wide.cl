// Wrong: TILE_X promises two outputs per work-item, but each makes one.
#define LOCAL_X 64
#define TILE_X (2 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_group_id(0) * TILE_X + get_local_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
