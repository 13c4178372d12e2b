// Wrong: a work-item reads what its neighbour stored in local memory, with no barrier between.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float sums[LOCAL_X];
    const uint start = get_group_id(0) * LOCAL_X, lane = get_local_id(0), other = lane ^ 1;
    if (start + lane < n) sums[lane] = x[start + lane] + y[start + lane];
    if (start + other < n) z[start + other] = sums[other];
}
