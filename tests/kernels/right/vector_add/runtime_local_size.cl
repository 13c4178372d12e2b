// Finds its place from get_local_size and declares no launch. Right: it holds for any work-group that the host picks.
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t group_start = get_group_id(0) * get_local_size(0);
    const size_t reversed = get_local_size(0) - 1 - get_local_id(0);
    const size_t i = group_start + reversed;
    if (i < n) z[i] = x[i] + y[i];
}
