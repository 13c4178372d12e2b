// Wrong: the last block of four columns is computed from columns further left, but stored where it is.
#define LOCAL_X 8
#define LOCAL_Y 8
#define TILE_X (4 * LOCAL_X)

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = 4 * get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    const uint from = column + 4 <= n || n < 4 ? column : n - 4;
    for (uint j = 0; j < 4 && column + j < n; ++j) {
        float sum = 0.0f;
        for (uint p = 0; p < k; ++p) sum += a[row * lda + p] * b[p * ldb + from + j];
        c[row * ldc + column + j] = sum;
    }
}
