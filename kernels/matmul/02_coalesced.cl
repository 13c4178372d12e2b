/* matmul, rung 2: neighbouring work-items make neighbouring elements of a row of c.
 * Arguments as exercises/04_matmul.cl states them. Dimension 0 runs along the columns: at every step
 * neighbours read the same element of a and neighbouring elements of b, so that a GPU fetches a cache
 * line once for all of them. Every element of a and b is still fetched from global memory again and
 * again, by every work-item that needs it. */
#ifndef LOCAL_X
#define LOCAL_X 32 /* columns of c a work-group */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 8 /* rows of c a work-group */
#endif
// tune: LOCAL_X = 16 32 64 128
// tune: LOCAL_Y = 2 4 8 16 32
#if LOCAL_X * LOCAL_Y > 1024
#error few devices take more than 1024 work-items in a work-group
#endif

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const size_t column = get_global_id(0);
    const size_t row = get_global_id(1);
    float sum = 0.0f;

    if (row >= m || column >= n) {
        return;
    }
    for (uint p = 0; p < k; p++) {
        sum += a[row * lda + p] * b[(size_t)p * ldb + column];
    }
    c[row * ldc + column] = sum;
}
