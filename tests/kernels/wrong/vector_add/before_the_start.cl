// Wrong: it also stores a neighbour at i - 1, which lies before the start of z for the first work-item.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    z[i] = x[i] + y[i];
    if (i == 0) z[(int)i - 1] = 0.0f;
}
