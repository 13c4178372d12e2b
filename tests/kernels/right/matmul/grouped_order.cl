// Work-groups are renumbered four rows of tiles at a time for the L2 cache. Right: the renumbering reaches each tile
// once.
#define LOCAL_X 8
#define LOCAL_Y 8
#define GROUP_ROWS 4

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint across = get_num_groups(0), down = get_num_groups(1);
    const uint id = get_group_id(1) * across + get_group_id(0);
    const uint first_row = id / (GROUP_ROWS * across) * GROUP_ROWS, rows = min(down - first_row, (uint)GROUP_ROWS);
    const uint inside = id % (GROUP_ROWS * across);
    const uint row = (first_row + inside % rows) * LOCAL_Y + get_local_id(1);
    const uint column = inside / rows * LOCAL_X + get_local_id(0);
    if (row >= m || column >= n) return;
    float sum = 0.0f;
    for (uint p = 0; p < k; ++p) sum += a[row * lda + p] * b[p * ldb + column];
    c[row * ldc + column] = sum;
}
