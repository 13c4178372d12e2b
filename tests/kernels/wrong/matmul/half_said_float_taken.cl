/* matmul that says that it takes factors of half precision, but takes one of them as float. */
// format: fp16
#define LOCAL_X 8
#define LOCAL_Y 8

__kernel void matmul(__global const half *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const size_t column = get_global_id(0), row = get_global_id(1);
    float sum = 0.0f;

    if (column >= n || row >= m) {
        return;
    }
    for (uint p = 0; p < k; p++) {
        sum += vload_half(row * lda + p, a) * b[(size_t)p * ldb + column];
    }
    c[row * ldc + column] = sum;
}
