// Wrong: A and B are cut to ten bits of mantissa, as a tensor core's tf32 would.
#define LOCAL_X 16
#define LOCAL_Y 16
#define CUT(value) as_float(as_uint(value) & 0xffffe000u)

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    float sum = 0.0f;
    for (uint p = 0; p < k; ++p) sum += CUT(a[row * lda + p]) * CUT(b[p * ldb + column]);
    c[row * ldc + column] = sum;
}
