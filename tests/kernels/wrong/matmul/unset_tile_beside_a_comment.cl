/* the tile is 8x8, one step of unroll8 */
#define LOCAL_X 8
#define LOCAL_Y 8
__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n, const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float at[8][8];
    const uint x = get_global_id(0), y = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    float s = 0.0f;
    for (uint p = 0; p < k; p += 8) {
        if (p + lx < k && y < m) at[ly][lx] = a[y * lda + p + lx];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint q = 0; q < 8; q++) s += at[ly][q] * (p + q < k && x < n ? b[(p + q) * ldb + x] : 0.0f);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (x < n && y < m) c[y * ldc + x] = s;
}
