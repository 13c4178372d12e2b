// A work-group of one row fetches its rows by async_work_group_copy. Right: only places inside are fetched, the rest
// is zeroed.
#define LOCAL_X 48
#define LOCAL_Y 1
#define R (KERNEL_SIZE / 2)
#define PITCH (LOCAL_X + 2 * R)

kernel void conv2d(global const float *restrict input, constant float *restrict weights, global float *restrict output,
                   const uint height, const uint width)
{
    local float strip[KERNEL_SIZE * PITCH];
    const int lane = get_local_id(0), left = get_group_id(0) * LOCAL_X, y = get_group_id(1), w = width, h = height;
    const size_t plane = get_group_id(2) * height * width;
    for (int i = lane; i < KERNEL_SIZE * PITCH; i += LOCAL_X) strip[i] = 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    const int first = max(left - R, 0), count = min(left + LOCAL_X + R, w) - first;
    event_t copied = 0;
    for (int dy = 0; dy < KERNEL_SIZE; ++dy)
        if (y + dy - R >= 0 && y + dy - R < h)
            copied = async_work_group_copy(strip + dy * PITCH + first - (left - R),
                                           input + plane + (y + dy - R) * w + first, count, copied);
    wait_group_events(1, &copied);
    if (left + lane >= w) return;
    float sum = 0.0f;
    for (int dy = 0; dy < KERNEL_SIZE; ++dy)
        for (int dx = 0; dx < KERNEL_SIZE; ++dx) sum += strip[dy * PITCH + lane + dx] * weights[dy * KERNEL_SIZE + dx];
    output[plane + y * w + left + lane] = sum;
}
