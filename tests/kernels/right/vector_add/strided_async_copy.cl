// Every second float is fetched by a strided copy of the work-group.
#define LOCAL_X 16
#define TILE_X (2 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float even[LOCAL_X];
    const uint start = get_group_id(0) * TILE_X, item = get_local_id(0), i = start + 2 * item;
    if (start + TILE_X <= n) {
        event_t fetched = async_work_group_strided_copy(even, x + start, LOCAL_X, 2, 0);
        wait_group_events(1, &fetched);
        z[i] = even[item] + y[i];
        z[i + 1] = x[i + 1] + y[i + 1];
    } else {
        for (uint j = start + item; j < n; j += LOCAL_X) z[j] = x[j] + y[j];
    }
}
