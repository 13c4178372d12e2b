/* Candidates of a tuner, and the workers that try them (tune.h). A candidate that crashes its worker or
 * hangs has failed, and costs nothing but its own time: the others go on in a new worker. */
#ifndef WORKSHOP_JUDGE_CANDIDATES_H
#define WORKSHOP_JUDGE_CANDIDATES_H

#include "../exercises/exercise.h"
#include "../exercises/tuning.h"
#include "supervise.h"
#include "tune.h"

#include <pthread.h>

enum candidate_state {
    CANDIDATE_WAITING, /* to be checked */
    CANDIDATE_CHECKED, /* right on small cases, to be timed */
    CANDIDATE_UNBUILT, /* does not compile, which #error means too */
    CANDIDATE_FAILED,  /* wrong, hung, crashed, or asks for more than the device has */
    CANDIDATE_SLOW,    /* several times the best; its time is that of two launches */
    CANDIDATE_RIGHT,   /* timed and verified */
};

struct candidate {
    uint64_t number; /* a combination of the space, or TUNING_DEFAULTS */
    enum candidate_state state;
    bool final; /* its times are those of turns with the other best */
    double median_ms[TUNE_KERNELS], min_ms[TUNE_KERNELS]; /* of each kernel */
    char why[256]; /* in a few words, where it is not right */
};

/* Over all kernels, in milliseconds. */
double candidate_ms(const struct candidate *candidate);
double candidate_least_ms(const struct candidate *candidate); /* of the fastest launches */

/* What workers are told, and what stops them. */
struct crew {
    const struct exercise *exercise;
    const char *kernel_file;
    const char *device; /* selector; NULL: the default */
    const struct tuning *tuning;
    struct case_size size;
    uint64_t seed;
    double timeout_s; /* for each build and each launch */
    size_t workers;   /* that check at the same time */
    struct candidate *candidates;
    size_t count, room;
    double best_ms[TUNE_KERNELS]; /* of the best so far; 0: none */
    double end_s; /* on the clock of crew_clock(): no candidate is begun later; 0: no end */
    int cancel;   /* supervise.h */
    const struct progress *progress; /* told at every step, by several threads, one at a time */
    pthread_mutex_t lock;            /* for progress, and what follows */
    size_t begun;                    /* candidates that were begun to be checked */
    cJSON *device_found;             /* device_describe() gives it; NULL at first; owned */
    double bytes, flops;             /* of the cases that are timed, all kernels together */
    _Atomic bool stopped;            /* cancelled, or broken: see status */
    int status;                      /* exit status of a breakdown; 0: none */
    char trouble[512];               /* and its sentence */
};

double crew_clock(void); /* seconds */

void crew_open(struct crew *crew);
void crew_close(struct crew *crew);

/* Adds a candidate unless it is known. Returns whether it did. */
bool crew_add(struct crew *crew, uint64_t number);

/* Compiles the waiting ones and judges them on small cases, several at the same time; which also fills
 * the driver's cache of programs. At most eight for each worker; the others go on waiting. */
void crew_check(struct crew *crew);

/* Times and verifies the checked ones, one after the other. */
void crew_measure(struct crew *crew);

/* Times these in turns, at most TUNE_BATCH, and verifies them. */
void crew_measure_in_turns(struct crew *crew, const size_t *indices, size_t count);

#endif
