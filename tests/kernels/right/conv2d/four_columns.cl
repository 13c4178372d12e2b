// Four neighbouring columns per work-item share each loaded row in registers. Right: values outside are zeros.
#define LOCAL_X 16
#define LOCAL_Y 8
#define COLUMNS 4
#define TILE_X (COLUMNS * LOCAL_X)
#define R (KERNEL_SIZE / 2)

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int x = COLUMNS * get_global_id(0), y = get_global_id(1), w = width, h = height;
    if (x >= w || y >= h) return;
    const size_t plane = get_global_id(2) * height * width;
    float sums[COLUMNS] = {0.0f};
    for (int dy = -R; dy <= R; ++dy) {
        if (y + dy < 0 || y + dy >= h) continue;
        float row[COLUMNS + 2 * R];
        for (int i = 0; i < COLUMNS + 2 * R; ++i) {
            const int from_x = x + i - R;
            row[i] = from_x >= 0 && from_x < w ? input[plane + (y + dy) * w + from_x] : 0.0f;
        }
        for (int dx = 0; dx < KERNEL_SIZE; ++dx)
            for (int c = 0; c < COLUMNS; ++c) sums[c] += row[c + dx] * weights[(dy + R) * KERNEL_SIZE + dx];
    }
    for (int c = 0; c < COLUMNS && x + c < w; ++c) output[plane + y * w + x + c] = sums[c];
}
