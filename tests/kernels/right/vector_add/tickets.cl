// Which element a work-item makes is drawn from a counter in local memory.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local int next;
    if (get_local_id(0) == 0) next = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    const uint i = get_group_id(0) * LOCAL_X + atomic_inc(&next);
    if (i < n) z[i] = x[i] + y[i];
}
