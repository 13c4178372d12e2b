// Wrong: the last float4 of a row is stored whole, over the right edge of C.
#define LOCAL_X 8
#define LOCAL_Y 8
#define TILE_X (4 * LOCAL_X)

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = 4 * get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    float4 sums = (float4)(0.0f);
    for (uint p = 0; p < k; ++p)
        for (uint j = 0; j < 4; ++j) ((float *)&sums)[j] += a[row * lda + p] * b[p * ldb + min(column + j, n - 1)];
    vstore4(sums, 0, c + row * ldc + column);
}
