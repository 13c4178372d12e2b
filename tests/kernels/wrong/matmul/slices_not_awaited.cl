// Wrong: the slices of k are summed up before all of them are known to be stored.
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
    if (slice == LOCAL_Z - 1 && row < m && column < n)
        c[row * ldc + column] = (partial[0][ly][lx] + partial[1][ly][lx]) + (partial[2][ly][lx] + partial[3][ly][lx]);
}
