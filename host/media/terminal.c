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

static ChafaCanvasConfig *configure(const ChafaTermInfo *terminal, const struct image *image,
                                    size_t columns, size_t rows)
{
    gint width = (gint)columns, height = (gint)rows;
    ChafaCanvasConfig *config = chafa_canvas_config_new();
    ChafaSymbolMap *symbols = chafa_symbol_map_new();

    chafa_calc_canvas_geometry((gint)image->width, (gint)image->height, &width, &height, 0.5f, TRUE,
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

/* Interleaved bytes of the planes; the caller's to free. */
static guint8 *bytes_of(const struct image *image)
{
    const size_t pixels = image->height * image->width;
    guint8 *bytes = malloc(3 * pixels);
    for (size_t i = 0; bytes && i < 3 * pixels; i++)
        bytes[i] = (guint8)(image->rgb[i % 3 * pixels + i / 3] * 255.0f + 0.5f);
    return bytes;
}

bool terminal_show(const char *path, size_t columns, size_t rows, char *reason, size_t reason_size)
{
    struct image image;
    if (!image_read(path, &image, reason, reason_size))
        return false;
    guint8 *bytes = bytes_of(&image);
    char **environment = g_get_environ();
    ChafaTermInfo *terminal = chafa_term_db_detect(chafa_term_db_get_default(), environment);
    ChafaCanvasConfig *config = configure(terminal, &image, columns, rows);
    ChafaCanvas *canvas = chafa_canvas_new(config);
    if (bytes) {
        chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGB8, bytes, (gint)image.width,
                                     (gint)image.height, (gint)(3 * image.width));
        GString *text = chafa_canvas_print(canvas, terminal);
        printf("%s\n", text->str);
        g_string_free(text, TRUE);
    }
    chafa_canvas_unref(canvas);
    chafa_canvas_config_unref(config);
    chafa_term_info_unref(terminal);
    g_strfreev(environment);
    free(bytes);
    image_free(&image);
    return true;
}

#else

bool terminal_shows_pictures(void)
{
    return false;
}

bool terminal_show(const char *path, size_t columns, size_t rows, char *reason, size_t reason_size)
{
    (void)path, (void)columns, (void)rows;
    snprintf(reason, reason_size, "the program was built without chafa");
    return false;
}

#endif
