/* Whatever the bytes, image_decode gives a picture or a reason, and nothing else. An even first byte
 * has the PNG's checksums put right, so that what lies behind them is reached too. */
#include "../../host/media/image.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void mend_checksums(unsigned char *bytes, size_t size)
{
    for (size_t at = 8; at < size && size - at >= 12;) {
        size_t length = 0;
        for (size_t i = 0; i < 4; i++)
            length = length << 8 | bytes[at + i];
        if (length > size - at - 12)
            return;
        const uLong sum = crc32(0, bytes + at + 4, (uInt)length + 4);
        for (size_t i = 0; i < 4; i++)
            bytes[at + 8 + length + i] = (unsigned char)(sum >> (24 - 8 * i));
        at += 12 + length;
    }
}

static void decode(const unsigned char *bytes, size_t size)
{
    struct image image;
    char reason[256] = "";

    if (!image_decode(bytes, size, "picture", &image, reason, sizeof reason)) {
        if (image.rgb || strncmp(reason, "picture ", 8) != 0)
            abort();
        return;
    }
    for (size_t i = 0; i < 3 * image.height * image.width; i++)
        if (!(image.rgb[i] >= 0.0f && image.rgb[i] <= 1.0f))
            abort();
    image_free(&image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    unsigned char *bytes = malloc(size); /* its own, so that a read past its end is found */
    if (!bytes)
        return 0;
    memcpy(bytes, data + 1, size - 1);
    if (data[0] % 2 == 0)
        mend_checksums(bytes, size - 1);
    unsigned char *exact = realloc(bytes, size > 1 ? size - 1 : 1);
    decode(exact ? exact : bytes, size - 1);
    free(exact ? exact : bytes);
    return 0;
}
