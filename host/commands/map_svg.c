#include "map_svg.h"

#include "map_grid.h"

#include "../exercises/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MARGIN = 24,
    CELL = 18,
    LINE = 20,
    LABEL = 210,
    COLUMNS = 40,
    ROWS = 12,
    TEXT_COLUMNS = 106
};

/* The page grows downwards: what is drawn goes to file, y is where the next thing begins. */
struct page {
    FILE *file;
    int y;
};

/* --- text --------------------------------------------------------------------------------------- */

static void put_text(FILE *file, const char *text, size_t length)
{
    for (size_t i = 0; i < length && text[i]; i++) {
        switch (text[i]) {
        case '<':
            fputs("&lt;", file);
            break;
        case '>':
            fputs("&gt;", file);
            break;
        case '&':
            fputs("&amp;", file);
            break;
        case '"':
            fputs("&quot;", file);
            break;
        default:
            fputc((unsigned char)text[i] < ' ' ? ' ' : text[i], file);
        }
    }
}

static void put_line(struct page *page, int x, const char *style, const char *text, size_t length)
{
    fprintf(page->file, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, page->y + 14, style);
    put_text(page->file, text, length);
    fprintf(page->file, "</text>\n");
    page->y += LINE;
}

/* A paragraph, broken at spaces. */
static void put_paragraph(struct page *page, int x, const char *style, const char *text)
{
    while (*text) {
        size_t length = strlen(text);
        if (length > TEXT_COLUMNS) {
            length = TEXT_COLUMNS;
            while (length > 0 && text[length] != ' ')
                length--;
        }
        length = length > 0 ? length : TEXT_COLUMNS;
        put_line(page, x, style, text, length);
        text += length;
        text += strspn(text, " ");
    }
}

/* --- grids -------------------------------------------------------------------------------------- */

/* A hue for each place in the warp, so that neighbours differ little and far ones much. */
static void put_cell(const struct page *page, int x, int cell)
{
    static const char *const shape = "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" ";
    fprintf(page->file, shape, x, page->y, CELL, CELL);
    if (cell == CELL_EMPTY)
        fprintf(page->file, "fill=\"#f4f4f4\" stroke=\"#ddd\"/>\n");
    else if (cell == CELL_MANY)
        fprintf(page->file, "fill=\"#555\" stroke=\"#fff\"/>\n");
    else
        fprintf(page->file, "fill=\"hsl(%d,70%%,72%%)\" stroke=\"#fff\"/>\n", cell * 9);
    if (cell == CELL_EMPTY)
        return;
    fprintf(page->file, "<text x=\"%d\" y=\"%d\" class=\"cell\"%s>", x + CELL / 2, page->y + 13,
            cell == CELL_MANY ? " fill=\"#fff\"" : "");
    if (cell == CELL_MANY)
        fprintf(page->file, "*</text>\n");
    else
        fprintf(page->file, "%d</text>\n", cell);
}

static void put_bar(const struct page *page, int x)
{
    fprintf(page->file, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#333\"/>\n", x,
            page->y - 2, x, page->y + CELL + 2);
}

static void put_row(struct page *page, const struct grid_row *row, bool is_local)
{
    int x = MARGIN + LABEL;
    fprintf(page->file, "<text x=\"%d\" y=\"%d\" class=\"label\">", MARGIN + LABEL - 8,
            page->y + 13);
    put_text(page->file, row->label, sizeof row->label);
    fprintf(page->file, "</text>\n");
    for (size_t i = 0; i < row->count; i++, x += CELL) {
        put_cell(page, x, row->cells[i]);
        if (!is_local && (row->first + i) % GRID_SECTOR == 0)
            put_bar(page, x);
    }
    if (!is_local && (row->first + row->count) % GRID_SECTOR == 0)
        put_bar(page, x);
    page->y += CELL + 4;
}

static void put_banks(struct page *page)
{
    fprintf(page->file, "<text x=\"%d\" y=\"%d\" class=\"label\">bank</text>\n", MARGIN + LABEL - 8,
            page->y + 13);
    for (int bank = 0; bank < 32; bank += 4)
        fprintf(page->file, "<text x=\"%d\" y=\"%d\" class=\"cell\">%d</text>\n",
                MARGIN + LABEL + bank * CELL + CELL / 2, page->y + 13, bank);
    page->y += CELL;
}

static void put_grid(struct page *page, const struct grid *grid)
{
    char text[80];
    if (grid->is_local)
        put_banks(page);
    for (size_t i = 0; i < grid->row_count; i++)
        put_row(page, &grid->rows[i], grid->is_local);
    if (grid->more > 0) {
        snprintf(text, sizeof text, "... and %zu more rows like these", grid->more);
        put_line(page, MARGIN + LABEL, "small", text, sizeof text);
    }
}

/* --- the parts of a map -------------------------------------------------------------------------- */

