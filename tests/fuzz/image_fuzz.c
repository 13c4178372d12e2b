/* Whatever the bytes, image_decode gives a picture or a reason, and nothing else; the same once more
 * with a PNG's checksums put right, so that what lies behind them is reached too. */
#include "fuzz.h"

#include "../../host/media/image.h"

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
        require(!image.rgb && strncmp(reason, "picture ", 8) == 0);
        return;
    }
    for (size_t i = 0; i < 3 * image.height * image.width; i++)
        require(image.rgb[i] >= 0.0f && image.rgb[i] <= 1.0f);
    image_free(&image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *bytes = malloc(size + (size == 0)); /* its own: a read past its end is found */
    require(bytes != NULL);
    memcpy(bytes, data, size);
    decode(bytes, size);
    mend_checksums(bytes, size);
    decode(bytes, size);
    free(bytes);
    return 0;
}
