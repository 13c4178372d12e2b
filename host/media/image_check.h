/* Is a file a whole picture? Answered before anything is decoded, in constant memory. */
#ifndef WORKSHOP_MEDIA_IMAGE_CHECK_H
#define WORKSHOP_MEDIA_IMAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

struct image_header {
    size_t height, width; /* what the file claims; 0 until it was read */
    bool sixteen_bits;    /* a channel; else 8 or fewer */
};

/* NULL if the bytes are a whole PNG, JPEG or BMP that stb_image can decode safely; else what is
 * wrong, as the end of a sentence that starts with the file's name. Checked are a PNG's chunks,
 * checksums and compressed data, a JPEG's segments, tables and end, a BMP's lengths and colours. A
 * JPEG has no checksum: a flipped bit in its picture data can go unnoticed. */
const char *image_check(const unsigned char *bytes, size_t size, struct image_header *header);

/* True if the header claims more than IMAGE_PIXEL_LIMIT pixels. */
bool image_too_large(const struct image_header *header);

#endif
