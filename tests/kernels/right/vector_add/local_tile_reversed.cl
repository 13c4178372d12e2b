// Sums go through local memory and are stored by another work-item. Right: a barrier stands between, reached by all.
#define LOCAL_X 128

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float sums[LOCAL_X];
    const uint start = get_group_id(0) * LOCAL_X, lane = get_local_id(0), mirrored = LOCAL_X - 1 - lane;
    if (start + lane < n) sums[lane] = x[start + lane] + y[start + lane];
    barrier(CLK_LOCAL_MEM_FENCE);
    if (start + mirrored < n) z[start + mirrored] = sums[mirrored];
}
