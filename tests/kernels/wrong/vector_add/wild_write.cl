// Wrong: it writes far outside every buffer.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t i = get_global_id(0);
    if (i < n) z[i + ((size_t)1 << 43)] = x[i] + y[i];
}
