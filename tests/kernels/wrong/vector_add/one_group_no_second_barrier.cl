// Wrong: a single work-group walks along the vectors, and loads the next floats before all have read these.
#define LOCAL_X 64
#define TILE_X 0x40000000

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float tile[LOCAL_X];
    const uint item = get_local_id(0), other = LOCAL_X - 1 - item;
    for (uint start = 0; start < n; start += LOCAL_X) {
        tile[item] = start + item < n ? x[start + item] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (start + other < n) z[start + other] = tile[other] + y[start + other];
    }
}
