/* The latest figures of every contestant on every device, kept in .workshop/bench.json: what a kernel
 * reaches of each device's limit tells how well its speed travels. */
#ifndef WORKSHOP_EXERCISES_RESULTS_H
#define WORKSHOP_EXERCISES_RESULTS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/* Keeps a bench (what `bench --json` prints): of every kernel and contestant the verified figure of
 * the last size. False with a sentence in notice. */
bool results_keep(const cJSON *bench, char *notice, size_t notice_size);

/* What is kept: {DEVICE: {KERNEL: {CONTESTANT: {"of_limit", "size"}}}}. The caller's. */
cJSON *results_read(char *notice, size_t notice_size);

#endif
