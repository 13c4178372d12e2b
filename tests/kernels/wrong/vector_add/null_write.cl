// Wrong: it writes through a null pointer.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    volatile __global float *nowhere = 0;
    if (i < n) z[i] = x[i] + y[i];
    if (i == n - 1) *nowhere = 1.0f;
}
