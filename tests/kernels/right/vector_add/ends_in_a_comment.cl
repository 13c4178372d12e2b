// The last line is a comment without a newline. Right: whatever is appended to the source must start on a new line.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
// end of the file