// A tuning space with its own constraints. Right: every combination that builds covers each element once.
#ifndef LOCAL_X
#define LOCAL_X 128 /* work-items in a work-group */
#endif
// tune: LOCAL_X = 32 64 128 256
#ifndef PER_ITEM
#define PER_ITEM 4 /* outputs of a work-item */
#endif
// tune: PER_ITEM = 1 2 4 8
#ifndef TILE_X
#define TILE_X (LOCAL_X * PER_ITEM) /* outputs of a work-group */
#endif
// build: NVIDIA: -cl-nv-verbose
#if LOCAL_X % 32
#error LOCAL_X must be a multiple of 32
#endif

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint first = get_group_id(0) * TILE_X + get_local_id(0);
#pragma unroll
    for (uint j = 0; j < PER_ITEM; ++j) {
        const uint i = first + j * LOCAL_X;
        if (i < n) z[i] = x[i] + y[i];
    }
}
