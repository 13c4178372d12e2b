// Right, but every work-item prints, and more than anybody can read.
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const size_t i = get_global_id(0);
    if (i >= n)
        return;
    z[i] = x[i] + y[i];
    if (i < 20000)
        printf("work-item %u of %u adds %f and %f\n", (uint)i, n, x[i], y[i]);
}
