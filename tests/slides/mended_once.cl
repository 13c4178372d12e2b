/* vector_add, BROKEN ON PURPOSE: kernels/buggy_vector_add.cl after its first mistake was mended, as the
 * talk shows it. x, y, z: n floats, 1-D NDRange over z. */
#define LOCAL_X 256 /* work-items of a work-group */

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const size_t i = get_local_id(0);
    if (i >= n) {
        return;
    }
    const float sum = x[i] + y[i];
    z[i] = sum;
}
