/* Has an array of its own that is larger than any stack. */
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const uint i = get_global_id(0);
    volatile float own[400000];
    own[i] = x[i];
    z[i] = own[i] + y[i];
}
