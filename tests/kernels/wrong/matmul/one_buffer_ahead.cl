// Wrong: the next tile is loaded into the buffer in use, since both halves of the double buffer are the same.
#define LOCAL_X 16
#define LOCAL_Y 16
#define T 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[2][T][T], b_tile[2][T][T];
    const uint column = get_global_id(0), row = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    float sum = 0.0f;
    for (uint start = 0, now = 0; start < k; start += T, now = (now + 2) % 2) {
        a_tile[now][ly][lx] = row < m && start + lx < k ? a[row * lda + start + lx] : 0.0f;
        b_tile[now][ly][lx] = column < n && start + ly < k ? b[(start + ly) * ldb + column] : 0.0f;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < T; ++p) sum += a_tile[now][ly][p] * b_tile[now][p][lx];
    }
    if (row < m && column < n) c[row * ldc + column] = sum;
}
