// Wrong: without a guard, the work-items past n write too.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    z[i] = x[i] + y[i];
}
