// Four work-items along dimension 2 share the sum over k. Right: TILE_Z is 1, and a barrier precedes the last sum.
#define LOCAL_X 8
#define LOCAL_Y 8
#define LOCAL_Z 4
#define TILE_Z 1

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    __local float partial[LOCAL_Z][LOCAL_Y][LOCAL_X];
    const uint column = get_global_id(0), row = get_global_id(1), slice = get_local_id(2);
    const uint lx = get_local_id(0), ly = get_local_id(1);
    float sum = 0.0f;
    if (row < m && column < n)
        for (uint p = slice; p < k; p += LOCAL_Z) sum += a[row * lda + p] * b[p * ldb + column];
    partial[slice][ly][lx] = sum;
    for (uint step = LOCAL_Z / 2; step > 0; step /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (slice < step) partial[slice][ly][lx] += partial[slice + step][ly][lx];
    }
    if (slice == 0 && row < m && column < n) c[row * ldc + column] = partial[0][ly][lx];
}
