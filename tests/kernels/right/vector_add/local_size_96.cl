// Work-groups of 96 work-items make three outputs each. Right: nothing assumes a power of two.
#define LOCAL_X 96
#define TILE_X (3 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint first = get_group_id(0) * TILE_X + get_local_id(0);
    for (uint j = 0; j < 3; ++j) {
        const uint i = first + j * LOCAL_X;
        if (i < n) z[i] = x[i] + y[i];
    }
}
