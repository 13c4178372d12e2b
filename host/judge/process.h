/* A worker process: its start and its ends. */
#ifndef WORKSHOP_JUDGE_PROCESS_H
#define WORKSHOP_JUDGE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct process {
    pid_t pid;     /* the leader of a session and group of its own; 0: none */
    int job;       /* what is written here, the worker reads as its jobs; -1: closed */
    int output;    /* its standard output, */
    int errors;    /* its standard error, */
    int events;    /* and its events, to be read; each -1 once closed */
    unsigned jobs; /* that it has done */
};

/* Starts this program again as a worker. warm: a device selector for a worker that opens the device
 * and compiles something while it waits for its job, so that the job goes faster; NULL: a plain one.
 * environment: "NAME=value" texts in addition to this process's own, NULL at the end; may be NULL.
 * False if it could not be started. */
bool process_start(const char *warm, const char *const *environment, struct process *process);

#define NO_PROCESS ((struct process){0, -1, -1, -1, -1, 0})

/* Hands the worker a job, one line of text; the last one: it ends after it. False if it does not take it. */
bool process_give(struct process *process, const char *job, bool last);

/* Kills the worker with everything that it started. */
void process_kill(const struct process *process);

/* Kills it, waits for its end and closes what is open. */
void process_close(struct process *process);

#endif
