// Wrong: the tile begins where it would with one element a work-item, so that tiles overlap and the last ones lack.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
    const size_t tile = get_group_id(0) * LOCAL_X;
    const size_t end = min(tile + TILE_X, (size_t)n);
    for (size_t i = tile + get_local_id(0); i < end; i += LOCAL_X) {
        z[i] = x[i] + y[i];
    }
}
