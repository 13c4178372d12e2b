// Wrong: the sum is cut to ten bits of mantissa.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = as_float(as_uint(x[i] + y[i]) & 0xffffe000u);
}
