/* greyscale and sepia, rung 4: streaming stores.
 * rgb, out: three planes of height x width floats, red, green, blue; grey: one plane. 2-D NDRange,
 * dimension 0 along the columns.
 *
 * New: where the compiler has it, a store says that nobody will read the value soon.
 * Why it should pay: an ordinary store of a CPU fetches the line first that it is about to overwrite.
 */
#ifndef LOCAL_X
#define LOCAL_X 64 /* vectors that a work-group does at a time; 1 on a CPU */
#endif
// tune: LOCAL_X = 1 32 64 128 256
#ifndef LOCAL_Y
#define LOCAL_Y 4 /* rows of a work-group; 1 on a CPU */
#endif
// tune: LOCAL_Y = 1 2 4 8
#ifndef WIDTH
#define WIDTH 4 /* floats of a vector; 16 on a CPU */
#endif
// tune: WIDTH = 2 4 16
#ifndef TILE_X
#define TILE_X 256 /* columns of a work-group */
#endif
// tune: TILE_X = 64 128 256 512 1024 2048 4096 16384
#if LOCAL_X * LOCAL_Y > 1024
#error more than 1024 work-items in a work-group
#endif
#if TILE_X % (LOCAL_X * WIDTH)
#error TILE_X must be a multiple of LOCAL_X * WIDTH
#endif

#define VECTOR_OF(width) float##width
#define VECTOR(width) VECTOR_OF(width)
typedef VECTOR(WIDTH) vector;

#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#define STREAM(value, to) __builtin_nontemporal_store(value, to)
#endif
#endif
#ifndef STREAM
#define STREAM(value, to) (*(to) = (value))
#endif

/* The colours of sepia, and grey, from red, green and blue: of one pixel, or of the pixels of a vector. */
#define GREY(r, g, b) (0.299f * (r) + 0.587f * (g) + 0.114f * (b))
#define SEPIA_R(r, g, b) fmin(0.393f * (r) + 0.769f * (g) + 0.189f * (b), 1.0f)
#define SEPIA_G(r, g, b) fmin(0.349f * (r) + 0.686f * (g) + 0.168f * (b), 1.0f)
#define SEPIA_B(r, g, b) fmin(0.272f * (r) + 0.534f * (g) + 0.131f * (b), 1.0f)

__kernel void greyscale(__global const float *restrict rgb, __global float *restrict grey, const uint height,
                        const uint width)
{
    const size_t row = get_global_id(1), tile = get_group_id(0) * TILE_X;
    const size_t end = min(tile + TILE_X, (size_t)width);
    if (row >= height) {
        return;
    }

    if (width % WIDTH == 0) {
        __global const vector *rgb_vectors = (__global const vector *)rgb;
        __global vector *grey_vectors = (__global vector *)grey;
        const size_t plane = (size_t)height * width / WIDTH, start = row * width / WIDTH;
        for (size_t column = tile / WIDTH + get_local_id(0); column < end / WIDTH;
             column += LOCAL_X) {
            const size_t i = start + column;
            const vector r = rgb_vectors[i], g = rgb_vectors[i + plane];
            const vector b = rgb_vectors[i + 2 * plane];
            STREAM(GREY(r, g, b), grey_vectors + i);
        }
    } else {
        const size_t plane = (size_t)height * width;
        for (size_t column = tile + get_local_id(0); column < end; column += LOCAL_X) {
            const size_t pixel = row * width + column;
            const float r = rgb[pixel], g = rgb[pixel + plane], b = rgb[pixel + 2 * plane];
            grey[pixel] = GREY(r, g, b);
        }
    }
}

__kernel void sepia(__global const float *restrict rgb, __global float *restrict out, const uint height,
                    const uint width)
{
    const size_t row = get_global_id(1), tile = get_group_id(0) * TILE_X;
    const size_t end = min(tile + TILE_X, (size_t)width);
    if (row >= height) {
        return;
    }

    if (width % WIDTH == 0) {
        __global const vector *rgb_vectors = (__global const vector *)rgb;
        __global vector *out_vectors = (__global vector *)out;
        const size_t plane = (size_t)height * width / WIDTH, start = row * width / WIDTH;
        for (size_t column = tile / WIDTH + get_local_id(0); column < end / WIDTH;
             column += LOCAL_X) {
            const size_t i = start + column;
            const vector r = rgb_vectors[i], g = rgb_vectors[i + plane];
            const vector b = rgb_vectors[i + 2 * plane];
            STREAM(SEPIA_R(r, g, b), out_vectors + i);
            STREAM(SEPIA_G(r, g, b), out_vectors + i + plane);
            STREAM(SEPIA_B(r, g, b), out_vectors + i + 2 * plane);
        }
    } else {
        const size_t plane = (size_t)height * width;
        for (size_t column = tile + get_local_id(0); column < end; column += LOCAL_X) {
            const size_t pixel = row * width + column;
            const float r = rgb[pixel], g = rgb[pixel + plane], b = rgb[pixel + 2 * plane];
            out[pixel] = SEPIA_R(r, g, b);
            out[pixel + plane] = SEPIA_G(r, g, b);
            out[pixel + 2 * plane] = SEPIA_B(r, g, b);
        }
    }
}
