// Pairwise sums on a stack of partial sums, as a binary counter carries. Right: each term is added once, in another
// order.
#define LOCAL_X 16
#define LOCAL_Y 4

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    float stack[33];
    uint depth = 0;
    for (uint p = 0; p < k; ++p) {
        float sum = a[row * lda + p] * b[p * ldb + column];
        for (uint carry = p; carry & 1; carry >>= 1) sum += stack[--depth];
        stack[depth++] = sum;
    }
    float total = 0.0f;
    while (depth > 0) total += stack[--depth];
    c[row * ldc + column] = total;
}
