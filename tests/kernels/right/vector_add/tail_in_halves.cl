// The tail is added as 8, 4, 2 and 1 elements. Right: each vector is loaded only where all of it lies before n.
#define LOCAL_X 16
#define TILE_X (16 * LOCAL_X)

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z, const uint n)
{
    size_t i = 16 * get_global_id(0);
    if (i >= n) return;
    const size_t left = min((size_t)16, n - i);
    if (left == 16) {
        vstore16(vload16(0, x + i) + vload16(0, y + i), 0, z + i);
        return;
    }
    if (left & 8) { vstore8(vload8(0, x + i) + vload8(0, y + i), 0, z + i); i += 8; }
    if (left & 4) { vstore4(vload4(0, x + i) + vload4(0, y + i), 0, z + i); i += 4; }
    if (left & 2) { vstore2(vload2(0, x + i) + vload2(0, y + i), 0, z + i); i += 2; }
    if (left & 1) z[i] = x[i] + y[i];
}
