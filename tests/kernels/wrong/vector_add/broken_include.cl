// Wrong: the mistake stands in the file that this one includes.
#include "broken_include.clh"

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = add(x[i], y[i]);
}
