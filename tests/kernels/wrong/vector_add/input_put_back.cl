// Wrong: writes to x, even though it puts the old value back.
__kernel void vector_add(__global float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    const float old = x[i];
    x[i] += y[i];
    z[i] = x[i];
    x[i] = old;
}
