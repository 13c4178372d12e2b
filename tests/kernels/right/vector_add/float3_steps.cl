// Adds three elements at a time with vload3. Right: vload3 needs no more alignment than a float, and the tail is
// scalar.
#define LOCAL_X 33
#define TILE_X (3 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const size_t triple = get_global_id(0);
    if (3 * triple + 3 <= n) {
        vstore3(vload3(triple, x) + vload3(triple, y), triple, z);
        return;
    }
    for (size_t i = 3 * triple; i < n; ++i) z[i] = x[i] + y[i];
}
