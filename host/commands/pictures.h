/* The pictures of a verdict in the terminal. */
#ifndef WORKSHOP_COMMANDS_PICTURES_H
#define WORKSHOP_COMMANDS_PICTURES_H

#include "options.h"

#include <cjson/cJSON.h>

/* Shows the first few pictures, those that are wrong before the others: the photograph, what the kernel
 * made of it, and, where that is wrong, the difference; side by side where the window is wide enough.
 * Where the terminal shows none, nothing: their paths are printed with the verdict. */
void show_pictures(const struct options *options, const cJSON *verdict);

#endif
