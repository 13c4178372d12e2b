#include "terminal.h"

#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef WORKSHOP_HAVE_CHAFA
#include <chafa.h>

bool terminal_shows_pictures(void)
{
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* The best of what the terminal says that it can do. */
static ChafaPixelMode best_pixels(const ChafaTermInfo *terminal)
{
    if (chafa_term_info_have_seq(terminal, CHAFA_TERM_SEQ_BEGIN_KITTY_IMMEDIATE_IMAGE_V1))
        return CHAFA_PIXEL_MODE_KITTY;
    if (chafa_term_info_have_seq(terminal, CHAFA_TERM_SEQ_BEGIN_ITERM2_IMAGE))
        return CHAFA_PIXEL_MODE_ITERM2;
    if (chafa_term_info_have_seq(terminal, CHAFA_TERM_SEQ_BEGIN_SIXELS))
        return CHAFA_PIXEL_MODE_SIXELS;
    return CHAFA_PIXEL_MODE_SYMBOLS;
}

static ChafaCanvasMode best_colours(const ChafaTermInfo *terminal)
{
    const char *no_colour = getenv("NO_COLOR");
    if (no_colour && *no_colour)
        return CHAFA_CANVAS_MODE_FGBG;
    if (chafa_term_info_have_seq(terminal, CHAFA_TERM_SEQ_SET_COLOR_FGBG_DIRECT))
        return CHAFA_CANVAS_MODE_TRUECOLOR;
    if (chafa_term_info_have_seq(terminal, CHAFA_TERM_SEQ_SET_COLOR_FGBG_256))
        return CHAFA_CANVAS_MODE_INDEXED_240;
    return CHAFA_CANVAS_MODE_INDEXED_16;
}

static ChafaCanvasConfig *configure(const ChafaTermInfo *terminal, size_t pixels_across,
                                    size_t pixels_down, size_t columns, size_t rows)
{
    gint width = (gint)columns, height = (gint)rows;
    ChafaCanvasConfig *config = chafa_canvas_config_new();
    ChafaSymbolMap *symbols = chafa_symbol_map_new();

    chafa_calc_canvas_geometry((gint)pixels_across, (gint)pixels_down, &width, &height, 0.5f, TRUE,
                               FALSE);
    chafa_symbol_map_add_by_tags(symbols, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_BLOCK);
    chafa_canvas_config_set_symbol_map(config, symbols);
    chafa_canvas_config_set_pixel_mode(config, best_pixels(terminal));
    chafa_canvas_config_set_canvas_mode(config, best_colours(terminal));
    chafa_canvas_config_set_geometry(config, width, height);
    chafa_canvas_config_set_cell_geometry(config, 10, 20);
    chafa_symbol_map_unref(symbols);
    return config;
}

/* Several pictures in one, of interleaved bytes. */
struct strip {
    size_t height, width;
    guint8 *bytes; /* owned */
};

/* How wide the picture is at that height; at least 1. */
static size_t scaled_width(const struct image *image, size_t height)
{
    const size_t width = image->width * height / image->height;
    return width > 0 ? width : 1;
}

static void paint(const struct image *image, struct strip *strip, size_t left)
{
    const size_t plane = image->height * image->width, width = scaled_width(image, strip->height);
    for (size_t y = 0; y < strip->height; y++)
        for (size_t x = 0; x < width; x++) {
            const size_t from =
                y * image->height / strip->height * image->width + x * image->width / width;
            guint8 *to = strip->bytes + 3 * (y * strip->width + left + x);
            for (size_t p = 0; p < 3; p++)
                to[p] = (guint8)(image->rgb[p * plane + from] * 255.0f + 0.5f);
        }
}

/* Side by side, as high as the first, with gaps between them. False: out of memory. */
static bool make_strip(const struct image *images, size_t count, struct strip *strip)
{
    const size_t gap = images[0].height / 24;
    size_t left = 0;
    *strip = (struct strip){.height = images[0].height};
    for (size_t i = 0; i < count; i++)
        strip->width += scaled_width(&images[i], strip->height) + (i ? gap : 0);
    strip->bytes = calloc(strip->height * strip->width, 3);
    for (size_t i = 0; strip->bytes && i < count; i++) {
        paint(&images[i], strip, left);
        left += scaled_width(&images[i], strip->height) + gap;
    }
    return strip->bytes != NULL;
}

static void print_strip(const struct strip *strip, size_t columns, size_t rows)
{
    char **environment = g_get_environ();
    ChafaTermInfo *terminal = chafa_term_db_detect(chafa_term_db_get_default(), environment);
    ChafaCanvasConfig *config = configure(terminal, strip->width, strip->height, columns, rows);
    ChafaCanvas *canvas = chafa_canvas_new(config);
    chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGB8, strip->bytes, (gint)strip->width,
                                 (gint)strip->height, (gint)(3 * strip->width));
    GString *text = chafa_canvas_print(canvas, terminal);
    printf("%s\n", text->str);
    g_string_free(text, TRUE);
    chafa_canvas_unref(canvas);
    chafa_canvas_config_unref(config);
    chafa_term_info_unref(terminal);
    g_strfreev(environment);
}

bool terminal_show(const char *const *paths, size_t count, size_t columns, size_t rows,
                   char *reason, size_t reason_size)
{
    struct image images[TERMINAL_PICTURES] = {0};
    struct strip strip = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        ok = image_read(paths[i], &images[i], reason, reason_size);
    if (ok && !make_strip(images, count, &strip)) {
        snprintf(reason, reason_size, "there is not enough memory for %s", paths[0]);
        ok = false;
    }
    if (ok)
        print_strip(&strip, columns, rows);
    free(strip.bytes);
    for (size_t i = 0; i < count; i++)
        image_free(&images[i]);
    return ok;
}

#else

bool terminal_shows_pictures(void)
{
    return false;
}

bool terminal_show(const char *const *paths, size_t count, size_t columns, size_t rows,
                   char *reason, size_t reason_size)
{
    (void)paths, (void)count, (void)columns, (void)rows;
    snprintf(reason, reason_size, "the program was built without chafa");
    return false;
}

#endif
