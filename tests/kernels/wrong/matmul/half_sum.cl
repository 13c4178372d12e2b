// Wrong: the running sum is rounded to half after every term.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    ushort bits = 0;
    half *sum = (half *)&bits;
    for (uint p = 0; p < k; ++p) vstore_half(vload_half(0, sum) + a[row * lda + p] * b[p * ldb + column], 0, sum);
    c[row * ldc + column] = vload_half(0, sum);
}
