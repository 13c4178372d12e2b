/* The implementation of stb_image and stb_image_write, with what the workshop needs of them. Their
 * code is not ours: this file is compiled without warnings. */
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_ASSERT(condition) ((void)0)
/* Zeroed: what a damaged picture leaves undecoded is black, and not what memory held before. */
#define STBI_MALLOC(size) calloc(1, size)
#define STBI_REALLOC(memory, size) realloc(memory, size)
#define STBI_FREE(memory) free(memory)
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

enum { LEVEL = 4 }; /* half the time of zlib's usual 6, for files a few percent larger */

/* zlib's compressor: faster than stb's own, and its files are smaller. */
static unsigned char *zlib_compress(unsigned char *data, int size, int *packed_size, int quality)
{
    uLongf length = compressBound((uLong)size);
    unsigned char *packed = malloc(length);

    (void)quality; /* stb's scale */
    if (!packed || compress2(packed, &length, data, (uLong)size, LEVEL) != Z_OK ||
        length > INT_MAX) {
        free(packed);
        return NULL;
    }
    *packed_size = (int)length;
    return packed;
}

#define STBI_WRITE_NO_STDIO
#define STBIW_ASSERT(condition) ((void)0)
#define STBIW_ZLIB_COMPRESS zlib_compress
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>
