// Wrong: work-items without a first row leave before the barriers. The tile is so tall that this is rare.
#define LOCAL_X 16
#define LOCAL_Y 16
#define ROWS 32
#define TILE_Y (LOCAL_Y * ROWS)

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float b_tile[LOCAL_Y][LOCAL_X];
    const uint lx = get_local_id(0), ly = get_local_id(1), column = get_global_id(0);
    const uint top = get_group_id(1) * TILE_Y + ly;
    float sums[ROWS] = {0.0f};
    if (top >= m) return;
    for (uint start = 0; start < k; start += LOCAL_Y) {
        b_tile[ly][lx] = column < n && start + ly < k ? b[(start + ly) * ldb + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < min((uint)LOCAL_Y, k - start); ++p)
            for (uint i = 0; i < ROWS && top + i * LOCAL_Y < m; ++i)
                sums[i] += a[(top + i * LOCAL_Y) * lda + start + p] * b_tile[p][lx];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (uint i = 0; i < ROWS && top + i * LOCAL_Y < m; ++i)
        if (column < n) c[(top + i * LOCAL_Y) * ldc + column] = sums[i];
}
