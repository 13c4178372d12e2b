// Four columns of C in a float4 accumulator. Right: vload4 asks for no alignment, and the last columns are loaded one
// by one.
#define LOCAL_X 8
#define LOCAL_Y 8
#define TILE_X (4 * LOCAL_X)

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = 4 * get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    if (column + 4 <= n) {
        float4 sums = (float4)(0.0f);
        for (uint p = 0; p < k; ++p) sums += a[row * lda + p] * vload4(0, b + p * ldb + column);
        vstore4(sums, 0, c + row * ldc + column);
        return;
    }
    for (uint j = column; j < n; ++j) {
        float sum = 0.0f;
        for (uint p = 0; p < k; ++p) sum += a[row * lda + p] * b[p * ldb + j];
        c[row * ldc + j] = sum;
    }
}
