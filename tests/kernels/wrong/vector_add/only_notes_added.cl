// Wrong: the template's own kernel with notes in it, and not a word of code.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y,
                         __global float *z, const uint n)
{
    // TODO 1: my index? get_global_id(0), I think
    /* const size_t i = get_global_id(0); */

    // TODO 2: if (i >= n) return;
}
