// 2 x 3 outputs per work-item without local memory. Right: rows and columns outside are read at the last one, never
// stored.
#define LOCAL_X 12
#define LOCAL_Y 6
#define TM 2
#define TN 3
#define TILE_X (TN * LOCAL_X)
#define TILE_Y (TM * LOCAL_Y)

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint top = TM * get_global_id(1), left = TN * get_global_id(0);
    float sums[TM][TN] = {{0.0f}};
    for (uint p = 0; p < k; ++p) {
        float a_values[TM], b_values[TN];
        for (uint i = 0; i < TM; ++i) a_values[i] = a[min(top + i, m - 1) * lda + p];
        for (uint j = 0; j < TN; ++j) b_values[j] = b[p * ldb + min(left + j, n - 1)];
        for (uint i = 0; i < TM; ++i)
            for (uint j = 0; j < TN; ++j) sums[i][j] += a_values[i] * b_values[j];
    }
    for (uint i = 0; i < TM; ++i)
        for (uint j = 0; j < TN; ++j)
            if (top + i < m && left + j < n) c[(top + i) * ldc + left + j] = sums[i][j];
}
