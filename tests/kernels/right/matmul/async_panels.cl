// Rows of both panels arrive by async_work_group_copy. Right: counts are cut at the edges, and only what was copied is
// read.
#define LOCAL_X 16
#define LOCAL_Y 4
#define BK 12

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_panel[LOCAL_Y][BK], b_panel[BK][LOCAL_X];
    const uint left = get_group_id(0) * LOCAL_X, top = get_group_id(1) * LOCAL_Y;
    const uint lx = get_local_id(0), ly = get_local_id(1), rows = min(m - top, (uint)LOCAL_Y);
    const uint columns = min(n - left, (uint)LOCAL_X);
    float sum = 0.0f;
    for (uint start = 0; start < k; start += BK) {
        const uint depth = min(k - start, (uint)BK);
        event_t copied = 0;
        for (uint i = 0; i < rows; ++i)
            copied = async_work_group_copy(a_panel[i], a + (top + i) * lda + start, depth, copied);
        for (uint p = 0; p < depth; ++p)
            copied = async_work_group_copy(b_panel[p], b + (start + p) * ldb + left, columns, copied);
        wait_group_events(1, &copied);
        if (ly < rows && lx < columns)
            for (uint p = 0; p < depth; ++p) sum += a_panel[ly][p] * b_panel[p][lx];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (ly < rows && lx < columns) c[(top + ly) * ldc + left + lx] = sum;
}
