// Line ends are CR LF, also behind a backslash. Right: the compiler takes them as line ends.
#define LOCAL_X 64
#define SUM(a, b) \
    ((a) + (b))

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = get_global_id(0);
    if (i < n) z[i] = SUM(x[i], y[i]);
}
