// Wrong: the index of what is read begins again at 65536.
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    const ushort from = i;
    if (i < n) z[i] = x[from] + y[from];
}
