/* matmul, rung 3: the work-group fetches what all of its work-items need once, into local memory.
 * Arguments as exercises/04_matmul.cl states them. A work-group makes a TILE x TILE square of c and
 * walks along k in steps of TILE: it copies one square of a and one of b, waits, multiplies, waits. So
 * a float comes from global memory once a work-group, and is used TILE times there. */
#ifndef TILE
#define TILE 16 /* side of the squares, and of the work-group */
#endif
// tune: TILE = 8 16 32
#if TILE < 1 || TILE > 32
#error TILE must be from 1 to 32: few devices take more than 1024 work-items in a work-group
#endif
#define LOCAL_X TILE
#define LOCAL_Y TILE

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const size_t column = get_global_id(0);
    const size_t row = get_global_id(1);
    const size_t local_column = get_local_id(0);
    const size_t local_row = get_local_id(1);
    __local float a_tile[TILE][TILE];
    __local float b_tile[TILE][TILE];
    float sum = 0.0f;

    for (uint start = 0; start < k; start += TILE) {
        const size_t a_column = start + local_column;
        const size_t b_row = start + local_row;
        a_tile[local_row][local_column] =
            row < m && a_column < k ? a[row * lda + a_column] : 0.0f;
        b_tile[local_row][local_column] =
            b_row < k && column < n ? b[b_row * ldb + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < TILE; p++) {
            sum += a_tile[local_row][p] * b_tile[p][local_column];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) {
        c[row * ldc + column] = sum;
    }
}
