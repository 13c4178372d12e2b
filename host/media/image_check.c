#include "image_check.h"
#include "image.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

static const char TRUNCATED[] = "is truncated: it ends in the middle of the picture";
static const char TOO_LARGE[] = "claims too many pixels";

bool image_too_large(const struct image_header *header)
{
    return header->height > 0 && header->width > IMAGE_PIXEL_LIMIT / header->height;
}

static uint32_t big_endian(const unsigned char *bytes, size_t count)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static uint32_t little_endian(const unsigned char *bytes, size_t count)
{
    uint32_t value = 0;
    for (size_t i = count; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static size_t ceil_divide(size_t a, size_t b)
{
    return (a + b - 1) / b;
}

/* --- PNG -------------------------------------------------------------------------------------- */

enum { PNG_GREY = 0, PNG_RGB = 2, PNG_PALETTE = 3, PNG_GREY_ALPHA = 4, PNG_RGBA = 6 };

static const unsigned char PNG_MARK[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

struct png {
    struct image_header *header;
    size_t bits, channels, interlaced;
    bool palette_needed, palette_seen, data_seen, data_ended, end_seen;
    z_stream stream;
    size_t inflated, expected; /* bytes of the picture before compression */
    bool stream_ended;
};

/* Bytes of one pass of an interlaced picture, or of a plain one; each row has its filter byte. */
static size_t png_pass_bytes(const struct png *png, size_t height, size_t width)
{
    const size_t row = ceil_divide(width * png->channels * png->bits, 8);
    return width && height ? height * (1 + row) : 0;
}

static size_t png_picture_bytes(const struct png *png)
{
    static const struct {
        size_t x, y, step_x, step_y;
    } PASSES[7] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                   {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    const size_t height = png->header->height, width = png->header->width;
    size_t bytes = 0;

    if (!png->interlaced)
        return png_pass_bytes(png, height, width);
    for (size_t i = 0; i < 7; i++) {
        /* step - 1 - offset never is negative: an offset is smaller than its step */
        const size_t rows = (height + PASSES[i].step_y - 1 - PASSES[i].y) / PASSES[i].step_y;
        const size_t columns = (width + PASSES[i].step_x - 1 - PASSES[i].x) / PASSES[i].step_x;
        bytes += png_pass_bytes(png, rows, columns);
    }
    return bytes;
}

static bool png_kind_exists(struct png *png, size_t colour)
{
    static const struct {
        size_t colour, channels;
        const char *bits;
    } KINDS[] = {{PNG_GREY, 1, "\1\2\4\10\20"},
                 {PNG_RGB, 3, "\10\20"},
                 {PNG_PALETTE, 1, "\1\2\4\10"},
                 {PNG_GREY_ALPHA, 2, "\10\20"},
                 {PNG_RGBA, 4, "\10\20"}};

    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (KINDS[i].colour != colour)
            continue;
        png->channels = KINDS[i].channels;
        return png->bits > 0 && png->bits <= 16 && strchr(KINDS[i].bits, (int)png->bits);
    }
    return false;
}

static const char *png_header(struct png *png, const unsigned char *data, size_t length)
{
    if (length != 13 || png->header->width)
        return "is corrupt: its PNG header is damaged";
    png->header->width = big_endian(data, 4);
    png->header->height = big_endian(data + 4, 4);
    png->bits = data[8];
    png->interlaced = data[12];
    png->palette_needed = data[9] == PNG_PALETTE;
    png->header->sixteen_bits = png->bits == 16;
    if (!png_kind_exists(png, data[9]) || data[10] || data[11] || png->interlaced > 1)
        return "is corrupt: its PNG header is damaged";
    if (!png->header->width || !png->header->height)
        return "is corrupt: it has no pixels";
    if (image_too_large(png->header))
        return TOO_LARGE;
    png->expected = png_picture_bytes(png);
    return NULL;
}

/* Inflates one chunk's part of the picture and throws the result away: only its length and its
 * checksum matter, so that a small file cannot ask for unbounded memory. */
static const char *png_data(struct png *png, const unsigned char *data, size_t length)
{
    static const char damaged[] = "is corrupt: its compressed picture is damaged";
    unsigned char scratch[16384];

    if (png->data_ended || (png->palette_needed && !png->palette_seen))
        return "is corrupt: its PNG chunks are out of order";
    png->data_seen = true;
    png->stream.next_in = (unsigned char *)(uintptr_t)data;
    png->stream.avail_in = (uInt)length;
    while (png->stream.avail_in > 0) {
        if (png->stream_ended)
            return damaged;
        png->stream.next_out = scratch;
        png->stream.avail_out = sizeof scratch;
        const int status = inflate(&png->stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END)
            return damaged;
        png->inflated += sizeof scratch - png->stream.avail_out;
        png->stream_ended = status == Z_STREAM_END;
        if (png->inflated > png->expected)
            return damaged;
    }
    return NULL;
}

static const char *png_palette(struct png *png, size_t length)
{
    if (length == 0 || length % 3 || length > 768 || png->data_seen || png->palette_seen)
        return "is corrupt: its palette is damaged";
    png->palette_seen = true;
    return NULL;
}

static const char *png_end(struct png *png)
{
    png->end_seen = true;
    if (!png->data_seen)
        return "is corrupt: it has no picture data";
    unsigned char scratch[16384];
    int status = Z_OK; /* inflate may still hold back the last rows */
    while (!png->stream_ended && status == Z_OK && png->inflated <= png->expected) {
        png->stream.next_out = scratch;
        png->stream.avail_out = sizeof scratch;
        status = inflate(&png->stream, Z_NO_FLUSH);
        png->inflated += sizeof scratch - png->stream.avail_out;
        png->stream_ended = status == Z_STREAM_END;
    }
    if (!png->stream_ended || png->inflated != png->expected)
        return "is corrupt: its compressed picture has the wrong length";
    return NULL;
}

static const char *png_chunk(struct png *png, const unsigned char *type, size_t length)
{
    const unsigned char *data = type + 4;

    if (memcmp(type, "IHDR", 4) == 0)
        return png_header(png, data, length);
    if (!png->header->width)
        return "is corrupt: it does not begin with a PNG header";
    if (memcmp(type, "IDAT", 4) == 0)
        return png_data(png, data, length);
    png->data_ended = png->data_seen;
    if (memcmp(type, "PLTE", 4) == 0)
        return png_palette(png, length);
    if (memcmp(type, "IEND", 4) == 0)
        return png_end(png);
    if (!(type[0] & 0x20)) /* a capital: nobody may ignore it */
        return "is a kind of PNG that is not supported";
    return NULL;
}

static const char *png_chunks(struct png *png, const unsigned char *bytes, size_t size)
{
    const char *why = NULL;

    for (size_t at = sizeof PNG_MARK; !png->end_seen && !why;) {
        if (size - at < 12)
            return TRUNCATED;
        const size_t length = big_endian(bytes + at, 4);
        const unsigned char *type = bytes + at + 4;
        if (length > size - at - 12)
            return TRUNCATED;
        if (crc32(0, type, (uInt)length + 4) != big_endian(type + 4 + length, 4))
            return "is corrupt: a checksum does not match";
        why = png_chunk(png, type, length);
        at += 12 + length;
    }
    return why;
}

static const char *png_check(const unsigned char *bytes, size_t size, struct image_header *header)
{
    struct png png = {.header = header};

    if (inflateInit(&png.stream) != Z_OK)
        return "cannot be read: out of memory";
    const char *why = png_chunks(&png, bytes, size);
    inflateEnd(&png.stream);
    return why;
}

/* --- JPEG ------------------------------------------------------------------------------------- */

enum {
    JPEG_BASELINE = 0xc0,
    JPEG_EXTENDED = 0xc1,
    JPEG_PROGRESSIVE = 0xc2,
    JPEG_HUFFMAN = 0xc4,
    JPEG_START = 0xd8,
    JPEG_END = 0xd9,
    JPEG_SCAN = 0xda,
    JPEG_QUANTISATION = 0xdb,
    JPEG_SCAN_LIMIT = 200, /* each scan costs the decoder a pass over the whole picture */
};

static const char JPEG_DAMAGED[] = "is corrupt: its JPEG segments are damaged";

struct jpeg {
    struct image_header *header;
    const unsigned char *bytes;
    size_t size, at;
    unsigned frame; /* the frame's marker; 0 before it */
    size_t component_count;
    struct {
        unsigned id, across, down, quantisation;
        bool seen; /* in a scan */
    } components[4];
    bool quantisation[4], huffman[2][4]; /* tables defined so far; huffman by class: DC, AC */
    size_t scans, scan_bytes;            /* of compressed data, all scans together */
};

static const char *jpeg_quantisation(struct jpeg *jpeg, const unsigned char *data, size_t length)
{
    while (length > 0) {
        const size_t table = 1 + (data[0] >> 4 ? 128 : 64);
        if (data[0] >> 4 > 1 || (data[0] & 15) > 3 || length < table)
            return JPEG_DAMAGED;
        jpeg->quantisation[data[0] & 15] = true;
        data += table;
        length -= table;
    }
    return NULL;
}

static const char *jpeg_huffman(struct jpeg *jpeg, const unsigned char *data, size_t length)
{
    while (length > 0) {
        size_t symbols = 0;
        if (length < 17 || data[0] >> 4 > 1 || (data[0] & 15) > 3)
            return JPEG_DAMAGED;
        for (size_t i = 1; i <= 16; i++)
            symbols += data[i];
        if (symbols > 256 || length < 17 + symbols)
            return JPEG_DAMAGED;
        jpeg->huffman[data[0] >> 4][data[0] & 15] = true;
        data += 17 + symbols;
        length -= 17 + symbols;
    }
    return NULL;
}

static const char *jpeg_frame(struct jpeg *jpeg, unsigned marker, const unsigned char *data,
                              size_t length)
{
    if (marker > JPEG_PROGRESSIVE || (length > 0 && data[0] != 8))
        return "is a kind of JPEG that is not supported";
    if (jpeg->frame || length < 6 || length != 6 + 3 * (size_t)data[5])
        return JPEG_DAMAGED;
    jpeg->frame = marker;
    jpeg->component_count = data[5];
    if (data[5] != 1 && data[5] != 3 && data[5] != 4)
        return JPEG_DAMAGED;
    for (size_t i = 0; i < jpeg->component_count; i++) {
        const unsigned char *row = data + 6 + 3 * i;
        jpeg->components[i].id = row[0];
        jpeg->components[i].across = row[1] >> 4;
        jpeg->components[i].down = row[1] & 15;
        jpeg->components[i].quantisation = row[2];
        if (row[1] >> 4 < 1 || row[1] >> 4 > 4 || (row[1] & 15) < 1 || (row[1] & 15) > 4 ||
            row[2] > 3)
            return JPEG_DAMAGED;
    }
    jpeg->header->height = big_endian(data + 1, 2);
    jpeg->header->width = big_endian(data + 3, 2);
    if (!jpeg->header->width || !jpeg->header->height)
        return "is corrupt: it has no pixels";
    return image_too_large(jpeg->header) ? TOO_LARGE : NULL;
}

/* Blocks of 8 x 8 values that the picture has, all components together. */
static size_t jpeg_blocks(const struct jpeg *jpeg)
{
    size_t across = 1, down = 1, blocks = 0;
    for (size_t i = 0; i < jpeg->component_count; i++) {
        across = jpeg->components[i].across > across ? jpeg->components[i].across : across;
        down = jpeg->components[i].down > down ? jpeg->components[i].down : down;
    }
    for (size_t i = 0; i < jpeg->component_count; i++)
        blocks += ceil_divide(jpeg->header->width * jpeg->components[i].across, 8 * across) *
                  ceil_divide(jpeg->header->height * jpeg->components[i].down, 8 * down);
    return blocks;
}

/* Notes that the component called id is in a scan. False if there is none, or if a table that the
 * scan takes for it was never defined. mean, rest: which of a block's values the scan holds. */
static bool jpeg_component_is_known(struct jpeg *jpeg, unsigned id, unsigned tables, bool mean,
                                    bool rest)
{
    if (tables >> 4 > 3 || (tables & 15) > 3)
        return false;
    if ((mean && !jpeg->huffman[0][tables >> 4]) || (rest && !jpeg->huffman[1][tables & 15]))
        return false;
    for (size_t i = 0; i < jpeg->component_count; i++) {
        if (jpeg->components[i].id != id)
            continue;
        jpeg->components[i].seen = true;
        return jpeg->quantisation[jpeg->components[i].quantisation];
    }
    return false;
}

/* Moves to the marker that ends the compressed data of a scan. */
static void jpeg_skip_data(struct jpeg *jpeg)
{
    const size_t start = jpeg->at;
    while (jpeg->at + 1 < jpeg->size) {
        const unsigned char next = jpeg->bytes[jpeg->at + 1];
        const bool restart = next >= 0xd0 && next <= 0xd7;
        if (jpeg->bytes[jpeg->at] == 0xff && next != 0x00 && next != 0xff && !restart)
            break;
        jpeg->at++;
    }
    jpeg->scan_bytes += jpeg->at - start;
}

static const char *jpeg_scan(struct jpeg *jpeg, const unsigned char *data, size_t length)
{
    const size_t count = length > 0 ? data[0] : 0;
    if (!jpeg->frame || count < 1 || count > jpeg->component_count || length != 4 + 2 * count)
        return JPEG_DAMAGED;
    const bool progressive = jpeg->frame == JPEG_PROGRESSIVE;
    const bool from_mean = data[1 + 2 * count] == 0, refines = data[3 + 2 * count] >> 4;
    for (size_t i = 0; i < count; i++)
        if (!jpeg_component_is_known(jpeg, data[1 + 2 * i], data[2 + 2 * i],
                                     !progressive || (from_mean && !refines),
                                     !progressive || !from_mean))
            return JPEG_DAMAGED;
    if (++jpeg->scans > JPEG_SCAN_LIMIT)
        return "is corrupt: it has too many scans";
    jpeg_skip_data(jpeg);
    return NULL;
}

static const char *jpeg_end(const struct jpeg *jpeg)
{
    if (!jpeg->frame || !jpeg->scans)
        return "is corrupt: it has no picture data";
    for (size_t i = 0; i < jpeg->component_count; i++)
        if (!jpeg->components[i].seen)
            return "is corrupt: picture data is missing";
    /* A block takes at least a bit for its mean and, where not progressive, one for the rest. */
    const size_t bits = jpeg_blocks(jpeg) * (jpeg->frame == JPEG_PROGRESSIVE ? 1 : 2);
    return jpeg->scan_bytes * 8 < bits ? "is corrupt: picture data is missing" : NULL;
}

static const char *jpeg_segment(struct jpeg *jpeg, unsigned marker)
{
    if (jpeg->size - jpeg->at < 2)
        return TRUNCATED;
    const size_t length = big_endian(jpeg->bytes + jpeg->at, 2);
    const unsigned char *data = jpeg->bytes + jpeg->at + 2;
    if (length < 2)
        return JPEG_DAMAGED;
    if (length > jpeg->size - jpeg->at)
        return TRUNCATED;
    jpeg->at += length;
    switch (marker) {
    case JPEG_QUANTISATION:
        return jpeg_quantisation(jpeg, data, length - 2);
    case JPEG_HUFFMAN:
        return jpeg_huffman(jpeg, data, length - 2);
    case JPEG_SCAN:
        return jpeg_scan(jpeg, data, length - 2);
    default:
        if (marker >= JPEG_BASELINE && marker <= 0xcf)
            return jpeg_frame(jpeg, marker, data, length - 2);
        return NULL;
    }
}

static const char *jpeg_check(const unsigned char *bytes, size_t size, struct image_header *header)
{
    struct jpeg jpeg = {.header = header, .bytes = bytes, .size = size, .at = 2};

    for (;;) {
        while (jpeg.at + 1 < size && bytes[jpeg.at] == 0xff && bytes[jpeg.at + 1] == 0xff)
            jpeg.at++;
        if (size - jpeg.at < 2)
            return TRUNCATED;
        if (bytes[jpeg.at] != 0xff)
            return JPEG_DAMAGED;
        const unsigned marker = bytes[jpeg.at + 1];
        jpeg.at += 2;
        if (marker == JPEG_END)
            return jpeg_end(&jpeg);
        const char *why = jpeg_segment(&jpeg, marker);
        if (why)
            return why;
    }
}

/* --- BMP -------------------------------------------------------------------------------------- */

/* Bytes from the start of the file to the palette or the pixels; 0 for a header that stb_image does
 * not decode. */
static size_t bmp_header_bytes(const unsigned char *bytes)
{
    const size_t header = little_endian(bytes + 14, 4);
    const bool masks = header == 40 && little_endian(bytes + 30, 4) == 3;
    if (header != 40 && header != 56 && header != 108 && header != 124)
        return 0;
    return 14 + header + (masks ? 12 : 0);
}

static bool bmp_kind_is_supported(size_t bits, size_t compression)
{
    if (compression == 3)
        return bits == 16 || bits == 32;
    return compression == 0 &&
           (bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32);
}

/* Whether every pixel of a picture with a palette names one of its colours. */
static bool bmp_colours_exist(const unsigned char *pixels, const struct image_header *header,
                              size_t bits, size_t colours)
{
    const size_t row = ceil_divide(header->width * bits, 32) * 4;
    for (size_t y = 0; y < header->height; y++)
        for (size_t x = 0; x < header->width; x++) {
            const size_t at = x * bits, shift = 8 - bits - at % 8;
            const unsigned colour = (pixels[y * row + at / 8] >> shift) & ((1u << bits) - 1);
            if (colour >= colours)
                return false;
        }
    return true;
}

static const char *bmp_check(const unsigned char *bytes, size_t size, struct image_header *header)
{
    if (size < 54)
        return TRUNCATED;
    const size_t header_bytes = bmp_header_bytes(bytes);
    const size_t pixels_at = little_endian(bytes + 10, 4);
    const size_t width = little_endian(bytes + 18, 4), bits = little_endian(bytes + 28, 2);
    const uint32_t height =
        little_endian(bytes + 22, 4); /* in two's complement; negative: top down */
    const bool planes = little_endian(bytes + 26, 2) == 1;

    if (!header_bytes || !bmp_kind_is_supported(bits, little_endian(bytes + 30, 4)))
        return "is a kind of BMP that is not supported";
    if (!planes || !width || width > INT32_MAX || !height || height == 0x80000000)
        return "is corrupt: its BMP header is damaged";
    header->width = width;
    header->height = height > INT32_MAX ? UINT32_MAX - height + 1 : height;
    if (image_too_large(header))
        return TOO_LARGE;
    if (size < header_bytes || size < pixels_at)
        return TRUNCATED;
    if (pixels_at < header_bytes)
        return "is corrupt: its BMP header is damaged";
    if (size - pixels_at < header->height * (ceil_divide(width * bits, 32) * 4))
        return TRUNCATED;
    if (bits < 16 &&
        !bmp_colours_exist(bytes + pixels_at, header, bits, (pixels_at - header_bytes) / 4))
        return "is corrupt: its palette lacks a colour";
    return NULL;
}

/* --- all -------------------------------------------------------------------------------------- */

const char *image_check(const unsigned char *bytes, size_t size, struct image_header *header)
{
    static const struct {
        const void *mark;
        size_t length;
        const char *(*check)(const unsigned char *, size_t, struct image_header *);
    } FORMATS[] = {
        {PNG_MARK, sizeof PNG_MARK, png_check},
        {"\xff\xd8\xff", 3, jpeg_check},
        {"BM", 2, bmp_check},
    };

    *header = (struct image_header){0};
    if (size == 0)
        return "is empty";
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++)
        if (size >= FORMATS[i].length && memcmp(bytes, FORMATS[i].mark, FORMATS[i].length) == 0)
            return FORMATS[i].check(bytes, size, header);
    return "is not a PNG, JPEG or BMP picture";
}
