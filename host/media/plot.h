/* Plots of what `bench` measured, drawn by gnuplot. */
#ifndef WORKSHOP_MEDIA_PLOT_H
#define WORKSHOP_MEDIA_PLOT_H

#include "../exercises/exercise.h"

#include <cjson/cJSON.h>

/* Whether the path ends in .svg or .png and gnuplot is installed; else a sentence in reason. */
bool plot_possible(const char *path, char *reason, size_t reason_size);

/* Draws into the file, for each of the exercise's kernels: speed over size, and the roofline with
 * every contestant on it at its last size. bench: as `bench --json` prints it. False with a sentence in
 * reason. */
bool plot_bench(const struct exercise *exercise, const cJSON *bench, const char *path, char *reason,
                size_t reason_size);

#endif
