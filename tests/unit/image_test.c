/* Pictures in every form, whole and damaged, through host/media/image.h.
 * Usage: image_test [FOLDER OF PHOTOGRAPHS] */
#include "../../host/media/image.h"
#include "../helpers/jpeg.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGBA = 6 };

static const char *photographs = "images";
static char folder[] = "/tmp/image_test_XXXXXX";
static char reason[512];

/* --- making pictures -------------------------------------------------------------------------- */

struct bytes {
    unsigned char data[65536];
    size_t size;
};

static void put(struct bytes *to, const void *from, size_t size)
{
    assert_true(to->size + size <= sizeof to->data);
    memcpy(to->data + to->size, from, size);
    to->size += size;
}

static void put_big_endian(struct bytes *to, uint32_t value)
{
    const unsigned char four[4] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
                                   (unsigned char)(value >> 8), (unsigned char)value};
    put(to, four, sizeof four);
}

static void put_little_endian(struct bytes *to, uint32_t value, size_t size)
{
    const unsigned char four[4] = {(unsigned char)value, (unsigned char)(value >> 8),
                                   (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
    put(to, four, size);
}

static void put_chunk(struct bytes *png, const char *type, const void *data, size_t size)
{
    put_big_endian(png, (uint32_t)size);
    put(png, type, 4);
    put(png, data, size);
    put_big_endian(png, (uint32_t)crc32(0, png->data + png->size - size - 4, (uInt)size + 4));
}

static void put_png_header(struct bytes *png, uint32_t width, uint32_t height, int bits, int colour,
                           int interlaced)
{
    struct bytes header = {.size = 0};
    const unsigned char rest[5] = {(unsigned char)bits, (unsigned char)colour, 0, 0,
                                   (unsigned char)interlaced};
    put_big_endian(&header, width);
    put_big_endian(&header, height);
    put(&header, rest, sizeof rest);
    put(png, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(png, "IHDR", header.data, header.size);
}

static void put_png_data(struct bytes *png, const void *rows, size_t size)
{
    static unsigned char packed[65536];
    uLongf length = sizeof packed;
    assert_int_equal(compress(packed, &length, rows, (uLong)size), Z_OK);
    put_chunk(png, "IDAT", packed, length);
}

/* rows: each with its filter byte in front, as PNG wants them. */
static struct bytes png_of(uint32_t width, uint32_t height, int bits, int colour, const void *rows,
                           size_t size)
{
    static const unsigned char colours[12] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 51, 102, 153};
    struct bytes png = {.size = 0};
    put_png_header(&png, width, height, bits, colour, 0);
    if (colour == PALETTE)
        put_chunk(&png, "PLTE", colours, sizeof colours);
    put_png_data(&png, rows, size);
    put_chunk(&png, "IEND", "", 0);
    return png;
}

static struct bytes small_png(void)
{
    static const unsigned char rows[] = {0, 10, 20, 30, 40, 50, 60, 1, 70, 80, 90, 9, 9, 9};
    return png_of(2, 2, 8, RGB, rows, sizeof rows);
}

static void put_from_stb(void *context, void *data, int size)
{
    put(context, data, (size_t)size);
}

static struct bytes jpeg_of(int width, int height, int channels)
{
    struct bytes jpeg = {.size = 0};
    unsigned char *pixels = malloc((size_t)(width * height * channels));
    assert_non_null(pixels);
    for (int i = 0; i < width * height * channels; i++)
        pixels[i] = (unsigned char)(i * 37 % 256);
    jpeg_write(put_from_stb, &jpeg, width, height, channels, pixels, 80);
    free(pixels);
    return jpeg;
}

static void put_bmp_header(struct bytes *bmp, uint32_t width, uint32_t height, uint32_t bits,
                           uint32_t colours, uint32_t compression)
{
    const uint32_t masks = compression == 3 ? 12 : 0;
    put(bmp, "BM", 2);
    put_little_endian(bmp, 0, 4);
    put_little_endian(bmp, 0, 4);
    put_little_endian(bmp, 54 + masks + 4 * colours, 4);
    put_little_endian(bmp, 40, 4);
    put_little_endian(bmp, width, 4);
    put_little_endian(bmp, height, 4);
    put_little_endian(bmp, 1, 2);
    put_little_endian(bmp, bits, 2);
    put_little_endian(bmp, compression, 4);
    for (int i = 0; i < 3; i++)
        put_little_endian(bmp, 0, 4);
    put_little_endian(bmp, colours, 4);
    put_little_endian(bmp, 0, 4);
}

static struct bytes bmp_of(uint32_t width, uint32_t height, uint32_t bits, const void *rows,
                           size_t size)
{
    static const unsigned char colours[8] = {0, 0, 255, 0, 153, 102, 51, 0}; /* blue first */
    struct bytes bmp = {.size = 0};
    put_bmp_header(&bmp, width, height, bits, bits < 16 ? 2 : 0, 0);
    if (bits < 16)
        put(&bmp, colours, sizeof colours);
    put(&bmp, rows, size);
    return bmp;
}

static struct bytes small_bmp(void)
{
    static const unsigned char rows[] = {30, 20, 10, 60, 50, 40, 0, 0, 3, 2, 1, 6, 5, 4, 0, 0};
    return bmp_of(2, 2, 24, rows, sizeof rows);
}

/* --- expecting -------------------------------------------------------------------------------- */

static bool decodes(const void *data, size_t size, struct image *image)
{
    /* a copy of exactly this size, so that the sanitizer sees a read past the end */
    unsigned char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, data, size);
    reason[0] = '\0';
    const bool ok = image_decode(copy, size, "it", image, reason, sizeof reason);
    free(copy);
    if (ok)
        assert_true(image->rgb && image->height >= 1 && image->width >= 1);
    else
        assert_true(!image->rgb && strncmp(reason, "it ", 3) == 0 && strlen(reason) > 8);
    return ok;
}

static void refused(const struct bytes *picture, const char *because)
{
    struct image image;
    assert_false(decodes(picture->data, picture->size, &image));
    if (!strstr(reason, because))
        fail_msg("\"%s\" lacks \"%s\"", reason, because);
}

/* Decodes and compares one pixel. */
static void pixel_is(const struct bytes *picture, size_t row, size_t column, double red,
                     double green, double blue)
{
    struct image image;
    if (!decodes(picture->data, picture->size, &image))
        fail_msg("%s", reason);
    const size_t plane = image.height * image.width, at = row * image.width + column;
    assert_true(row < image.height && column < image.width);
    assert_true(fabs(image.rgb[at] - red) < 1e-6);
    assert_true(fabs(image.rgb[plane + at] - green) < 1e-6);
    assert_true(fabs(image.rgb[2 * plane + at] - blue) < 1e-6);
    image_free(&image);
    assert_null(image.rgb);
}

static const char *in_folder(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *file_of(const char *name, const void *data, size_t size)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void unreadable(const char *path, const char *because)
{
    struct image image;
    assert_false(image_read(path, &image, reason, sizeof reason));
    assert_null(image.rgb);
    assert_non_null(strstr(reason, path));
    if (!strstr(reason, because))
        fail_msg("\"%s\" lacks \"%s\"", reason, because);
}

static size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    while (readdir(entries))
        count++;
    closedir(entries);
    return count - 2;
}

/* --- PNG -------------------------------------------------------------------------------------- */

static void reads_png_of_every_kind(void **state)
{
    (void)state;
    const double step = 1.0 / 255.0;
    struct bytes png = png_of(1, 1, 8, GREY, "\0\x33", 2);
    pixel_is(&png, 0, 0, 0.2, 0.2, 0.2);
    png = png_of(1, 1, 8, GREY_ALPHA, "\0\x33\0", 3);
    pixel_is(&png, 0, 0, 0.2, 0.2, 0.2);
    png = png_of(1, 1, 8, RGB, "\0\1\2\3", 4);
    pixel_is(&png, 0, 0, 1 * step, 2 * step, 3 * step);
    png = png_of(1, 1, 8, RGBA, "\0\1\2\3\0", 5);
    pixel_is(&png, 0, 0, 1 * step, 2 * step, 3 * step);
    png = png_of(3, 1, 1, GREY, "\0\xa0", 2);
    pixel_is(&png, 0, 1, 0.0, 0.0, 0.0);
    png = png_of(3, 1, 2, PALETTE, "\0\x1b", 2); /* colours 0, 1, 2 */
    pixel_is(&png, 0, 1, 0.0, 1.0, 0.0);
    png = png_of(2, 1, 8, PALETTE, "\0\3\0", 3);
    pixel_is(&png, 0, 0, 0.2, 0.4, 0.6);
    png = small_png();
    pixel_is(&png, 1, 1, 79 * step, 89 * step, 99 * step); /* through the filter "sub" */
}

static void keeps_all_sixteen_bits(void **state)
{
    (void)state;
    struct bytes png = png_of(1, 1, 16, GREY, "\0\x12\x34", 3);
    pixel_is(&png, 0, 0, 0x1234 / 65535.0, 0x1234 / 65535.0, 0x1234 / 65535.0);
    png = png_of(1, 1, 16, GREY_ALPHA, "\0\x12\x34\0\0", 5);
    pixel_is(&png, 0, 0, 0x1234 / 65535.0, 0x1234 / 65535.0, 0x1234 / 65535.0);
    png = png_of(1, 1, 16, RGB, "\0\x12\x34\x56\x78\x9a\xbc", 7);
    pixel_is(&png, 0, 0, 0x1234 / 65535.0, 0x5678 / 65535.0, 0x9abc / 65535.0);
    png = png_of(1, 1, 16, RGBA, "\0\x12\x34\x56\x78\x9a\xbc\0\0", 9);
    pixel_is(&png, 0, 0, 0x1234 / 65535.0, 0x5678 / 65535.0, 0x9abc / 65535.0);
}

static void reads_interlaced_png_of_every_small_size(void **state)
{
    (void)state;
    static const unsigned STEPS[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                         {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    for (uint32_t height = 1; height <= 9; height++)
        for (uint32_t width = 1; width <= 9; width++) {
            struct bytes rows = {.size = 0}, png = {.size = 0};
            for (int pass = 0; pass < 7; pass++)
                for (unsigned y = STEPS[pass][1]; y < height; y += STEPS[pass][3])
                    for (unsigned x = STEPS[pass][0]; x < width; x += STEPS[pass][2]) {
                        const unsigned char value = (unsigned char)(y * 10 + x);
                        put(&rows, "", x == STEPS[pass][0]); /* a filter byte before each row */
                        put(&rows, &value, 1);
                    }
            put_png_header(&png, width, height, 8, GREY, 1);
            put_png_data(&png, rows.data, rows.size);
            put_chunk(&png, "IEND", "", 0);
            const double value = (height * 10 - 10 + width - 1) / 255.0;
            pixel_is(&png, height - 1, width - 1, value, value, value);
        }
}

static void refuses_png_with_any_flipped_byte(void **state)
{
    (void)state;
    struct image image;
    const struct bytes png = small_png();
    for (size_t i = 0; i < png.size; i++) {
        struct bytes flipped = png;
        flipped.data[i] ^= 0xff;
        assert_false(decodes(flipped.data, flipped.size, &image));
        flipped.data[i] ^= 0xfe;
        assert_false(decodes(flipped.data, flipped.size, &image));
    }
}

static void refuses_png_that_claims_too_much(void **state)
{
    (void)state;
    struct bytes png = {.size = 0};
    put_png_header(&png, 100000, 100000, 8, RGB, 0);
    put_png_data(&png, "\0", 1);
    put_chunk(&png, "IEND", "", 0);
    refused(&png, "100000 x 100000");
    png.size = 0;
    put_png_header(&png, UINT32_MAX, UINT32_MAX, 16, RGBA, 1);
    put_chunk(&png, "IEND", "", 0);
    refused(&png, "4294967295 x 4294967295");
    png.size = 0;
    put_png_header(&png, 0, 5, 8, RGB, 0);
    put_chunk(&png, "IEND", "", 0);
    refused(&png, "no pixels");
}

static void refuses_png_whose_data_has_the_wrong_length(void **state)
{
    (void)state;
    static unsigned char bomb[32 << 20];
    struct bytes png = png_of(1, 1, 8, RGB, bomb, sizeof bomb);
    refused(&png, "compressed picture");
    png = png_of(2, 2, 8, RGB, bomb, 13);
    refused(&png, "compressed picture");
    png = png_of(2, 2, 8, RGB, bomb, 15);
    refused(&png, "compressed picture");
    png = png_of(8000, 8000, 8, RGB, bomb, 15);
    refused(&png, "compressed picture");
}

static void refuses_png_without_its_parts(void **state)
{
    (void)state;
    struct bytes png = {.size = 0};
    put_png_header(&png, 1, 1, 8, RGB, 0);
    const struct bytes header = png;
    put_chunk(&png, "IEND", "", 0);
    refused(&png, "no picture data");
    png = header;
    put_png_data(&png, "\0\1\2\3", 4);
    refused(&png, "truncated");
    png.size = 0;
    put(&png, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(&png, "IEND", "", 0);
    refused(&png, "does not begin with a PNG header");
    png = header;
    put_chunk(&png, "ABCD", "", 0);
    refused(&png, "not supported");
    png.size = 0;
    put_png_header(&png, 1, 1, 8, PALETTE, 0);
    put_png_data(&png, "\0\0", 2);
    refused(&png, "out of order");
    for (int bits = 0; bits < 20; bits++) {
        png.size = 0;
        put_png_header(&png, 1, 1, bits, RGBA, 0);
        refused(&png, bits == 8 || bits == 16 ? "truncated" : "damaged");
    }
}

static void skips_png_chunks_that_it_does_not_need(void **state)
{
    (void)state;
    struct bytes png = {.size = 0};
    put_png_header(&png, 1, 1, 8, RGB, 0);
    put_chunk(&png, "tEXt", "Title\0a cat", 11);
    put_png_data(&png, "\0\xff\0\0", 4);
    put_chunk(&png, "tIME", "1234567", 7);
    put_chunk(&png, "IEND", "", 0);
    put(&png, "trailing", 8);
    pixel_is(&png, 0, 0, 1.0, 0.0, 0.0);
}

/* --- JPEG and BMP ----------------------------------------------------------------------------- */

static void reads_jpeg_in_colour_and_grey(void **state)
{
    (void)state;
    struct image image;
    for (int size = 1; size < 40; size += 6)
        for (int channels = 1; channels <= 3; channels += 2) {
            const struct bytes jpeg = jpeg_of(size, 41 - size, channels);
            assert_true(decodes(jpeg.data, jpeg.size, &image));
            assert_int_equal(image.width, size);
            assert_int_equal(image.height, 41 - size);
            image_free(&image);
        }
}

static void refuses_jpeg_that_claims_too_much(void **state)
{
    (void)state;
    struct bytes jpeg = jpeg_of(8, 8, 3);
    size_t frame = 0;
    while (jpeg.data[frame] != 0xff || jpeg.data[frame + 1] != 0xc0)
        frame++;
    memset(jpeg.data + frame + 5, 0xff, 4);
    refused(&jpeg, "65535 x 65535");
    memset(jpeg.data + frame + 5, 0x1f, 4); /* 7967 x 7967 pixels from a few bytes */
    refused(&jpeg, "missing");
    memset(jpeg.data + frame + 5, 0, 4);
    refused(&jpeg, "no pixels");
}

static void survives_flipped_bytes(void **state)
{
    (void)state;
    struct image image;
    const struct bytes pictures[] = {jpeg_of(17, 9, 3), small_bmp()};
    for (size_t picture = 0; picture < 2; picture++)
        for (size_t i = 0; i < pictures[picture].size; i++)
            for (int bit = 0; bit < 8; bit++) {
                struct bytes flipped = pictures[picture];
                flipped.data[i] ^= (unsigned char)(1 << bit);
                if (decodes(flipped.data, flipped.size, &image))
                    image_free(&image);
            }
}

static void refuses_truncation_at_every_byte(void **state)
{
    (void)state;
    struct image image;
    const struct bytes pictures[] = {small_png(), jpeg_of(17, 9, 3), small_bmp()};
    for (size_t picture = 0; picture < 3; picture++) {
        for (size_t size = 0; size < pictures[picture].size; size++)
            assert_false(decodes(pictures[picture].data, size, &image));
        assert_true(decodes(pictures[picture].data, pictures[picture].size, &image));
        image_free(&image);
    }
}

static void reads_bmp_of_every_kind(void **state)
{
    (void)state;
    const double step = 1.0 / 255.0;
    struct bytes bmp = small_bmp(); /* bottom row first, blue first */
    pixel_is(&bmp, 0, 0, 1 * step, 2 * step, 3 * step);
    pixel_is(&bmp, 1, 1, 40 * step, 50 * step, 60 * step);
    bmp = bmp_of(1, (uint32_t)-2, 32, "\3\2\1\0\6\5\4\0", 8); /* top row first */
    pixel_is(&bmp, 1, 0, 4 * step, 5 * step, 6 * step);
    bmp = bmp_of(2, 1, 1, "\x40\0\0\0", 4);
    pixel_is(&bmp, 0, 0, 1.0, 0.0, 0.0);
    pixel_is(&bmp, 0, 1, 0.2, 0.4, 0.6);
    bmp = bmp_of(2, 1, 4, "\x01\0\0\0", 4);
    pixel_is(&bmp, 0, 1, 0.2, 0.4, 0.6);
    bmp = bmp_of(2, 1, 8, "\0\1\0\0", 4);
    pixel_is(&bmp, 0, 1, 0.2, 0.4, 0.6);
    bmp = bmp_of(1, 1, 16, "\x1f\0\0\0", 4);
    pixel_is(&bmp, 0, 0, 0.0, 0.0, 1.0);
}

static void refuses_bmp_that_lies(void **state)
{
    (void)state;
    struct bytes bmp = {.size = 0};
    put_bmp_header(&bmp, 100000, 100000, 24, 0, 0);
    refused(&bmp, "100000 x 100000");
    bmp.size = 0;
    put_bmp_header(&bmp, 8000, 8000, 24, 0, 0);
    refused(&bmp, "truncated");
    bmp.size = 0;
    put_bmp_header(&bmp, 1, 0x80000000, 24, 0, 0);
    refused(&bmp, "damaged");
    bmp.size = 0;
    put_bmp_header(&bmp, 1, 1, 8, 2, 1);
    refused(&bmp, "not supported");
    bmp = bmp_of(2, 1, 8, "\0\2\0\0", 4);
    refused(&bmp, "palette");
}

/* --- files ------------------------------------------------------------------------------------ */

static void reads_the_photographs(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t width, height;
    } FILES[] = {{"chelsea.png", 451, 300},
                 {"coffee.png", 600, 400},
                 {"camera.png", 512, 512},
                 {"rocket.jpg", 640, 427},
                 {"hubble_deep_field.jpg", 1000, 872}};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        char path[1024];
        struct image image;
        snprintf(path, sizeof path, "%s/%s", photographs, FILES[i].name);
        if (!image_read(path, &image, reason, sizeof reason))
            fail_msg("%s", reason);
        assert_int_equal(image.width, FILES[i].width);
        assert_int_equal(image.height, FILES[i].height);
        image_free(&image);
    }
}

static void says_why_a_file_is_no_picture(void **state)
{
    (void)state;
    const struct bytes png = small_png();
    unreadable(in_folder("missing.png"), "No such file");
    unreadable(folder, "is a folder");
    unreadable(file_of("empty.png", "", 0), "is empty");
    unreadable(file_of("text.png", "not a picture\n", 14), "is not a PNG, JPEG or BMP");
    unreadable(file_of("half.png", png.data, png.size / 2), "is truncated");
    unreadable("/dev/zero", "is not a regular file");
    assert_int_equal(mkfifo(in_folder("fifo.png"), 0600), 0);
    unreadable(in_folder("fifo.png"), "is not a regular file");
    assert_int_equal(truncate(file_of("large.png", "", 0), (off_t)IMAGE_FILE_LIMIT + 1), 0);
    unreadable(in_folder("large.png"), "is larger than 64 MiB");
}

static void writes_what_it_reads_back(void **state)
{
    (void)state;
    const float planes[6] = {0.0f, 1.0f, 0.5f, -3.0f, NAN, 1e9f};
    const double expected[6] = {0.0, 1.0, 128 / 255.0, 0.0, 0.0, 1.0};
    struct image image;
    for (size_t channels = 1; channels <= 3; channels += 2) {
        const size_t count = 6 / channels;
        const char *path = in_folder("written.png");
        if (!image_write_png(path, planes, channels, 1, count, reason, sizeof reason) ||
            !image_read(path, &image, reason, sizeof reason))
            fail_msg("%s", reason);
        assert_int_equal(image.width, count);
        for (size_t i = 0; i < 3 * count; i++)
            assert_true(fabs(image.rgb[i] - expected[channels == 1 ? i % count : i]) < 1e-6);
        image_free(&image);
    }
    struct stat info;
    const mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat(in_folder("written.png"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0666 & ~mask);
}

static void leaves_nothing_where_it_cannot_write(void **state)
{
    (void)state;
    const float grey = 0.5f;
    const size_t before = files_in_folder();
    static const char *const NAMES[] = {"", "no_such_folder/a.png", "fifo.png"};
    for (size_t i = 0; i < 3; i++) {
        const char *path = in_folder(NAMES[i]);
        assert_false(image_write_png(path, &grey, 1, 1, 1, reason, sizeof reason));
        assert_non_null(strstr(reason, path));
    }
    assert_false(image_write_png("/dev/null", &grey, 1, 1, 1, reason, sizeof reason));
    assert_false(image_write_png(in_folder("b.png"), &grey, 2, 1, 1, reason, sizeof reason));
    assert_false(image_write_png(in_folder("b.png"), &grey, 1, 0, 1, reason, sizeof reason));
    assert_false(image_write_png(in_folder("b.png"), &grey, 1, SIZE_MAX, 2, reason, sizeof reason));
    assert_int_equal(files_in_folder(), before);
}

/* --- all -------------------------------------------------------------------------------------- */

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    DIR *entries = opendir(folder);
    if (!entries)
        return -1;
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
    return rmdir(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_png_of_every_kind),
        cmocka_unit_test(keeps_all_sixteen_bits),
        cmocka_unit_test(reads_interlaced_png_of_every_small_size),
        cmocka_unit_test(refuses_png_with_any_flipped_byte),
        cmocka_unit_test(refuses_png_that_claims_too_much),
        cmocka_unit_test(refuses_png_whose_data_has_the_wrong_length),
        cmocka_unit_test(refuses_png_without_its_parts),
        cmocka_unit_test(skips_png_chunks_that_it_does_not_need),
        cmocka_unit_test(reads_jpeg_in_colour_and_grey),
        cmocka_unit_test(refuses_jpeg_that_claims_too_much),
        cmocka_unit_test(survives_flipped_bytes),
        cmocka_unit_test(refuses_truncation_at_every_byte),
        cmocka_unit_test(reads_bmp_of_every_kind),
        cmocka_unit_test(refuses_bmp_that_lies),
        cmocka_unit_test(reads_the_photographs),
        cmocka_unit_test(says_why_a_file_is_no_picture),
        cmocka_unit_test(writes_what_it_reads_back),
        cmocka_unit_test(leaves_nothing_where_it_cannot_write),
    };
    if (argc > 1)
        photographs = argv[1];
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
