// Starts C at zero and adds each product to it in memory. Right: each work-item reads back only its own element.
#ifndef LOCAL_X
#define LOCAL_X 32
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 2
#endif
// tune: LOCAL_X = 16 32 64

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    __global float *sum = c + row * ldc + column;
    *sum = 0.0f;
    for (uint p = 0; p < k; ++p) *sum += a[row * lda + p] * b[p * ldb + column];
}
