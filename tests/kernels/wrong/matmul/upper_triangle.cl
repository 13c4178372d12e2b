// Wrong: only the elements on and above the diagonal are written, as if C were symmetric.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n || row > column) return;
    float sum = 0.0f;
    for (uint p = 0; p < k; ++p) sum += a[row * lda + p] * b[p * ldb + column];
    c[row * ldc + column] = sum;
}
