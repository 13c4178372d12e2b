/* copy: output[i] = input[i]. The anatomy of a kernel, to be read from top to bottom.
 * input, output: n floats. 1-D NDRange over output, one element a work-item.
 *
 * This file is OpenCL C: C99 without its standard library, plus what stands below. The host program
 * has it compiled for the device while it runs, so a change here needs no build of the C side. */

/* How the kernel wants to be launched. The host reads these values from the compiled file: LOCAL_X
 * work-items make a work-group, and there are as many work-groups as it takes to cover n elements.
 * #ifndef lets somebody else choose the value, with -D LOCAL_X=64 for example. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group */
#endif
// tune: LOCAL_X = 64 128 256 512 1024

/* __kernel: the host can start this function by its name. It returns nothing; its results leave
 * through pointers.
 * __global: the pointer leads to the device's large memory, which the host fills before the launch
 * and reads after it. const: this kernel only reads there.
 * n: the same value for every work-item. uint is OpenCL C's short name for unsigned int. */
__kernel void copy(__global const float *input, __global float *output, const uint n)
{
    /* Where am I? Every work-item runs this same body. What tells them apart is their index in the
     * NDRange, 0, 1, 2 and so on: work-item i looks after element i. In C this would be the counter
     * of a loop; here there is no loop, because all its passes are work-items. */
    const size_t i = get_global_id(0);

    /* Guard. Work-groups are whole: for n = 1000 there are 4 x 256 = 1024 work-items, and the last
     * 24 have no element. Nothing stops a work-item from touching memory that is not its own. */
    if (i >= n) {
        return;
    }

    /* Load, compute, store. Variables declared here are private: each work-item has its own. The
     * work-items run in no particular order and many at a time, so no two may write the same place.
     * Neighbours read neighbouring addresses, which the device fetches together. */
    const float value = input[i];
    output[i] = value;
}
