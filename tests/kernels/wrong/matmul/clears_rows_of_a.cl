// Wrong: the work-item of the last column clears its row of A when it is done with it.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    float sum = 0.0f;
    for (uint p = 0; p < k; ++p) sum += a[row * lda + p] * b[p * ldb + column];
    c[row * ldc + column] = sum;
    if (column == n - 1)
        for (uint p = 0; p < k; ++p) ((__global float *)a)[row * lda + p] = 0.0f;
}
