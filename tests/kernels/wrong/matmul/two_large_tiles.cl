// Wrong: two tiles of 32 MB are more local memory than a work-group can have.
#define LOCAL_X 16
#define LOCAL_Y 16
#define T 16
#define DEPTH 524288

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[T][DEPTH], b_tile[DEPTH][T];
    const uint column = get_global_id(0), row = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    float sum = 0.0f;
    for (uint start = 0; start < k; start += DEPTH) {
        for (uint p = lx; p < DEPTH; p += T)
            a_tile[ly][p] = row < m && start + p < k ? a[row * lda + start + p] : 0.0f;
        for (uint p = ly; p < DEPTH; p += T)
            b_tile[p][lx] = column < n && start + p < k ? b[(start + p) * ldb + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < DEPTH; ++p) sum += a_tile[ly][p] * b_tile[p][lx];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) c[row * ldc + column] = sum;
}
