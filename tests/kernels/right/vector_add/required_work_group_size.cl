// Fixes its work-group with an attribute. Right: the attribute agrees with LOCAL_X.
#define LOCAL_X 128

__attribute__((reqd_work_group_size(LOCAL_X, 1, 1)))
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
