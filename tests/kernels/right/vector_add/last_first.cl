// Work-item i adds element n - 1 - i. Right: the guard comes before the subtraction, so nothing wraps around.
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t id = get_global_id(0);
    if (id < n) {
        const size_t i = n - 1 - id;
        z[i] = x[i] + y[i];
    }
}
