// Wrong: every element is written by two work-items with different values, and the later one wins.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    z[i] = x[i] + y[i];
    z[n - 1 - i] = x[i] - y[i];
}
