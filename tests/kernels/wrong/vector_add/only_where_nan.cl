// Wrong: what the output held decides whether it is written.
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n && isnan(z[i])) z[i] = x[i] + y[i];
}
