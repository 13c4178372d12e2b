// Eight terms of k a step with dot products, then the rest one by one. Right: the remainder is not forgotten.
#define LOCAL_X 32
#define LOCAL_Y 3

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    __global const float *from_a = a + (size_t)row * lda, *from_b = b + column;
    float sum = 0.0f;
    uint p = 0;
    for (; p + 8 <= k; p += 8, from_b += 8 * (size_t)ldb) {
        const float8 row_part = vload8(0, from_a + p);
        sum += dot(row_part.lo, (float4)(from_b[0], from_b[ldb], from_b[2 * ldb], from_b[3 * ldb])) +
               dot(row_part.hi, (float4)(from_b[4 * ldb], from_b[5 * ldb], from_b[6 * ldb], from_b[7 * ldb]));
    }
    for (; p < k; ++p, from_b += ldb) sum += from_a[p] * *from_b;
    c[row * ldc + column] = sum;
}
