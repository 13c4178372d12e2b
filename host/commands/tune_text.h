/* A search for the best values, for a person to read. */
#ifndef WORKSHOP_COMMANDS_TUNE_TEXT_H
#define WORKSHOP_COMMANDS_TUNE_TEXT_H

#include "../judge/search.h"

/* What is about to be searched; device: device_describe() gives it. */
void print_search_header(const struct search_request *request, const cJSON *device, bool chosen);

/* The best candidates in a table, what failed, and what it comes to. */
void print_search(const struct search_request *request, const struct search *search);

/* One line of values, "TILE_X = 64, LOCAL_X = 16"; "the file's own values" for TUNING_DEFAULTS. */
void print_candidate_values(char *text, size_t size, const struct tuning *tuning, uint64_t number);

#endif
