// Keywords without underscores, restrict, unsigned int, CR LF line ends. Right: all of it is OpenCL C 1.2.
#ifndef LOCAL_X
#define LOCAL_X 128
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 1
#endif
// tune: LOCAL_X = 64 128 256
// tune: LOCAL_Y = 1 2 4

kernel void greyscale(global const float *restrict rgb, global float *restrict grey, unsigned int height,
                      unsigned int width)
{
    const unsigned int x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (x < width && y < height) grey[i] = 0.299f * rgb[i] + 0.587f * rgb[i + plane] + 0.114f * rgb[i + 2 * plane];
}

kernel void sepia(global const float *restrict rgb, global float *restrict out, unsigned int height, unsigned int width)
{
    const unsigned int x = get_global_id(0), y = get_global_id(1), plane = height * width, i = y * width + x;
    if (!(x < width && y < height)) return;
    const float r = rgb[i], g = rgb[i + plane], b = rgb[i + 2 * plane];
    out[i] = fmin(0.393f * r + 0.769f * g + 0.189f * b, 1.0f);
    out[i + plane] = fmin(0.349f * r + 0.686f * g + 0.168f * b, 1.0f);
    out[i + 2 * plane] = fmin(0.272f * r + 0.534f * g + 0.131f * b, 1.0f);
}
