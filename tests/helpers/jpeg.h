/* A JPEG writer for the tests: stb's, compiled without sanitizers, which object to its shifts. */
#ifndef WORKSHOP_TESTS_JPEG_H
#define WORKSHOP_TESTS_JPEG_H

/* Hands the file's bytes to write, piece by piece. channels: 1 or 3; quality: 1 to 100. */
void jpeg_write(void (*write)(void *context, void *bytes, int size), void *context, int width,
                int height, int channels, const unsigned char *pixels, int quality);

#endif
