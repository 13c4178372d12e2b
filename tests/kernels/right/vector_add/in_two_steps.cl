// Stores x into z and then adds y to z. Right: each work-item reads back only what it has itself written.
#define LOCAL_X 128

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t i = get_global_id(0);
    if (i >= n) return;
    z[i] = x[i];
    z[i] += y[i];
}
