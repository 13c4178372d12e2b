// LOCAL_X is an enumerator and TILE_X a sizeof: only the compiler knows their values. Right: 48 and 192.
enum { LANES = 48u, BYTES_PER_LANE = sizeof(float) };
#define LOCAL_X LANES
#define TILE_X (sizeof(float) * LANES)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t first = get_group_id(0) * TILE_X + get_local_id(0);
    for (size_t j = 0; j < BYTES_PER_LANE; ++j)
        if (first + j * LOCAL_X < n) z[first + j * LOCAL_X] = x[first + j * LOCAL_X] + y[first + j * LOCAL_X];
}