static const cJSON *buffer_named(const cJSON *kernel, const char *name)
{
    const cJSON *buffer;
    cJSON_ArrayForEach(buffer, cJSON_GetObjectItem(kernel, "buffers"))
    {
        if (strcmp(text_of(buffer, "name"), name) == 0)
            return buffer;
    }
    return NULL;
}

static void put_site(struct page *page, const cJSON *kernel, const cJSON *site,
                     const cJSON *previous, const struct source *source)
{
    struct grid grid;
    char code[256], head[400];
    const cJSON *lines = cJSON_GetObjectItem(site, "lines"), *line = cJSON_GetArrayItem(lines, 0);
    page->y += LINE / 2;
    if (!previous || !cJSON_Compare(cJSON_GetObjectItem(previous, "lines"), lines, true)) {
        source_line(source, line ? (size_t)line->valueint : 0, code, sizeof code);
        snprintf(head, sizeof head, "line %d: %s", line ? line->valueint : 0,
                 code + strspn(code, " \t"));
        put_line(page, MARGIN, "code", head, sizeof head);
    }
    snprintf(head, sizeof head, "%ss %s", text_of(site, "kind"), text_of(site, "buffer"));
    put_line(page, MARGIN, "head", head, sizeof head);
    grid_of_site(buffer_named(kernel, text_of(site, "buffer")), site, COLUMNS, ROWS, &grid);
    put_grid(page, &grid);
    put_paragraph(page, MARGIN + LABEL, "text", text_of(site, "sentence"));
}

static void put_owners(struct page *page, const cJSON *buffer)
{
    struct owners owners;
    owners_of_buffer(buffer, COLUMNS, ROWS, &owners);
    for (size_t i = 0; i < owners.row_count; i++) {
        int x = MARGIN + LABEL;
        fprintf(page->file, "<text x=\"%d\" y=\"%d\" class=\"label\">", x - 8, page->y + 13);
        put_text(page->file, owners.rows[i].label, sizeof owners.rows[i].label);
        fprintf(page->file, "</text>\n");
        for (const char *letter = owners.rows[i].letters; *letter; letter++, x += CELL) {
            const bool one = *letter >= 'A';
            fprintf(
                page->file,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" stroke=\"#fff\" "
                "fill=\"hsl(%d,%d%%,%d%%)\"/><text x=\"%d\" y=\"%d\" class=\"cell\">%c</text>\n",
                x, page->y, CELL, CELL, one ? (*letter - 'A') * 67 % 360 : 0, one ? 60 : 0,
                *letter == '.' ? 96 : 80, x + CELL / 2, page->y + 13, *letter);
        }
        page->y += CELL + 4;
    }
    page->y += 6;
}

static void put_kernel(struct page *page, const cJSON *kernel, const struct source *source)
{
    char head[300];
    const cJSON *part, *previous = NULL;
    page->y += LINE;
    snprintf(head, sizeof head, "%s, %s", text_of(kernel, "kernel"), text_of(kernel, "case"));
    put_line(page, MARGIN, "title", head, sizeof head);
    put_line(
        page, MARGIN, "text",
        "Which work-group touches what. A square is a sector of 32 bytes, 8 floats; a letter is a "
        "work-group, a digit how many of them.",
        200);
    cJSON_ArrayForEach(part, cJSON_GetObjectItem(kernel, "buffers"))
    {
        if (strcmp(text_of(part, "space"), "global") == 0)
            put_owners(page, part);
    }
    put_line(
        page, MARGIN, "text",
        "Which work-item of the first warp touches what, line by line. A square is an element of 4 "
        "bytes; a bar begins a sector.",
        200);
    cJSON_ArrayForEach(part, cJSON_GetObjectItem(kernel, "sites"))
    {
        put_site(page, kernel, part, previous, source);
        previous = part;
    }
}

bool map_write_svg(const char *path, const cJSON *map, const struct source *source)
{
    char *body = NULL;
    size_t size = 0;
    struct page page = {open_memstream(&body, &size), MARGIN};
    const cJSON *kernel;
    if (!page.file)
        return false;
    put_line(&page, MARGIN, "code", source->name, strlen(source->name));
    cJSON_ArrayForEach(kernel, cJSON_GetObjectItem(map, "kernels"))
        put_kernel(&page, kernel, source);
    fclose(page.file);
    FILE *file = fopen(path, "w");
    const int width = 2 * MARGIN + LABEL + COLUMNS * CELL;
    if (file) {
        fprintf(file,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                "font-family=\"sans-serif\">\n<style>.title{font-size:18px;font-weight:bold}"
                ".text{font-size:13px}.small{font-size:12px;fill:#666}"
                ".head{font-size:13px;font-weight:bold}.code{font-size:13px;font-family:monospace}"
                ".cell{font-size:10px;text-anchor:middle}.label{font-size:12px;text-anchor:end;"
                "font-family:monospace}</style>\n<rect width=\"100%%\" height=\"100%%\" "
                "fill=\"#fff\"/>\n",
                width, page.y + MARGIN);
        fwrite(body, 1, size, file);
        fprintf(file, "</svg>\n");
    }
    free(body);
    return file && fclose(file) == 0;
}
