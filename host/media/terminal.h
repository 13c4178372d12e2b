/* Pictures in the terminal. */
#ifndef WORKSHOP_MEDIA_TERMINAL_H
#define WORKSHOP_MEDIA_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether standard output can show pictures: a terminal, and the program was built with chafa. */
bool terminal_shows_pictures(void);

enum { TERMINAL_PICTURES = 4 }; /* most that stand side by side */

/* Prints 1 to TERMINAL_PICTURES picture files (PNG, JPEG, BMP), side by side and equally high, on
 * standard output in at most columns x rows character cells, by the best means that the terminal has:
 * sixel, kitty, iTerm2 or Unicode blocks. False with one sentence in reason if a file cannot be read. */
bool terminal_show(const char *const *paths, size_t count, size_t columns, size_t rows,
                   char *reason, size_t reason_size);

#endif
