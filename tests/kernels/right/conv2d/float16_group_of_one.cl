// One work-item per work-group makes 64 x 4 outputs with float16. Right: a block that would touch an edge is done one
// by one.
#define LOCAL_X 1
#define LOCAL_Y 1
#define TILE_X 64
#define TILE_Y 4
#define R (KERNEL_SIZE / 2)

static float one(__global const float *plane, __constant float *weights, int y, int x, int h, int w)
{
    float sum = 0.0f;
    for (int dy = max(-R, -y); dy <= min(R, h - 1 - y); ++dy)
        for (int dx = max(-R, -x); dx <= min(R, w - 1 - x); ++dx)
            sum += plane[(y + dy) * w + x + dx] * weights[(dy + R) * KERNEL_SIZE + dx + R];
    return sum;
}

__kernel void conv2d(__global const float *input, __constant float *weights, __global float *output,
                     const uint height, const uint width)
{
    const int left = get_group_id(0) * TILE_X, top = get_group_id(1) * TILE_Y, w = width, h = height;
    __global const float *plane = input + get_group_id(2) * height * width;
    __global float *to = output + get_group_id(2) * height * width;
    for (int y = top; y < min(top + TILE_Y, h); ++y)
        for (int x = left; x < min(left + TILE_X, w); x += 16)
            if (y >= R && y < h - R && x >= R && x + 16 + R <= w) {
                float16 sums = 0.0f;
                for (int i = 0; i < KERNEL_SIZE * KERNEL_SIZE; ++i)
                    sums += weights[i] * vload16(0, plane + (y + i / KERNEL_SIZE - R) * w + x + i % KERNEL_SIZE - R);
                vstore16(sums, 0, to + y * w + x);
            } else {
                for (int j = x; j < min(x + 16, w); ++j) to[y * w + j] = one(plane, weights, y, j, h, w);
            }
}
