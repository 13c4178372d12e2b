/* Runs a worker process for a job, with a time limit for each of its stages, and collects what it
 * tells. The parent never calls OpenCL itself. */
#ifndef WORKSHOP_JUDGE_SUPERVISE_H
#define WORKSHOP_JUDGE_SUPERVISE_H

#include "events.h"
#include "process.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

enum ending {
    ENDING_DONE,    /* the worker came to its end */
    ENDING_FAILED,  /* it said why it could not (report.failed) */
    ENDING_TIMEOUT, /* a stage, or all of it, took longer than its limit; the worker was killed */
    ENDING_CRASH,   /* it died of a signal, or ended without a word */
    ENDING_INTERRUPTED, /* a signal, or the caller, told it to stop; the worker was killed */
    ENDING_NO_WORKER,   /* the process could not be started */
};

struct progress {
    /* Called at every stage; event holds "stage", "kernel", "case", "step", "steps". */
    void (*show)(void *self, const cJSON *event);
    void *self;
};

struct report {
    enum ending ending;
    int signal;                      /* that the worker died of, or that interrupted; 0 if none */
    enum stage stage;                /* the latest */
    char kernel[64], case_name[128]; /* of that stage */
    cJSON *events; /* name -> array of the events of that name, in their order; owned */
    char *output;  /* what the worker printed, kernels' printf included, at most OUTPUT_LIMIT bytes;
                    * owned */
    bool output_cut; /* there was more */
    double waited_s; /* ENDING_TIMEOUT: the limit, */
    bool whole;      /* that of all stages together */
};

enum { OUTPUT_LIMIT = 64 << 10 };

/* How a job is to be run. */
struct order {
    const cJSON *job;
    double timeout_s;                /* seconds that a build or a case may take */
    const char *const *environment;  /* added to the worker's own (process.h); may be NULL */
    const struct progress *progress; /* may be NULL */
    struct process
        *worker;    /* one that waits for a job, or none: a new one is started. Gets back one that
                             * waits for the next, or none if it did not come to its end. NULL: a new
                             * one is started, which ends with this job */
    double limit_s; /* seconds that the whole job may take; 0: any */
    int cancel;     /* a descriptor that becomes readable when the job is to be stopped; while it
                     * is above 0, signals are the caller's affair */
};

void supervise(const struct order *order, struct report *report);
void report_free(struct report *report);

/* The events of that name: an array, possibly empty. */
const cJSON *report_events(const struct report *report, const char *name);

#endif
