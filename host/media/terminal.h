/* Pictures in the terminal. */
#ifndef WORKSHOP_MEDIA_TERMINAL_H
#define WORKSHOP_MEDIA_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether standard output can show pictures: a terminal, and the program was built with chafa. */
bool terminal_shows_pictures(void);

/* Prints the picture file (PNG, JPEG, BMP) on standard output in at most columns x rows character
 * cells, by the best means that the terminal has: sixel, kitty, iTerm2 or Unicode blocks. False with
 * one sentence in reason if the file cannot be read. */
bool terminal_show(const char *path, size_t columns, size_t rows, char *reason, size_t reason_size);

#endif
