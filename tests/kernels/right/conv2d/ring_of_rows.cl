// A ring of KERNEL_SIZE rows in local memory moves down 12 outputs. Right: a barrier before and after each row's use.
#define LOCAL_X 32
#define LOCAL_Y 1
#define TILE_Y 12
#define R (KERNEL_SIZE / 2)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    __local float ring[KERNEL_SIZE][LOCAL_X + 2 * R];
    const int lane = get_local_id(0), left = get_group_id(0) * LOCAL_X, top = get_group_id(1) * TILE_Y;
    const int x = left + lane, w = width, h = height;
    const size_t plane = get_group_id(2) * height * width;
    for (int step = 0; step < TILE_Y + 2 * R; ++step) {
        const int from_y = top + step - R;
        for (int i = lane; i < LOCAL_X + 2 * R; i += LOCAL_X) {
            const int from_x = left + i - R;
            const bool inside = from_y >= 0 && from_y < h && from_x >= 0 && from_x < w;
            ring[step % KERNEL_SIZE][i] = inside ? input[plane + from_y * w + from_x] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (step >= 2 * R && from_y - R < h && x < w) {
            float sum = 0.0f;
            for (int dy = 0; dy < KERNEL_SIZE; ++dy)
                for (int dx = 0; dx < KERNEL_SIZE; ++dx)
                    sum += ring[(step - 2 * R + dy) % KERNEL_SIZE][lane + dx] * weights[dy * KERNEL_SIZE + dx];
            output[plane + (from_y - R) * w + x] = sum;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
