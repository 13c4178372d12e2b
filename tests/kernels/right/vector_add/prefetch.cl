// Asks for the next tile while it adds this one. Right: prefetch writes nothing, and only elements before n are asked
// for.
#define LOCAL_X 64
#define TILE_X (2 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t i = get_group_id(0) * TILE_X + get_local_id(0), next = i + LOCAL_X;
    if (next < n) prefetch(x + next, 1);
    if (i < n) z[i] = x[i] + y[i];
    if (next < n) z[next] = x[next] + y[next];
}
