/* vector_add, rung 1: one element a work-item, as in exercise 1.
 * x, y, z: n floats; z = x + y. 1-D NDRange over z.
 *
 * What limits it: memory answers after several hundred cycles, and a work-item waits for two floats only.
 * A GPU has too few work-items to keep its memory busy that way; on a CPU the guard before every element
 * keeps the compiler from adding many at once. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group */
#endif
// tune: LOCAL_X = 64 128 256 512 1024

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const size_t i = get_global_id(0);

    if (i < n) {
        z[i] = x[i] + y[i];
    }
}
