/* matmul, rung 4: a work-item makes PER_Y x PER_X elements of c, their sums in registers.
 * Arguments as exercises/04_matmul.cl states them. On rung 3 every multiplication reads two floats from
 * local memory, and that is now what takes the time. Here PER_Y + PER_X floats read serve
 * PER_Y x PER_X multiplications. A work-item's elements lie LOCAL_X columns and LOCAL_Y rows apart, so
 * that neighbours still read neighbouring floats. */
#ifndef LOCAL_X
#define LOCAL_X 16 /* work-items of a work-group along the columns */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 16 /* and along the rows */
#endif
#ifndef PER_X
#define PER_X 8 /* columns of c a work-item */
#endif
#ifndef PER_Y
#define PER_Y 8 /* rows of c a work-item */
#endif
#ifndef TILE_K
#define TILE_K 16 /* step along k */
#endif
// tune: LOCAL_X = 8 16 32
// tune: LOCAL_Y = 8 16
// tune: PER_X = 2 4 8
// tune: PER_Y = 2 4 8
// tune: TILE_K = 8 16 32
#define TILE_X (LOCAL_X * PER_X)
#define TILE_Y (LOCAL_Y * PER_Y)
#if LOCAL_X * LOCAL_Y > 1024
#error few devices take more than 1024 work-items in a work-group
#elif 4 * TILE_K * (TILE_X + TILE_Y) >= 48 * 1024
#error the tiles of a and b need 48 KiB of local memory or more
#endif

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const size_t left = get_group_id(0) * TILE_X;
    const size_t top = get_group_id(1) * TILE_Y;
    const size_t local_column = get_local_id(0);
    const size_t local_row = get_local_id(1);
    __local float a_tile[TILE_Y][TILE_K];
    __local float b_tile[TILE_K][TILE_X];
    float sums[PER_Y][PER_X] = {{0.0f}};

    for (uint start = 0; start < k; start += TILE_K) {
        for (size_t y = local_row; y < TILE_Y; y += LOCAL_Y) {
            for (size_t x = local_column; x < TILE_K; x += LOCAL_X) {
                const size_t row = top + y;
                const size_t p = start + x;
                a_tile[y][x] = row < m && p < k ? a[row * lda + p] : 0.0f;
            }
        }
        for (size_t y = local_row; y < TILE_K; y += LOCAL_Y) {
            for (size_t x = local_column; x < TILE_X; x += LOCAL_X) {
                const size_t p = start + y;
                const size_t column = left + x;
                b_tile[y][x] = p < k && column < n ? b[p * ldb + column] : 0.0f;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
        for (uint p = 0; p < TILE_K; p++) {
#pragma unroll
            for (uint i = 0; i < PER_Y; i++) {
#pragma unroll
                for (uint j = 0; j < PER_X; j++) {
                    sums[i][j] += a_tile[local_row + i * LOCAL_Y][p] *
                                  b_tile[p][local_column + j * LOCAL_X];
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
#pragma unroll
    for (uint i = 0; i < PER_Y; i++) {
#pragma unroll
        for (uint j = 0; j < PER_X; j++) {
            const size_t row = top + local_row + i * LOCAL_Y;
            const size_t column = left + local_column + j * LOCAL_X;
            if (row < m && column < n) {
                c[row * ldc + column] = sums[i][j];
            }
        }
    }
}
