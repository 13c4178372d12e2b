/* The search for the best values of a file's parameters: every combination where there are few, else
 * random ones and then the neighbours of the best. */
#ifndef WORKSHOP_JUDGE_SEARCH_H
#define WORKSHOP_JUDGE_SEARCH_H

#include "candidates.h"

/* Combinations up to which all of them are tried, unless a budget says otherwise. */
enum { SEARCH_SMALL = 256, SEARCH_KNOWN = 2 };

struct search_request {
    const struct exercise *exercise;
    const char *kernel_file;
    const char *solution_file; /* verdict.h; NULL: none */
    const char *device;        /* selector; NULL: the default */
    const struct tuning *tuning;
    struct case_size size;
    uint64_t seed;
    double timeout_s;
    double seconds;               /* that the search may take; 0: no limit */
    uint64_t trials;              /* candidates that may be run; 0: no limit */
    uint64_t known[SEARCH_KNOWN]; /* combinations that were good before: tried first */
    size_t known_count;
    const struct progress *progress; /* its event's "case" says how far; may be NULL */
};

/* What was found. Candidates are named by their index. */
struct search {
    struct candidate *candidates; /* all that were tried; owned */
    size_t count;
    size_t *order; /* the right ones, the fastest first; owned */
    size_t right;  /* how many */
    size_t best;   /* order[0], unless the file's own values are as good; count: none is right */
    size_t own;    /* the file's own values; always tried */
    double factor; /* how many times as fast the best is as the file's own; 0: not known */
    double bytes, flops; /* of a launch of all kernels */
    bool exhaustive;     /* every combination was to be tried */
    bool out_of_budget, interrupted;
    int status; /* exit status: 0; 1 no candidate is right; 2, 3 as everywhere; 128 + signal */
    char trouble[640]; /* a sentence where the status is not 0 */
    cJSON *device;     /* device_describe() gives it; NULL if it was never opened; owned */
};

void search_run(const struct search_request *request, struct search *search);
void search_free(struct search *search);

/* How many candidates are in that state. */
size_t search_count(const struct search *search, enum candidate_state state);

#endif
