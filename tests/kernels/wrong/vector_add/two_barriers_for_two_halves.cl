// Wrong: each half of the work-group waits at a barrier of its own. All have to pass the same one.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float tile[LOCAL_X];
    const uint item = get_local_id(0), start = get_group_id(0) * LOCAL_X, other = LOCAL_X - 1 - item;
    tile[item] = start + item < n ? x[start + item] : 0.0f;
    if (item < LOCAL_X / 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
    } else {
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (start + other < n) z[start + other] = tile[other] + y[start + other];
}
