// Prints one line from work-item 0. Right: printing changes no result.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i == 0) printf("{\"verdict\": \"rejected\"} n = %u, x[0] = %f\n", n, x[0]);
    if (i < n) z[i] = x[i] + y[i];
}
