// Row segments travel by async_work_group_copy. Right: counts are cut at the image's edge and every copy is waited for.
#define LOCAL_X 64
#define LOCAL_Y 1
#define TILE_X 128

static void fetch(__local float *tile, __global const float *rgb, size_t i, size_t plane, size_t count)
{
    event_t copied = 0;
    for (int c = 0; c < 3; ++c) copied = async_work_group_copy(tile + c * TILE_X, rgb + c * plane + i, count, copied);
    wait_group_events(1, &copied);
}

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    __local float tile[3 * TILE_X];
    const size_t start = get_group_id(0) * TILE_X, i = get_group_id(1) * width + start;
    const size_t count = min((size_t)TILE_X, width - start);
    fetch(tile, rgb, i, (size_t)height * width, count);
    for (size_t j = get_local_id(0); j < count; j += LOCAL_X)
        grey[i + j] = 0.299f * tile[j] + 0.587f * tile[TILE_X + j] + 0.114f * tile[2 * TILE_X + j];
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    __local float tile[3 * TILE_X];
    const size_t start = get_group_id(0) * TILE_X, i = get_group_id(1) * width + start, plane = (size_t)height * width;
    const size_t count = min((size_t)TILE_X, width - start);
    fetch(tile, rgb, i, plane, count);
    for (size_t j = get_local_id(0); j < count; j += LOCAL_X) {
        const float r = tile[j], g = tile[TILE_X + j], b = tile[2 * TILE_X + j];
        out[i + j] = min(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
        out[i + j + plane] = min(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
        out[i + j + 2 * plane] = min(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
    }
}
