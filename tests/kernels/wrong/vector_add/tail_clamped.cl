// Wrong: in the last tile every element is read at the tile's first place.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint start = get_group_id(0) * LOCAL_X, i = get_global_id(0);
    const uint from = start + LOCAL_X <= n ? i : start;
    if (i < n) z[i] = x[from] + y[from];
}
