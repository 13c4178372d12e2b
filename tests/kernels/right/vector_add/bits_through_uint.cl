// Stores the sum as its bits through a uint pointer. Right: as_uint keeps every bit.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __global uint *bits = (__global uint *)z;
    const uint i = get_global_id(0);
    if (i < n) bits[i] = as_uint(x[i] + y[i]);
}
