// Wrong: the elements after the last whole float4 are never written.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t i = 4 * get_global_id(0);
    if (i + 4 <= n) vstore4(vload4(0, x + i) + vload4(0, y + i), 0, z + i);
}
