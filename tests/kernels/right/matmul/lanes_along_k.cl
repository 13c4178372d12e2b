// Sixteen steps along k at a time; what the lanes have summed is folded by halves.
#define LOCAL_X 8
#define LOCAL_Y 8

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    float16 lanes = 0.0f;
    uint p = 0;

    if (column >= n || row >= m) {
        return;
    }
    for (; p + 16 <= k; p += 16) {
        float part[16];
        for (uint i = 0; i < 16; i++) {
            part[i] = b[(p + i) * ldb + column];
        }
        lanes += vload16(0, a + row * lda + p) * vload16(0, part);
    }
    const float8 eight = lanes.lo + lanes.hi;
    const float4 four = eight.lo + eight.hi;
    float sum = four.x + four.y + four.z + four.w;
    for (; p < k; p++) {
        sum += a[row * lda + p] * b[p * ldb + column];
    }
    c[row * ldc + column] = sum;
}
