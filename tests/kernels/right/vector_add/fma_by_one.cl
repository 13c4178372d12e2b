// Adds with fma(x, 1, y). Right: the product is exact, so the single rounding is that of the sum.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = fma(x[i], 1.0f, y[i]);
}
