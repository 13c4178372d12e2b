#include "map_grid.h"

#include "../exercises/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 4, ROW_OF_VECTOR = 32 };

/* --- how a buffer is laid out -------------------------------------------------------------------- */

/* Elements in a row of the picture: a row of the array, or 128 bytes of what has one row, and of local
 * memory, whose 32 banks are the columns. */
static size_t row_elements(const cJSON *buffer)
{
    const bool one_row = number_of(buffer, "rows") * number_of(buffer, "planes") <= 1;
    const bool is_local = strcmp(text_of(buffer, "space"), "local") == 0;
    return one_row || is_local ? ROW_OF_VECTOR : (size_t)number_of(buffer, "pitch");
}

/* "a, row 3", "rgb, plane 1, row 3", "x[64]". */
static void label_row(const cJSON *buffer, size_t row, size_t column, char *text, size_t size)
{
    const size_t elements = row_elements(buffer), rows = (size_t)number_of(buffer, "rows");
    const char *name = text_of(buffer, "name");
    if (elements == ROW_OF_VECTOR && (rows <= 1 || strcmp(text_of(buffer, "space"), "local") == 0))
        snprintf(text, size, "%s[%zu]", name, row * elements + column);
    else if (number_of(buffer, "planes") > 1)
        snprintf(text, size, "plane %zu row %zu", row / rows, row % rows);
    else
        snprintf(text, size, "row %zu", row);
}

/* --- one warp ----------------------------------------------------------------------------------- */

struct span {
    size_t first, last;
};

/* The columns that are touched, in whole sectors. */
static struct span touched_columns(const cJSON *site, size_t elements)
{
    struct span span = {elements, 0};
    const cJSON *lane;
    cJSON_ArrayForEach(lane, cJSON_GetObjectItem(site, "picture"))
    {
        const size_t from = (size_t)number_of(lane, "offset") / WORD;
        const size_t to =
            ((size_t)(number_of(lane, "offset") + number_of(lane, "bytes")) - 1) / WORD;
        for (size_t e = from; e <= to; e++) {
            const size_t column = e % elements;
            span.first = column < span.first ? column : span.first;
            span.last = column > span.last ? column : span.last;
        }
    }
    span.first -= span.first % GRID_SECTOR;
    span.last += GRID_SECTOR - 1 - span.last % GRID_SECTOR;
    return span;
}

/* The row of the picture for that row of the buffer, begun if it is new; NULL: there is no room. */
static struct grid_row *row_of(struct grid *grid, const cJSON *buffer, size_t row, size_t rows,
                               struct span span)
{
    const size_t elements = row_elements(buffer), first = row * elements + span.first;
    for (size_t i = 0; i < grid->row_count; i++)
        if (grid->rows[i].first == first)
            return &grid->rows[i];
    if (grid->row_count == rows)
        return NULL;
    struct grid_row *fresh = &grid->rows[grid->row_count++];
    const size_t last = span.last < elements ? span.last : elements - 1;
    fresh->first = first;
    fresh->count = last + 1 - span.first;
    memset(fresh->cells, CELL_EMPTY, sizeof fresh->cells);
    label_row(buffer, row, span.first, fresh->label, sizeof fresh->label);
    return fresh;
}

static void touch(struct grid_row *row, size_t element, int lane)
{
    const size_t column = element - row->first;
    if (column < row->count)
        row->cells[column] = (signed char)(row->cells[column] == CELL_EMPTY ? lane : CELL_MANY);
}

