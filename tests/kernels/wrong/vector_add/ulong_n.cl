// Wrong: n is declared as ulong, 8 bytes, where the host passes a uint of 4.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const ulong n)
{
    const size_t i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
