// Adds in double and rounds once at the end. Right: a double holds enough bits for the rounded sum to be the float sum.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = (float)((double)x[i] + (double)y[i]);
}
