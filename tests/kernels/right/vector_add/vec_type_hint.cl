// Hints at float8 for the vectoriser and unrolls by pragma. Right: hints change nothing about the result.
#define LOCAL_X 32
#define TILE_X (8 * LOCAL_X)

__kernel __attribute__((vec_type_hint(float8)))
void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint start = get_global_id(0) * 8;
#pragma unroll
    for (uint j = 0; j < 8; ++j)
        if (start + j < n) z[start + j] = x[start + j] + y[start + j];
}
