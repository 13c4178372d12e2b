// Wrong: mem_fence orders one work-item's own accesses; it does not wait for the others.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float sums[LOCAL_X];
    const uint start = get_group_id(0) * LOCAL_X, lane = get_local_id(0), other = lane ^ 1;
    if (start + lane < n) sums[lane] = x[start + lane] + y[start + lane];
    mem_fence(CLK_LOCAL_MEM_FENCE);
    if (start + other < n) z[start + other] = sums[other];
}
