// Calls its arguments left, right, sum and count, with no const on count. Right: only their order and types are agreed.
#define LOCAL_X 64

__kernel void vector_add(const __global float *left, const __global float *right, __global float *sum, uint count)
{
    const uint i = get_global_id(0);
    if (i < count) sum[i] = left[i] + right[i];
}
