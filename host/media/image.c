#include "image.h"
#include "image_check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STBI_NO_STDIO
#include <stb/stb_image.h>
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

enum { CHANNELS = 3 };

void image_free(struct image *image)
{
    free(image->rgb);
    *image = (struct image){0};
}

/* --- decoding --------------------------------------------------------------------------------- */

/* Takes the channels, interleaved in 8- or 16-bit values, apart into planes of floats. */
static void spread(const void *pixels, bool sixteen_bits, size_t count, float *planes)
{
    const unsigned char *narrow = pixels;
    const uint16_t *wide = pixels;
    for (size_t channel = 0; channel < CHANNELS; channel++)
        for (size_t i = 0; i < count; i++) {
            const size_t from = i * CHANNELS + channel;
            planes[channel * count + i] =
                sixteen_bits ? (float)wide[from] / 65535.0f : (float)narrow[from] / 255.0f;
        }
}

/* Decodes a picture that image_check has passed. */
static const char *decode(const unsigned char *bytes, size_t size,
                          const struct image_header *header, struct image *image)
{
    const size_t count = header->height * header->width;
    int width = 0, height = 0, channels = 0;
    void *pixels = NULL;

    if (header->sixteen_bits)
        pixels = stbi_load_16_from_memory(bytes, (int)size, &width, &height, &channels, CHANNELS);
    else
        pixels = stbi_load_from_memory(bytes, (int)size, &width, &height, &channels, CHANNELS);
    if (!pixels || (size_t)width != header->width || (size_t)height != header->height) {
        stbi_image_free(pixels);
        return "is corrupt, or a kind of picture that is not supported";
    }
    image->rgb = malloc(count * CHANNELS * sizeof *image->rgb);
    if (image->rgb) {
        image->height = header->height;
        image->width = header->width;
        spread(pixels, header->sixteen_bits, count, image->rgb);
    }
    stbi_image_free(pixels);
    return image->rgb ? NULL : "cannot be read: out of memory";
}

bool image_decode(const unsigned char *bytes, size_t size, const char *name, struct image *image,
                  char *reason, size_t reason_size)
{
    struct image_header header = {0};
    const char *why = "is larger than 64 MiB, too large for a picture";

    *image = (struct image){0};
    if (size <= IMAGE_FILE_LIMIT)
        why = image_check(bytes, size, &header);
    if (!why)
        why = decode(bytes, size, &header, image);
    if (why && image_too_large(&header))
        snprintf(reason, reason_size, "%s claims to be %zu x %zu pixels, more than the %zu allowed",
                 name, header.width, header.height, IMAGE_PIXEL_LIMIT);
    else if (why)
        snprintf(reason, reason_size, "%s %s", name, why);
    return !why;
}

/* --- reading ---------------------------------------------------------------------------------- */

static const char *fault(const struct stat *info)
{
    if (S_ISDIR(info->st_mode))
        return "is a folder, not a picture";
    if (!S_ISREG(info->st_mode))
        return "is not a regular file";
    if (info->st_size > (off_t)IMAGE_FILE_LIMIT)
        return "is larger than 64 MiB, too large for a picture";
    return NULL;
}

/* Reads at most *size bytes of an open file; *size becomes how many there were. NULL on failure. */
static unsigned char *read_bytes(int file, size_t *size)
{
    size_t length = 0;
    unsigned char *bytes = malloc(*size + 1);

    while (bytes && length < *size) {
        const ssize_t got = read(file, bytes + length, *size - length);
        if (got < 0) {
            free(bytes);
            return NULL;
        }
        if (got == 0)
            break;
        length += (size_t)got;
    }
    *size = length;
    return bytes;
}

