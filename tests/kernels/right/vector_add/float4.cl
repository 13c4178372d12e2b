// Adds four elements at a time through float4 pointers. Right: every start is a multiple of 16 bytes, and the tail is
// scalar.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t start = 4 * get_global_id(0);
    if (start + 4 <= n) {
        *(__global float4 *)(z + start) = *(__global const float4 *)(x + start) + *(__global const float4 *)(y + start);
    } else {
        for (size_t i = start; i < n; ++i) z[i] = x[i] + y[i];
    }
}
