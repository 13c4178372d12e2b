/* What `bench` found, for a person and for a spreadsheet. */
#ifndef WORKSHOP_COMMANDS_BENCH_TEXT_H
#define WORKSHOP_COMMANDS_BENCH_TEXT_H

#include "../exercises/exercise.h"

#include <cjson/cJSON.h>

/* bench: as `bench --json` prints it. ladder: a rung's factor over the one below is shown. */
void print_bench(const struct exercise *exercise, const cJSON *bench, bool ladder);
void print_bench_csv(const struct exercise *exercise, const cJSON *bench);

/* portability: what results_portability() gives. */
void print_portability(const cJSON *portability);

#endif
