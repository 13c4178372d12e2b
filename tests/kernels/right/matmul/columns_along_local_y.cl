// Inside the work-group dimension 1 runs along the columns. Right: each place of the tile still has one work-item.
#define LOCAL_X 8
#define LOCAL_Y 8

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_group_id(0) * LOCAL_X + get_local_id(1), row = get_group_id(1) * LOCAL_Y + get_local_id(0);
    if (row < m && column < n) {
        float sum = 0.0f;
        for (uint p = k; p-- > 0;) sum += a[row * lda + p] * b[p * ldb + column];
        c[row * ldc + column] = sum;
    }
}
