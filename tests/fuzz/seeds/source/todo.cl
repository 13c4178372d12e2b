// build: NVIDIA: -cl-nv-maxrregcount=128
// tune: TILE_X = 32 64 128
#ifndef TILE_X
#define TILE_X 64 /* outputs */
#endif
__kernel void matmul(__global float *c, const uint n)
{
    // TODO 1: where am I?
    // A second line.
    const uint i = get_global_id(0);
    // END TODO 1
    if (i < n) /* guard */
        c[i] = 1.0f;
}
