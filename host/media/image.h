/* Photographs in and pictures out. */
#ifndef WORKSHOP_MEDIA_IMAGE_H
#define WORKSHOP_MEDIA_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#define IMAGE_FILE_LIMIT ((size_t)64 << 20) /* bytes; a larger file is refused unread */
#define IMAGE_PIXEL_LIMIT                                                                          \
    ((size_t)64 << 20) /* height x width; a header that claims more is refused */

struct image {
    size_t height, width; /* at least 1 */
    float *rgb; /* planar: height x width floats of red, then green, then blue; 0 to 1; owned */
};

/* Reads a PNG, JPEG or BMP file: grey, RGB or RGBA, 8 or 16 bits a channel; grey becomes three equal
 * planes, opacity is dropped. False: *image is empty, and reason is one sentence without its full
 * stop that names the file and what is wrong with it (missing, a folder, empty, not a picture,
 * truncated, corrupt, too large). */
bool image_read(const char *path, struct image *image, char *reason, size_t reason_size);

/* The same from memory; name stands for the file in reason. */
bool image_decode(const unsigned char *bytes, size_t size, const char *name, struct image *image,
                  char *reason, size_t reason_size);

/* Writes planes of height x width floats, 1 (grey) or 3 (red, green, blue), as an 8-bit PNG. Values
 * are clamped to 0..1; NaN becomes 0. The file appears whole or not at all. */
bool image_write_png(const char *path, const float *planes, size_t channels, size_t height,
                     size_t width, char *reason, size_t reason_size);

void image_free(struct image *image);

#endif
