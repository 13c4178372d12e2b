// Wrong: an unsigned counter is never below zero, so the countdown does not end.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    volatile float sum = 0.0f;
    for (volatile uint left = 1; left >= 0; --left) sum = left ? x[i] : sum + y[i];
    z[i] = sum;
}
