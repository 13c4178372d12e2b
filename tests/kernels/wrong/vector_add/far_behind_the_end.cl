// Wrong: one float is written far behind every guard zone of the judge.
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
    if (i == 0) z[n + 100000] = 1.0f;
}
