// One work-item per work-group, a panel of B in local memory, sums kept in C. Right: only this work-group touches its
// tile of C.
#define LOCAL_X 1
#define LOCAL_Y 1
#define TILE_X 32
#define TILE_Y 24
#define BK 64

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float panel[BK][TILE_X];
    const uint left = get_group_id(0) * TILE_X, top = get_group_id(1) * TILE_Y;
    const uint columns = min(n - left, (uint)TILE_X), bottom = min(top + TILE_Y, m);
    for (uint start = 0; start < k; start += BK) {
        const uint depth = min(k - start, (uint)BK);
        for (uint p = 0; p < depth; ++p)
            for (uint j = 0; j < TILE_X; ++j) panel[p][j] = j < columns ? b[(start + p) * ldb + left + j] : 0.0f;
        for (uint row = top; row < bottom; ++row) {
            float16 low = 0.0f, high = 0.0f;
            for (uint p = 0; p < depth; ++p) {
                low += a[row * lda + start + p] * vload16(0, panel[p]);
                high += a[row * lda + start + p] * vload16(1, panel[p]);
            }
            float sums[TILE_X];
            vstore16(low, 0, sums);
            vstore16(high, 1, sums);
            __global float *to = c + row * ldc + left;
            for (uint j = 0; j < columns; ++j) to[j] = start == 0 ? sums[j] : to[j] + sums[j];
        }
    }
}
