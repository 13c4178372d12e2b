/* A map as a picture in a file. */
#ifndef WORKSHOP_COMMANDS_MAP_SVG_H
#define WORKSHOP_COMMANDS_MAP_SVG_H

#include "../opencl/source.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Draws the map (commands/map.c) of the source into the file. False: it cannot be written. */
bool map_write_svg(const char *path, const cJSON *map, const struct source *source);

#endif
