/* Work-items take loops of different lengths and come together again: all read y together. */
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const uint i = get_global_id(0);
    float sum = 0.0f;
    if (i >= n)
        return;
    for (uint j = 0; j <= i % 3; j++) {
        if (j != i % 3)
            continue;
        sum += x[i];
    }
    for (uint j = 0; j < 4; j++)
        sum += j == i % 4 ? y[i] : 0.0f * y[n - 1 - i];
    z[i] = sum;
}
