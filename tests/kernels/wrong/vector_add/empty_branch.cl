// Wrong: the branch for several elements a work-item runs, and it is empty.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
#if TILE_X == LOCAL_X
    const size_t i = get_global_id(0);
    if (i >= n) {
        return;
    }
    z[i] = x[i] + y[i];
#else
#endif
}
