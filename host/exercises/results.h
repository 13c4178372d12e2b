/* The latest figures of every contestant on every device, kept in .workshop/bench.json: what a kernel
 * reaches of each device's limit tells how well its speed travels. */
#ifndef WORKSHOP_EXERCISES_RESULTS_H
#define WORKSHOP_EXERCISES_RESULTS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#define RESULTS_VERSION 1 /* of the form of what `bench --json` prints, and of what is kept */

/* Keeps a bench (what `bench --json` prints): of every kernel and contestant the verified figure of
 * the last size. False with a sentence in notice. */
bool results_keep(const cJSON *bench, char *notice, size_t notice_size);

/* What is kept: {DEVICE: {KERNEL: {CONTESTANT: {"of_limit", "size"}}}}. The caller's. */
cJSON *results_read(char *notice, size_t notice_size);

/* Adds the figures of a file to devices, which have the form of results_read(); of several for the same
 * the last counts. The file is what `bench --json` printed, or a bench.json. False with a sentence in reason. */
bool results_add_file(cJSON *devices, const char *path, char *reason, size_t reason_size);

/* How well the speed of those travels that have a figure on two devices at least:
 *   {"devices": [NAME], "contestants": [{"kernel", "contestant", "of_limit": [SHARE], "harmonic_mean"}]}
 * with a share for each device, null where there is none; then there is no mean. The caller's. */
cJSON *results_portability(const cJSON *devices);

#endif
