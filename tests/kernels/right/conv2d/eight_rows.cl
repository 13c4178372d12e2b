// One work-item slides down eight rows and adds each input row to every output it touches. Right: rows outside are
// skipped.
#define LOCAL_X 96
#define LOCAL_Y 1
#define TILE_Y 8
#define R (KERNEL_SIZE / 2)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = get_global_id(0), top = get_group_id(1) * TILE_Y, w = width, h = height;
    if (x >= w) return;
    const size_t plane = get_global_id(2) * height * width;
    float sums[TILE_Y] = {0.0f};
    for (int from_y = max(0, top - R); from_y < min(h, top + TILE_Y + R); ++from_y)
        for (int dx = max(-R, -x); dx <= min(R, w - 1 - x); ++dx) {
            const float value = input[plane + from_y * w + x + dx];
            for (int row = 0; row < TILE_Y; ++row) {
                const int dy = from_y - top - row;
                if (dy >= -R && dy <= R) sums[row] += value * weights[(dy + R) * KERNEL_SIZE + dx + R];
            }
        }
    for (int row = 0; row < TILE_Y && top + row < h; ++row) output[plane + (top + row) * w + x] = sums[row];
}
