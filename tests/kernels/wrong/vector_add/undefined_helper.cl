// Wrong: the helper function is declared and called, but defined nowhere.
#define LOCAL_X 64

float add(float left, float right);

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = add(x[i], y[i]);
}
