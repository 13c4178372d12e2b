// Work-groups of 7 work-items make 5 neighbours each. Right: each of the 35 places of a tile belongs to one work-item.
#define LOCAL_X 7
#define TILE_X 35

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint start = get_global_id(0) * 5;
    const uint end = min(start + 5, n);
    for (uint i = start; i < end; ++i) z[i] = x[i] + y[i];
}
