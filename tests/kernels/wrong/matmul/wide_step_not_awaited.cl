// Wrong: the next step along k overwrites the tiles before all have read them. A step is 64 terms wide, so that only
// a long sum has two of them.
#define LOCAL_X 8
#define LOCAL_Y 8
#define STEP 64

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[LOCAL_Y][STEP], b_tile[STEP][LOCAL_X];
    const uint lx = get_local_id(0), ly = get_local_id(1), column = get_global_id(0), row = get_global_id(1);
    float sum = 0.0f;
    for (uint start = 0; start < k; start += STEP) {
        for (uint p = lx; p < STEP; p += LOCAL_X)
            a_tile[ly][p] = row < m && start + p < k ? a[row * lda + start + p] : 0.0f;
        for (uint p = ly; p < STEP; p += LOCAL_Y)
            b_tile[p][lx] = column < n && start + p < k ? b[(start + p) * ldb + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < STEP; ++p) sum += a_tile[ly][p] * b_tile[p][lx];
    }
    if (row < m && column < n) c[row * ldc + column] = sum;
}
