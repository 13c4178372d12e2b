// Strides over rows and columns by the global size. Right: both loops end at C's edges, whatever the launch.
#define LOCAL_X 16
#define LOCAL_Y 2
#define TILE_X 64
#define TILE_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    for (size_t row = get_global_id(1); row < m; row += get_global_size(1))
        for (size_t column = get_global_id(0); column < n; column += get_global_size(0)) {
            float even = 0.0f, odd = 0.0f;
            size_t p = 0;
            for (; p + 1 < k; p += 2) {
                even = mad(a[row * lda + p], b[p * ldb + column], even);
                odd = mad(a[row * lda + p + 1], b[(p + 1) * ldb + column], odd);
            }
            if (p < k) even += a[row * lda + p] * b[p * ldb + column];
            c[row * ldc + column] = even + odd;
        }
}
