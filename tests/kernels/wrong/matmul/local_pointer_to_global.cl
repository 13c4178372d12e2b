// Wrong: a pointer to local memory is set to an address in global memory.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    __local const float *from_a = a + row * lda;
    float sum = 0.0f;
    for (uint p = 0; p < k; ++p) sum += from_a[p] * b[p * ldb + column];
    c[row * ldc + column] = sum;
}
