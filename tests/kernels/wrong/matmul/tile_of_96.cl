// Wrong: 96 x 96 work-items are 9216 in a work-group.
#define T 96
#define LOCAL_X T
#define LOCAL_Y T

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    float sum = 0.0f;
    for (uint p = 0; p < k; ++p) sum += a[row * lda + p] * b[p * ldb + column];
    c[row * ldc + column] = sum;
}
