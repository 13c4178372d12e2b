// A work-group of one row keeps pieces of A's row in local memory. Right: row is the same for all, so all reach the
// barriers.
#define LOCAL_X 40
#define LOCAL_Y 1
#define PIECE 64

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float a_row[PIECE];
    const uint column = get_global_id(0), row = get_group_id(1);
    if (row >= m) return;
    float sum = 0.0f;
    for (uint start = 0; start < k; start += PIECE) {
        const uint count = min(k - start, (uint)PIECE);
        for (uint p = get_local_id(0); p < count; p += LOCAL_X) a_row[p] = a[row * lda + start + p];
        barrier(CLK_LOCAL_MEM_FENCE);
        if (column < n)
            for (uint p = 0; p < count; ++p) sum += a_row[p] * b[(start + p) * ldb + column];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (column < n) c[row * ldc + column] = sum;
}
