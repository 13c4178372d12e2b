// Wrong: the local row is overwritten by the next one while others may still read it; a second barrier is missing.
#define LOCAL_X 32
#define LOCAL_Y 1
#define R (KERNEL_SIZE / 2)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float row[LOCAL_X + 2 * R];
    const int lane = get_local_id(0), x = get_global_id(0), y = get_global_id(1), w = width, h = height;
    const size_t plane = get_global_id(2) * height * width;
    float sum = 0.0f;
    for (int dy = -R; dy <= R; ++dy) {
        for (int i = lane; i < LOCAL_X + 2 * R; i += LOCAL_X) {
            const int from_x = x - lane + i - R;
            const bool inside = from_x >= 0 && from_x < w && y + dy >= 0 && y + dy < h;
            row[i] = inside ? input[plane + (y + dy) * w + from_x] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int dx = 0; dx < KERNEL_SIZE; ++dx) sum += row[lane + dx] * weights[(dy + R) * KERNEL_SIZE + dx];
    }
    if (x < w && y < h) output[plane + y * w + x] = sum;
}
