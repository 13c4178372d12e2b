// 64 x 64 tiles, 4 x 4 outputs in the registers of each of 16 x 16 work-items. Right: loads outside give zeros.
#define LOCAL_X 16
#define LOCAL_Y 16
#define PER 4
#define TILE_X (PER * LOCAL_X)
#define TILE_Y (PER * LOCAL_Y)
#define BK 8

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float at[BK][TILE_Y + 1], bs[BK][TILE_X];
    const uint left = get_group_id(0) * TILE_X, top = get_group_id(1) * TILE_Y;
    const uint lx = get_local_id(0), ly = get_local_id(1);
    float sums[PER][PER] = {{0.0f}};
    for (uint start = 0; start < k; start += BK) {
        for (uint i = ly * LOCAL_X + lx; i < BK * TILE_Y; i += LOCAL_X * LOCAL_Y) {
            const uint row = top + i / BK, p = start + i % BK;
            at[i % BK][i / BK] = row < m && p < k ? a[row * lda + p] : 0.0f;
        }
        for (uint i = ly * LOCAL_X + lx; i < BK * TILE_X; i += LOCAL_X * LOCAL_Y) {
            const uint p = start + i / TILE_X, column = left + i % TILE_X;
            bs[i / TILE_X][i % TILE_X] = p < k && column < n ? b[p * ldb + column] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < BK; ++p)
            for (uint i = 0; i < PER; ++i)
                for (uint j = 0; j < PER; ++j) sums[i][j] += at[p][ly + i * LOCAL_Y] * bs[p][lx + j * LOCAL_X];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (uint i = 0; i < PER; ++i)
        for (uint j = 0; j < PER; ++j) {
            const uint row = top + ly + i * LOCAL_Y, column = left + lx + j * LOCAL_X;
            if (row < m && column < n) c[row * ldc + column] = sums[i][j];
        }
}
