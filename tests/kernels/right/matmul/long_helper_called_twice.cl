/* A right kernel with a function that is too long to be inlined at once and is called twice with the same
 * tiles: PoCL 3.1 then gave one local memory to all threads. */
#define LOCAL_X 16
#define LOCAL_Y 16
#define TILE 16

static float part(__local float *a_tile, __local float *b_tile, __global const float *a,
                  __global const float *b, const uint row, const uint column, const uint start,
                  const uint m, const uint n, const uint k, const uint lda, const uint ldb)
{
    const uint x = get_local_id(0), y = get_local_id(1);
    float sum = 0.0f;

    a_tile[y * TILE + x] = row < m && start + x < k ? a[row * lda + start + x] : 0.0f;
    b_tile[y * TILE + x] = column < n && start + y < k ? b[(start + y) * ldb + column] : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (uint p = 0; p < TILE; p++) {
        sum += a_tile[y * TILE + p] * b_tile[p * TILE + x];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return sum;
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    __local float a_tile[TILE * TILE], b_tile[TILE * TILE];
    float sum = 0.0f;

    for (uint start = 0; start < k; start += 2 * TILE) {
        sum += part(a_tile, b_tile, a, b, row, column, start, m, n, k, lda, ldb);
        sum += part(a_tile, b_tile, a, b, row, column, start + TILE, m, n, k, lda, ldb);
    }
    if (row < m && column < n) {
        c[row * ldc + column] = sum;
    }
}
