// A work-group makes one element: its work-items add their parts to a sum in local memory, by compare and exchange.
#define LOCAL_X 16
#define LOCAL_Y 1
#define TILE_X 1

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local volatile int sum;
    const uint column = get_group_id(0), row = get_group_id(1);
    float part = 0.0f;
    if (get_local_id(0) == 0) sum = as_int(0.0f);
    for (uint p = get_local_id(0); p < k; p += LOCAL_X) part += a[row * lda + p] * b[p * ldb + column];
    barrier(CLK_LOCAL_MEM_FENCE);
    int seen, before = as_int(0.0f);
    do {
        seen = before;
        before = atomic_cmpxchg(&sum, seen, as_int(as_float(seen) + part));
    } while (before != seen);
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0) c[row * ldc + column] = as_float(sum);
}
