// Four tiles in turn go through one local buffer. Right: one barrier before the reads, one before the buffer is reused.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    __local float buffer[LOCAL_X];
    const uint lane = get_local_id(0), partner = lane ^ 1;
    for (uint tile = 0; tile < 4; ++tile) {
        const uint start = get_group_id(0) * TILE_X + tile * LOCAL_X;
        buffer[lane] = start + lane < n ? x[start + lane] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (start + partner < n) z[start + partner] = buffer[partner] + y[start + partner];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
