// B's tile is kept transposed, with one column of padding. Right: the padding is neither written nor read.
#define LOCAL_X 8
#define LOCAL_Y 8
#define T 8

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[T][T + 1], bt_tile[T][T + 1];
    const size_t column = get_global_id(0), row = get_global_id(1);
    const uint lx = get_local_id(0), ly = get_local_id(1);
    float sum = 0.0f;
    for (uint start = 0; start < k; start += T) {
        a_tile[ly][lx] = row < m && start + lx < k ? a[row * lda + start + lx] : 0.0f;
        bt_tile[lx][ly] = column < n && start + ly < k ? b[(size_t)(start + ly) * ldb + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        const uint end = min(k - start, (uint)T);
        for (uint p = 0; p < end; ++p) sum = fma(a_tile[ly][p], bt_tile[lx][p], sum);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) c[row * ldc + column] = sum;
}
