// Other kernels and helper functions stand in the same file. Right: only vector_add is asked for, and it uses a helper.
#define LOCAL_X 64

float add(float left, float right) { return left + right; }

static inline void add_element(__global const float *x, __global const float *y, __global float *z, size_t i)
{
    z[i] = add(x[i], y[i]);
}

__kernel void fill(__global float *z, const float value) { z[get_global_id(0)] = value; }

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    if (get_global_id(0) < n) add_element(x, y, z, get_global_id(0));
}

__kernel void double_each(__global float *z) { z[get_global_id(0)] *= 2.0f; }
