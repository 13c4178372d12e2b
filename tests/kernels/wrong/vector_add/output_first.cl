// Wrong: the output is the first argument, as in the C library, so the kernel writes into what the host passes as x.
#define LOCAL_X 64

__kernel void vector_add(__global float *z, __global const float *x, __global const float *y, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
