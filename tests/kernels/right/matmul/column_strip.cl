// One work-item per column makes sixteen rows of a tile. Right: rows below the last are neither read nor stored.
#define LOCAL_X 50
#define LOCAL_Y 1
#define TILE_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), top = get_group_id(1) * TILE_Y;
    const uint rows = min(m - top, (uint)TILE_Y);
    if (column >= n) return;
    float sums[TILE_Y];
    for (uint i = 0; i < rows; ++i) sums[i] = 0.0f;
    for (uint p = 0; p < k; ++p) {
        const float b_value = b[p * ldb + column];
        for (uint i = 0; i < rows; ++i) sums[i] += a[(top + i) * lda + p] * b_value;
    }
    for (uint i = 0; i < rows; ++i) c[(top + i) * ldc + column] = sums[i];
}
