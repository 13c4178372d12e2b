// Wrong: it stores zeros and is the fastest of all.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    c[row * ldc + column] = 0.0f;
}
