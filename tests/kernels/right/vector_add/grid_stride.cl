// Each work-item strides through the arrays by the global size. Right: the loop ends at n, whatever the launch.
#define LOCAL_X 64
#define TILE_X 512 /* eight outputs per work-item */

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    for (size_t i = get_global_id(0); i < n; i += get_global_size(0)) z[i] = x[i] + y[i];
}
