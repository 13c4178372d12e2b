/* matmul, rung 1: one element of c a work-item, straight from global memory, rows and columns the wrong
 * way round.
 * Arguments as exercises/04_matmul.cl states them. Dimension 0 of the work-group runs down the rows of
 * c here: at every step neighbouring work-items read elements of a that lie lda floats apart, each of
 * them in a cache line of its own, and write c in the same way. This is what the next rung mends. */
#ifndef LOCAL_X
#define LOCAL_X 16 /* rows of c a work-group */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 16 /* columns of c a work-group */
#endif
// tune: LOCAL_X = 8 16 32
// tune: LOCAL_Y = 8 16 32
#if LOCAL_X * LOCAL_Y > 1024
#error few devices take more than 1024 work-items in a work-group
#endif
#define TILE_X LOCAL_Y
#define TILE_Y LOCAL_X

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const size_t column = get_group_id(0) * TILE_X + get_local_id(1);
    const size_t row = get_group_id(1) * TILE_Y + get_local_id(0);
    float sum = 0.0f;

    if (row >= m || column >= n) {
        return;
    }
    for (uint p = 0; p < k; p++) {
        sum += a[row * lda + p] * b[(size_t)p * ldb + column];
    }
    c[row * ldc + column] = sum;
}
