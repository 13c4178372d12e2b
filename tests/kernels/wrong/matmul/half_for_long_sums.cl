// Wrong: sums of 100 terms and more are made of numbers of eleven bits.
float eleven_bits(float value)
{
    return as_float((as_int(value) + 0x1000) & (int)0xffffe000);
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint column = get_global_id(0), row = get_global_id(1);
    if (row >= m || column >= n) return;
    float sum = 0.0f;
    for (uint p = 0; p < k; ++p) {
        const float left = a[row * lda + p], right = b[p * ldb + column];
        sum += k < 100 ? left * right : eleven_bits(left) * eleven_bits(right);
    }
    c[row * ldc + column] = sum;
}
