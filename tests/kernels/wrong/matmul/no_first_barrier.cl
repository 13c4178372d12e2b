// Wrong: the tiles are used without a barrier after they were loaded.
#define LOCAL_X 16
#define LOCAL_Y 16
#define T 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[T][T], b_tile[T][T];
    const uint column = get_global_id(0), row = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    float sum = 0.0f;
    for (uint start = 0; start < k; start += T) {
        a_tile[ly][lx] = row < m && start + lx < k ? a[row * lda + start + lx] : 0.0f;
        b_tile[ly][lx] = column < n && start + ly < k ? b[(start + ly) * ldb + column] : 0.0f;
        for (uint p = 0; p < T; ++p) sum += a_tile[ly][p] * b_tile[p][lx];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) c[row * ldc + column] = sum;
}
