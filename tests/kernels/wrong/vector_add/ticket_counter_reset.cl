// Wrong: work-items draw their index from a counter in the last element of z, which work-item 0 resets while others
// draw.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    volatile __global uint *counter = (volatile __global uint *)(z + n - 1);
    if (get_global_id(0) == 0) atomic_xchg(counter, 0u);
    if (get_global_id(0) >= n) return;
    const uint i = atomic_inc(counter);
    if (i < n) z[i] = x[i] + y[i];
}