static int by_first(const void *a, const void *b)
{
    const struct grid_row *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

void grid_of_site(const cJSON *buffer, const cJSON *site, size_t columns, size_t rows,
                  struct grid *grid)
{
    const size_t elements = row_elements(buffer);
    struct span span = touched_columns(site, elements);
    const cJSON *lane;
    size_t hidden_row = (size_t)-1;

    *grid = (struct grid){.is_local = strcmp(text_of(buffer, "space"), "local") == 0};
    columns = columns < GRID_COLUMNS ? columns : GRID_COLUMNS;
    if (grid->is_local)
        span = (struct span){0, ROW_OF_VECTOR - 1};
    grid->cut = span.last - span.first + 1 > columns;
    if (grid->cut)
        span.last = span.first + columns - 1;
    cJSON_ArrayForEach(lane, cJSON_GetObjectItem(site, "picture"))
    {
        const size_t from = (size_t)number_of(lane, "offset") / WORD;
        const size_t to =
            ((size_t)(number_of(lane, "offset") + number_of(lane, "bytes")) - 1) / WORD;
        for (size_t e = from; e <= to; e++) {
            struct grid_row *row = row_of(grid, buffer, e / elements, rows, span);
            if (row)
                touch(row, e, (int)number_of(lane, "item") % 32);
            else if (hidden_row != e / elements)
                grid->more++;
            hidden_row = row ? hidden_row : e / elements;
        }
    }
    qsort(grid->rows, grid->row_count, sizeof grid->rows[0], by_first);
}

char grid_letter(int cell)
{
    if (cell == CELL_EMPTY)
        return '.';
    return cell == CELL_MANY ? '*' : "0123456789abcdefghijklmnopqrstuv"[cell];
}

/* --- work-groups --------------------------------------------------------------------------------- */

static char owner_letter(const cJSON *owner)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (!cJSON_IsNumber(owner))
        return '.';
    const double value = owner->valuedouble;
    if (value < 0)
        return value > -10 ? (char)('0' - (int)value) : '*';
    return LETTERS[(size_t)value % (sizeof LETTERS - 1)];
}

/* "a rows 0-15", "rgb plane 1 row 3", "x[64]": the rows that one line stands for. */
static void label_rows(const cJSON *buffer, size_t first, size_t last, size_t flat_elements,
                       char *text, size_t size)
{
    const size_t rows = (size_t)number_of(buffer, "rows");
    const char *name = text_of(buffer, "name");
    char plane[32] = "";
    if (flat_elements > 0) {
        snprintf(text, size, "%s[%zu]", name, first * flat_elements);
        return;
    }
    if (number_of(buffer, "planes") > 1)
        snprintf(plane, sizeof plane, " plane %zu", first / rows);
    if (first == last)
        snprintf(text, size, "%s%s row %zu", name, plane, first % rows);
    else
        snprintf(text, size, "%s%s rows %zu-%zu", name, plane, first % rows, last % rows);
}

void owners_of_buffer(const cJSON *buffer, size_t columns, size_t rows, struct owners *owners)
{
    const cJSON *sector = cJSON_GetArrayItem(cJSON_GetObjectItem(buffer, "owners"), 0);
    const size_t pitch = (size_t)number_of(buffer, "pitch");
    const bool flat = pitch % GRID_SECTOR != 0 || pitch / GRID_SECTOR > columns ||
                      number_of(buffer, "rows") * number_of(buffer, "planes") <= 1;
    const size_t in_row = flat ? columns : pitch / GRID_SECTOR;
    size_t first = 0;

    *owners = (struct owners){0};
    for (size_t row = 0; sector; row++) {
        char letters[GRID_COLUMNS + 1] = "";
        for (size_t i = 0; i < in_row && sector; i++, sector = sector->next)
            letters[i] = owner_letter(sector);
        const size_t count = owners->row_count;
        const bool same = !flat && row % (size_t)number_of(buffer, "rows") != 0 && count > 0 &&
                          strcmp(owners->rows[count - 1].letters, letters) == 0;
        if (!same && count == rows) {
            owners->more++;
            continue;
        }
        first = same ? first : row;
        const size_t at = same ? count - 1 : owners->row_count++;
        memcpy(owners->rows[at].letters, letters, sizeof letters);
        label_rows(buffer, first, row, flat ? in_row * GRID_SECTOR : 0, owners->rows[at].label,
                   sizeof owners->rows[at].label);
    }
}
