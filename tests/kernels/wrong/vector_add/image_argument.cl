// Wrong: the host passes a buffer, which is no image.
__kernel void vector_add(read_only image2d_t x, __global const float *y, __global float *z, const uint n)
{
    const sampler_t nearest = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP | CLK_FILTER_NEAREST;
    const uint i = get_global_id(0);
    if (i < n) z[i] = read_imagef(x, nearest, (int2)(i, 0)).x + y[i];
}
