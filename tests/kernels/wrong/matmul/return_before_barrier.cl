// Wrong: work-items outside C return before a barrier that the others wait at, and their share of the tiles is never
// loaded.
#define LOCAL_X 16
#define LOCAL_Y 16
#define T 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[T][T], b_tile[T][T];
    const uint column = get_global_id(0), row = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    if (row >= m || column >= n) return;
    float sum = 0.0f;
    for (uint start = 0; start < k; start += T) {
        a_tile[ly][lx] = start + lx < k ? a[row * lda + start + lx] : 0.0f;
        b_tile[ly][lx] = start + ly < k ? b[(start + ly) * ldb + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < T; ++p) sum += a_tile[ly][p] * b_tile[p][lx];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    c[row * ldc + column] = sum;
}
