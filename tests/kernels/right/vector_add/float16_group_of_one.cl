// One work-item per work-group adds 4096 elements as float16. Right: the last work-group stops at n, element by
// element.
#define LOCAL_X 1
#define TILE_X 4096

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    size_t i = get_group_id(0) * TILE_X;
    const size_t end = min(i + TILE_X, (size_t)n);
    for (; i + 16 <= end; i += 16) vstore16(vload16(0, x + i) + vload16(0, y + i), 0, z + i);
    for (; i < end; ++i) z[i] = x[i] + y[i];
}
