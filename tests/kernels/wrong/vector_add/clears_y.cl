// Wrong: it declares y without const and clears it after use.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    z[i] = x[i] + y[i];
    y[i] = 0.0f;
}
