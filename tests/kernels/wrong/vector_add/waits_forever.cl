// Wrong: the first work-item waits for a variable that nobody changes.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    volatile int waiting = 1;
    const uint i = get_global_id(0);
    if (i == 0)
        while (waiting) {}
    if (i < n) z[i] = x[i] + y[i];
}
