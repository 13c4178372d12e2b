#include "jpeg.h"

#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

void jpeg_write(void (*write)(void *context, void *bytes, int size), void *context, int width,
                int height, int channels, const unsigned char *pixels, int quality)
{
    stbi_write_jpg_to_func(write, context, width, height, channels, pixels, quality);
}
