// Wrong: the scalar tail after the last float4 copies x and forgets to add y.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t start = 4 * get_global_id(0);
    if (start + 4 <= n) vstore4(vload4(0, x + start) + vload4(0, y + start), 0, z + start);
    else for (size_t i = start; i < n; ++i) z[i] = x[i];
}
