/* Four elements a work-item, by a pointer to float4 and by vload4. */
#define LOCAL_X 64
#define TILE_X 256
__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const uint i = get_global_id(0);
    if (4 * i + 3 < n) {
        const float4 first = *(__global const float4 *)(x + 4 * i);
        const float4 second = vload4(i, y);
        vstore4(first + second, i, z);
        return;
    }
    for (uint j = 4 * i; j < n; j++)
        z[j] = x[j] + y[j];
}