bool image_read(const char *path, struct image *image, char *reason, size_t reason_size)
{
    bool ok = false;
    struct stat info;
    unsigned char *bytes = NULL;

    *image = (struct image){0};
    int file =
        open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a FIFO must not wait for a writer */
    if (file < 0 || fstat(file, &info) != 0) {
        snprintf(reason, reason_size, "cannot read %s: %s", path, strerror(errno));
        goto done;
    }
    const char *why = fault(&info);
    if (why) {
        snprintf(reason, reason_size, "%s %s", path, why);
        goto done;
    }
    size_t size = (size_t)info.st_size;
    bytes = read_bytes(file, &size);
    if (!bytes) {
        snprintf(reason, reason_size, "cannot read %s: %s", path, strerror(errno));
        goto done;
    }
    ok = image_decode(bytes, size, path, image, reason, reason_size);
done:
    free(bytes);
    if (file >= 0)
        close(file);
    return ok;
}

/* --- writing ---------------------------------------------------------------------------------- */

static unsigned char to_byte(float value)
{
    if (!(value > 0.0f)) /* NaN too */
        return 0;
    return value < 1.0f ? (unsigned char)(value * 255.0f + 0.5f) : 255;
}

struct encoded {
    unsigned char *bytes; /* NULL without memory; owned */
    size_t size;
};

static void keep(void *context, void *bytes, int size)
{
    struct encoded *png = context;
    png->size = (size_t)size;
    png->bytes = malloc(png->size);
    if (png->bytes)
        memcpy(png->bytes, bytes, png->size);
}

/* The planes, interleaved in bytes and encoded. */
static struct encoded encode(const float *planes, size_t channels, size_t height, size_t width)
{
    const size_t count = height * width;
    struct encoded png = {0};
    unsigned char *pixels = malloc(count * channels);

    if (!pixels)
        return png;
    for (size_t channel = 0; channel < channels; channel++)
        for (size_t i = 0; i < count; i++)
            pixels[i * channels + channel] = to_byte(planes[channel * count + i]);
    stbi_write_png_to_func(keep, &png, (int)width, (int)height, (int)channels, pixels, 0);
    free(pixels);
    return png;
}

/* Creates a file beside path that did not exist; its name goes into the caller's buffer. */
static int create_beside(const char *path, char *name, size_t size)
{
    for (int i = 0; i < 100; i++) {
        const int length = snprintf(name, size, "%s.%ld-%d.tmp", path, (long)getpid(), i);
        if (length < 0 || (size_t)length >= size) {
            errno = ENAMETOOLONG;
            break;
        }
        const int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    return -1;
}

static bool write_bytes(int file, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t put = write(file, bytes, size);
        if (put < 0)
            return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

/* Puts a whole file in the place of path. False, with errno set, if that failed; then path is as it
 * was, and nothing is left beside it. */
static bool replace(const char *path, const unsigned char *bytes, size_t size)
{
    char beside[4096];
    struct stat info;

    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) { /* never replace a device or a FIFO */
        errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
        return false;
    }
    const int file = create_beside(path, beside, sizeof beside);
    if (file < 0)
        return false;
    bool ok = write_bytes(file, bytes, size);
    int error = errno;
    if (close(file) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (ok && rename(beside, path) != 0) {
        ok = false;
        error = errno;
    }
    if (!ok)
        unlink(beside);
    errno = error;
    return ok;
}

bool image_write_png(const char *path, const float *planes, size_t channels, size_t height,
                     size_t width, char *reason, size_t reason_size)
{
    if ((channels != 1 && channels != CHANNELS) || height < 1 || width < 1 ||
        width > IMAGE_PIXEL_LIMIT / height) {
        snprintf(reason, reason_size, "cannot write %s: %zu x %zu pixels of %zu channels", path,
                 width, height, channels);
        return false;
    }
    struct encoded png = encode(planes, channels, height, width);
    if (!png.bytes) {
        snprintf(reason, reason_size, "cannot write %s: out of memory", path);
        return false;
    }
    const bool ok = replace(path, png.bytes, png.size);
    if (!ok)
        snprintf(reason, reason_size, "cannot write %s: %s", path, strerror(errno));
    free(png.bytes);
    return ok;
}
