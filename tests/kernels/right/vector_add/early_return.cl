// Work-items past the end return at once. Right: no barrier follows the return.
#define LOCAL_X 256

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    z[i] = x[i] + y[i];
}
