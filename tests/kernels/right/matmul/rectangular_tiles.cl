// Tiles of 20 x 12 outputs and a depth of 9, filled by linear loops. Right: nothing assumes a square or a power of two.
#define LOCAL_X 20
#define LOCAL_Y 12
#define BK 9

__kernel __attribute__((reqd_work_group_size(LOCAL_X, LOCAL_Y, 1)))
void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
            const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_tile[LOCAL_Y * BK], b_tile[BK * LOCAL_X];
    const uint column = get_global_id(0), row = get_global_id(1), lx = get_local_id(0), ly = get_local_id(1);
    const uint left = column - lx, top = row - ly, lane = ly * LOCAL_X + lx;
    float sum = 0.0f;
    for (uint start = 0; start < k; start += BK) {
        if (lane < LOCAL_Y * BK) {
            const uint from_row = top + lane / BK, p = start + lane % BK;
            a_tile[lane] = from_row < m && p < k ? a[from_row * lda + p] : 0.0f;
        }
        if (lane < BK * LOCAL_X) {
            const uint p = start + lane / LOCAL_X, from_column = left + lane % LOCAL_X;
            b_tile[lane] = p < k && from_column < n ? b[p * ldb + from_column] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint p = 0; p < BK; ++p) sum += a_tile[ly * BK + p] * b_tile[p * LOCAL_X + lx];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (row < m && column < n) c[row * ldc + column] = sum;
}
