// A macro weighs the pixel, and isgreater clamps. Right: the macro takes each weight and plane once.
#define LOCAL_X 24
#define LOCAL_Y 10
#define WEIGH(wr, wg, wb) (wr * rgb[i] + (wg * rgb[i + plane] + wb * rgb[i + 2 * plane]))

__kernel void greyscale(__global const float *rgb, __global float *grey, const uint height, const uint width)
{
    const uint column = get_global_id(0), row = get_global_id(1), plane = height * width, i = row * width + column;
    if (row >= height || column >= width) return;
    grey[i] = WEIGH(0.299f, 0.587f, 0.114f);
}

__kernel void sepia(__global const float *rgb, __global float *out, const uint height, const uint width)
{
    const uint column = get_global_id(0), row = get_global_id(1), plane = height * width, i = row * width + column;
    if (row >= height || column >= width) return;
    const float sums[3] = {WEIGH(0.393f, 0.769f, 0.189f), WEIGH(0.349f, 0.686f, 0.168f), WEIGH(0.272f, 0.534f, 0.131f)};
    for (uint c = 0; c < 3; ++c) out[c * plane + i] = isgreater(sums[c], 1.0f) ? 1.0f : sums[c];
}
