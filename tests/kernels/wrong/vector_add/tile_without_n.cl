// Wrong: the loop ends where the tile does, which in the last work-group is past the end of the arrays.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
    const size_t tile = get_group_id(0) * TILE_X;
    const size_t end = tile + TILE_X;
    for (size_t i = tile + get_local_id(0); i < end; i += LOCAL_X) {
        z[i] = x[i] + y[i];
    }
}
