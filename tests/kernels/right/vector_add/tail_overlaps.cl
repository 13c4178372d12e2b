// The last four elements are made again if n is no multiple of 4: two work-items write the same values.
#define LOCAL_X 64
#define TILE_X (4 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    const uint i = 4 * get_global_id(0);
    if (i >= n) return;
    if (n < 4) {
        for (uint j = 0; j < n; ++j) z[j] = x[j] + y[j];
        return;
    }
    const uint from = min(i, n - 4);
    vstore4(vload4(0, x + from) + vload4(0, y + from), 0, z + from);
}
