// Wrong: the step is a tile, so that a work-item has one of its four elements.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
    const size_t tile = get_group_id(0) * TILE_X;
    const size_t end = min(tile + TILE_X, (size_t)n);
    for (size_t i = tile + get_local_id(0); i < end; i += TILE_X) {
        z[i] = x[i] + y[i];
    }
}
