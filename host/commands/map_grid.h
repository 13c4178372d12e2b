/* The pictures of a map, on a grid of elements, as the terminal and the SVG file both show them. */
#ifndef WORKSHOP_COMMANDS_MAP_GRID_H
#define WORKSHOP_COMMANDS_MAP_GRID_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    GRID_ROWS = 16,
    GRID_COLUMNS = 128,
    GRID_SECTOR = 8, /* floats */
    CELL_EMPTY = -1,
    CELL_MANY = 32, /* more than one work-item; below: the work-item's place in its warp */
};

struct grid_row {
    char label[80];
    size_t first; /* the element that its first cell stands for */
    size_t count;
    signed char cells[GRID_COLUMNS];
};

struct grid {
    struct grid_row rows[GRID_ROWS];
    size_t row_count;
    size_t more;   /* rows that are touched too, and not shown */
    bool cut;      /* cells to the right that are touched are not shown */
    bool is_local; /* its columns are banks */
};

/* What one warp touches at one site of a map (judge/map.h), at most so many columns, a multiple of
 * GRID_SECTOR, and rows of it. */
void grid_of_site(const cJSON *buffer, const cJSON *site, size_t columns, size_t rows,
                  struct grid *grid);

/* How a cell is written: 0 to 9, then a to v for the places 10 to 31; * for several; . for none. */
char grid_letter(int cell);

/* The sectors of a buffer by work-group, one character each: a letter for one work-group, the number of
 * work-groups where there are several (* for ten and more), . for none. Rows that are equal are one. */
struct owners {
    struct {
        char label[80];
        char letters[GRID_COLUMNS + 1];
    } rows[GRID_ROWS];
    size_t row_count;
    size_t more; /* rows that are not shown */
};
void owners_of_buffer(const cJSON *buffer, size_t columns, size_t rows, struct owners *owners);

#endif
