// Wrong: vector_add is an ordinary function, since __kernel is missing in front of it.
#define LOCAL_X 64

void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
