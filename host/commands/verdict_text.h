/* A verdict for a person to read. */
#ifndef WORKSHOP_COMMANDS_VERDICT_TEXT_H
#define WORKSHOP_COMMANDS_VERDICT_TEXT_H

#include "../exercises/exercise.h"

#include <cjson/cJSON.h>

/* The verdict on one file, as verdict_reach() gives it. chosen: a device was asked for. */
void print_verdict(const struct exercise *exercise, const cJSON *verdict, bool chosen);

/* Several verdicts as one table: exercise, kernel, cases passed, speed, share of the limit. */
void print_table(const cJSON *verdicts);

/* Which device the verdict was reached on, and how to choose another. */
void print_device_line(const cJSON *verdict, bool chosen);

/* "61.23 GB/s" or "31389 GFLOP/s". */
void speed_text(char *text, size_t size, double speed, bool flops);

/* Whether nothing is wrong, but a kernel of several is still to be written. */
bool verdict_is_unfinished(const cJSON *verdict);

/* "TILE_X = 64, LOCAL_X = 16" from build options like "-D TILE_X=64 -D LOCAL_X=16". */
void values_text(char *text, size_t size, const char *options);

#endif
