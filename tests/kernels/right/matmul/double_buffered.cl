// Two buffers and one barrier a tile: the next tile is loaded while this one is used. Right: it loads into the idle
// buffer.
#define LOCAL_X 16
#define LOCAL_Y 16
#define T 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[2][T][T + 1], b_tile[2][T][T];
    const uint column = get_global_id(0), row = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    float sum = 0.0f;
    a_tile[0][ly][lx] = row < m && lx < k ? a[row * lda + lx] : 0.0f;
    b_tile[0][ly][lx] = column < n && ly < k ? b[ly * ldb + column] : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint start = 0, now = 0; start < k; start += T, now ^= 1) {
        const uint next = start + T;
        if (next < k) {
            a_tile[now ^ 1][ly][lx] = row < m && next + lx < k ? a[row * lda + next + lx] : 0.0f;
            b_tile[now ^ 1][ly][lx] = column < n && next + ly < k ? b[(next + ly) * ldb + column] : 0.0f;
        }
        for (uint p = 0; p < T; ++p) sum += a_tile[now][ly][p] * b_tile[now][p][lx];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) c[row * ldc + column] = sum;
}
