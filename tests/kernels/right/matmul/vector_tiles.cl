// Tiles of float4 in local memory, 4 x 4 outputs per work-item in float4 accumulators. Right: loads outside give zeros.
#define LOCAL_X 8
#define LOCAL_Y 8
#define TILE_X 32
#define TILE_Y 32
#define BK 8

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float4 at[BK][TILE_Y / 4], bs[BK][TILE_X / 4];
    const uint lx = get_local_id(0), ly = get_local_id(1), row = 4 * get_global_id(1), column = 4 * get_global_id(0);
    float4 sums[4] = {(float4)(0.0f), (float4)(0.0f), (float4)(0.0f), (float4)(0.0f)};
    for (uint start = 0; start < k; start += BK) {
        float from_a[4], from_b[4];
        for (uint j = 0; j < 4; ++j) {
            from_a[j] = row + j < m && start + lx < k ? a[(row + j) * lda + start + lx] : 0.0f;
            from_b[j] = column + j < n && start + ly < k ? b[(start + ly) * ldb + column + j] : 0.0f;
        }
        at[lx][ly] = vload4(0, from_a);
        bs[ly][lx] = vload4(0, from_b);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < BK; ++p) {
            const float4 rows = at[p][ly], columns = bs[p][lx];
            sums[0] += rows.x * columns;
            sums[1] += rows.y * columns;
            sums[2] += rows.z * columns;
            sums[3] += rows.w * columns;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (uint i = 0; i < 4; ++i) {
        float line[4];
        vstore4(sums[i], 0, line);
        for (uint j = 0; j < 4; ++j)
            if (row + i < m && column + j < n) c[(row + i) * ldc + column + j] = line[j];
    }
}
