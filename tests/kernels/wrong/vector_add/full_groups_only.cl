// Wrong: a work-group that is not full does nothing, so the last tile is never written.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if ((get_group_id(0) + 1) * LOCAL_X > n) return;
    z[i] = x[i] + y[i];
}
