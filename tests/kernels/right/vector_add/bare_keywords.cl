// Writes kernel, global, restrict and unsigned int. Right: they mean the same as __kernel, __global and uint.
#define LOCAL_X 64

kernel void vector_add(global const float *restrict x, global const float *restrict y, global float *restrict z,
                       const unsigned int n)
{
    const unsigned int i = (unsigned int)get_global_id(0);
    if (i < n) z[i] = x[i] + y[i];
}
