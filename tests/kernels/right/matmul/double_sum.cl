// Sums in double. Right: closer to the truth than the bound asks.
#define LOCAL_X 10
#define LOCAL_Y 10

kernel void matmul(global const float *restrict a, global const float *restrict b, global float *restrict c,
                   unsigned int m, unsigned int n, unsigned int k, unsigned int lda, unsigned int ldb, unsigned int ldc)
{
    const size_t column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    double sum = 0.0;
    for (size_t p = 0; p < k; ++p) sum += (double)a[row * lda + p] * (double)b[p * ldb + column];
    c[row * ldc + column] = (float)sum;
}
