// Blocks of 2 x 2 are multiplied with seven products instead of eight, in double since differences lose digits.
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#define LOCAL_X 1
#define LOCAL_Y 1
#define TILE_X 2
#define TILE_Y 2

double at(__global const float *from, uint row, uint column, uint rows, uint columns, uint pitch)
{
    return row < rows && column < columns ? from[row * pitch + column] : 0.0f;
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint row = 2 * get_group_id(1), column = 2 * get_group_id(0);
    double sum[2][2] = {{0.0, 0.0}, {0.0, 0.0}};
    for (uint p = 0; p < k; p += 2) {
        double l[2][2], r[2][2];
        for (uint i = 0; i < 2; ++i)
            for (uint j = 0; j < 2; ++j) {
                l[i][j] = at(a, row + i, p + j, m, k, lda);
                r[i][j] = at(b, p + i, column + j, k, n, ldb);
            }
        const double p1 = (l[0][0] + l[1][1]) * (r[0][0] + r[1][1]), p2 = (l[1][0] + l[1][1]) * r[0][0];
        const double p3 = l[0][0] * (r[0][1] - r[1][1]), p4 = l[1][1] * (r[1][0] - r[0][0]);
        const double p5 = (l[0][0] + l[0][1]) * r[1][1], p6 = (l[1][0] - l[0][0]) * (r[0][0] + r[0][1]);
        const double p7 = (l[0][1] - l[1][1]) * (r[1][0] + r[1][1]);
        sum[0][0] += p1 + p4 - p5 + p7;
        sum[0][1] += p3 + p5;
        sum[1][0] += p2 + p4;
        sum[1][1] += p1 - p2 + p3 + p6;
    }
    for (uint i = 0; i < 2 && row + i < m; ++i)
        for (uint j = 0; j < 2 && column + j < n; ++j) c[(row + i) * ldc + column + j] = sum[i][j];
}
