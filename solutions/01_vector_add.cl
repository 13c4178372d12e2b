/* vector_add: z = x + y, element by element.
 * x, y, z: n floats. 1-D NDRange over z, one element a work-item; the last work-group can reach
 * past the end. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group */
#endif
// tune: LOCAL_X = 64 128 256 512 1024

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    // TODO 1: Every work-item runs this same code, each for an element of its own. Which element is
    // this work-item's? Call its index i.
    const size_t i = get_global_id(0);
    // END TODO 1

    // TODO 2: The launch is made of whole work-groups, so there are often more work-items than
    // elements. Which work-items must do nothing?
    if (i >= n) {
        return;
    }
    // END TODO 2

    // TODO 3: What does the one element of z that belongs to this work-item have to be?
    z[i] = x[i] + y[i];
    // END TODO 3
}
