// Wrong: the sum has n terms instead of k, and reads into the next row where n is larger.
__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    float sum = 0.0f;
    for (uint p = 0; p < n; ++p) sum += a[row * lda + p] * b[p * ldb + column];
    c[row * ldc + column] = sum;
}
