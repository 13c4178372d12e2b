/* vector_add, BROKEN ON PURPOSE: a kernel to debug, not to learn from.
 * It means to compute z = x + y, element by element, as in exercise 1; x, y, z: n floats, 1-D
 * NDRange over z. It compiles and it runs, but it holds two typical mistakes. Run it, read what the
 * verdict says, mend that and nothing else, and run it again. */
#define LOCAL_X 256 /* work-items of a work-group */

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const size_t i = get_local_id(0);
    const float sum = x[i] + y[i];
    z[i] = sum;
}
