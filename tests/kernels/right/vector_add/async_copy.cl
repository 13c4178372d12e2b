// The work-group copies its tiles with async_work_group_copy. Right: counts are cut at n and every copy is waited for.
#define LOCAL_X 64
#define TILE_X 256

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float x_tile[TILE_X], y_tile[TILE_X];
    const size_t start = get_group_id(0) * TILE_X;
    const size_t count = min((size_t)TILE_X, n - start);
    event_t copied = async_work_group_copy(x_tile, x + start, count, 0);
    copied = async_work_group_copy(y_tile, y + start, count, copied);
    wait_group_events(1, &copied);
    for (size_t i = get_local_id(0); i < count; i += LOCAL_X) x_tile[i] += y_tile[i];
    barrier(CLK_LOCAL_MEM_FENCE);
    copied = async_work_group_copy(z + start, x_tile, count, 0);
    wait_group_events(1, &copied);
}
