/* Reads x with a stride of STRIDE elements. */
#ifndef STRIDE
#define STRIDE 2
#endif
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n)
        return;
    const float first = x[STRIDE * i % n];
    z[i] = first + y[i];
}
