/* vector_add: z = x + y, element by element; n floats each. */
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    // TODO 1: Which element is this work-item's?
    const size_t i = get_global_id(0);
    // END TODO 1

    // TODO 2: What is its sum?
    if (i < n) {
        z[i] = x[i] + y[i];
    }
    // END TODO 2
}
