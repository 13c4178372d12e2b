// A kernel may call another like any function.
__kernel void add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    add(x, y, z, n);
}
