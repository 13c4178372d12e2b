// Wrong: it sums by recursion, which OpenCL C forbids; some compilers crash on it.
#define LOCAL_X 16
#define LOCAL_Y 16

static float sum(__global const float *a, __global const float *b, uint ldb, uint k)
{
    if (k == 1) return *a * *b;
    return sum(a, b, ldb, k / 2) + sum(a + k / 2, b + k / 2 * ldb, ldb, k - k / 2);
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    c[row * ldc + column] = sum(a + row * lda, b + column, ldb, k);
}
