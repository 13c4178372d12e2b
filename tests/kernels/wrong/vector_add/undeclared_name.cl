// Wrong: the index is declared as i and used as idx.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (idx < n) z[idx] = x[idx] + y[idx];
}
