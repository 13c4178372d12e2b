/* Writes pictures of every kind into a folder, and some whose headers claim 100,000 x 100,000
 * pixels. Usage: make_pictures FOLDER */
#include "jpeg.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

enum { WIDTH = 23, HEIGHT = 17, HUGE = 100000 };
enum { GREY = 0, RGB = 2, GREY_ALPHA = 4, RGBA = 6 };

static const char *folder;

static FILE *create(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file) {
        perror(path);
        exit(1);
    }
    return file;
}

static void append(void *file, void *bytes, int size)
{
    fwrite(bytes, 1, (size_t)size, file);
}

/* --- PNG --------------------------------------------------------------------------------------- */

static void big_endian(unsigned char four[4], uint32_t value)
{
    for (int i = 0; i < 4; i++)
        four[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void write_chunk(FILE *file, const char *type, const unsigned char *data, size_t size)
{
    unsigned char four[4];
    uLong sum = crc32(0, (const unsigned char *)type, 4);

    sum = size > 0 ? crc32(sum, data, (uInt)size) : sum;
    big_endian(four, (uint32_t)size);
    fwrite(four, 1, 4, file);
    fwrite(type, 1, 4, file);
    fwrite(data, 1, size, file);
    big_endian(four, (uint32_t)sum);
    fwrite(four, 1, 4, file);
}

/* A PNG of noise whose header claims that width and height. */
static void write_png(const char *name, int kind, int bits, uint32_t width, uint32_t height)
{
    static const int CHANNELS[] = {[GREY] = 1, [RGB] = 3, [GREY_ALPHA] = 2, [RGBA] = 4};
    static unsigned char rows[HEIGHT][1 + WIDTH * 8], packed[sizeof rows + 1024];
    unsigned char header[13] = {0}, lines[sizeof rows];
    const size_t row = 1 + (size_t)(WIDTH * CHANNELS[kind] * bits / 8);
    uLongf size = sizeof packed;
    FILE *file = create(name);

    for (size_t i = 0; i < sizeof lines; i++)
        lines[i] = i % row == 0 ? 0 : (unsigned char)rand();
    compress(packed, &size, lines, row * HEIGHT);
    if (width == 1 && height == 1)
        size = sizeof packed,
        compress(packed, &size, lines, 1 + (uLong)(CHANNELS[kind] * bits / 8));
    big_endian(header, width);
    big_endian(header + 4, height);
    header[8] = (unsigned char)bits;
    header[9] = (unsigned char)kind;
    fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
    write_chunk(file, "IHDR", header, sizeof header);
    write_chunk(file, "IDAT", packed, size);
    write_chunk(file, "IEND", header, 0);
    fclose(file);
}

/* --- JPEG and BMP ------------------------------------------------------------------------------ */

static void write_others(void)
{
    unsigned char pixels[WIDTH * HEIGHT * 3];
    FILE *jpeg = create("rgb.jpg"), *bmp = create("rgb.bmp");

    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (unsigned char)rand();
    jpeg_write(append, jpeg, WIDTH, HEIGHT, 3, pixels, 90);
    stbi_write_bmp_to_func(append, bmp, WIDTH, HEIGHT, 3, pixels);
    fclose(jpeg);
    fclose(bmp);
}

/* A copy of the file with other bytes at one place, counted from the first mark. */
static void write_copy_with(const char *from, const char *to, const char *mark, size_t mark_size,
                            size_t offset, const unsigned char *bytes, size_t size)
{
    unsigned char all[16384];
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, from);
    FILE *original = fopen(path, "rb"), *copy = create(to);
    const size_t length = original ? fread(all, 1, sizeof all, original) : 0;
    unsigned char *at = memmem(all, length, mark, mark_size);
    if (!at || length == sizeof all)
        exit(1);
    memcpy(at + offset, bytes, size);
    fwrite(all, 1, length, copy);
    fclose(original);
    fclose(copy);
}

static void write_huge(void)
{
    /* A JPEG can claim 65,535 at most. */
    static const unsigned char JPEG_SIZE[4] = {0xff, 0xff, 0xff, 0xff};
    static const unsigned char BMP_SIZE[8] = {0xa0, 0x86, 0x01, 0x00, 0xa0, 0x86, 0x01, 0x00};

    write_png("huge.png", RGB, 8, HUGE, HUGE);
    write_copy_with("rgb.jpg", "huge.jpg", "\xff\xc0", 2, 5, JPEG_SIZE, sizeof JPEG_SIZE);
    write_copy_with("rgb.bmp", "huge.bmp", "BM", 2, 18, BMP_SIZE, sizeof BMP_SIZE);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    folder = argv[1];
    write_png("one_pixel.png", RGB, 8, 1, 1);
    write_png("grey.png", GREY, 8, WIDTH, HEIGHT);
    write_png("grey_alpha.png", GREY_ALPHA, 8, WIDTH, HEIGHT);
    write_png("rgb.png", RGB, 8, WIDTH, HEIGHT);
    write_png("rgba.png", RGBA, 8, WIDTH, HEIGHT);
    write_png("rgb_16_bit.png", RGB, 16, WIDTH, HEIGHT);
    write_others();
    write_huge();
    return 0;
}
