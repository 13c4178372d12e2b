// Wrong: both numbers are rounded to half before they are added.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    ushort bits[2];
    vstore_half(x[i], 0, (half *)bits);
    vstore_half(y[i], 1, (half *)bits);
    z[i] = vload_half(0, (half *)bits) + vload_half(1, (half *)bits);
}
