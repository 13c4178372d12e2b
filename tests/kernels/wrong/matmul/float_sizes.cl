// Wrong: the sizes are declared as float, where the host passes uint.
#define LOCAL_X 16
#define LOCAL_Y 16

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const float m, const float n,
                     const float k, const float lda, const float ldb, const float ldc)
{
    const uint columns = n, depth = k, column = get_global_id(0), row = get_global_id(1);
    if (row >= (uint)m || column >= columns) return;
    float sum = 0.0f;
    for (uint p = 0; p < depth; ++p) sum += a[row * (uint)lda + p] * b[p * (uint)ldb + column];
    c[row * (uint)ldc + column] = sum;
}
