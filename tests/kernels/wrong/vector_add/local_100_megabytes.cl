// Wrong: it asks for 100 MB of local memory, more than any device has.
#define LOCAL_X 64
#define FLOATS (25 * 1024 * 1024)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float buffer[FLOATS];
    const uint i = get_global_id(0);
    for (uint j = get_local_id(0); j < FLOATS; j += LOCAL_X) buffer[j] = i < n ? x[i] : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (i < n) z[i] = buffer[get_local_id(0)] + y[i];
}
