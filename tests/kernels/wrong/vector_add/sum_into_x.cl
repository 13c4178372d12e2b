// Wrong: it adds y to x in place, with const cast away, and copies the sum.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    __global float *sum = (__global float *)x;
    sum[i] += y[i];
    z[i] = sum[i];
}
