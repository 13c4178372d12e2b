// One work-item makes the whole vector, however long.
#define LOCAL_X 1
#define TILE_X 0x40000000

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    for (uint i = 0; i < n; ++i) z[i] = x[i] + y[i];
}
