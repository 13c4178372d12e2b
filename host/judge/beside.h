/* Something that goes on beside the judgement, on a thread of its own. */
#ifndef WORKSHOP_JUDGE_BESIDE_H
#define WORKSHOP_JUDGE_BESIDE_H

#include <pthread.h>
#include <stdbool.h>

struct beside {
    void (*run)(struct beside *self); /* the first member of what it works on */
    pthread_t thread;
    int cancel
        [2]; /* a pipe; for run, cancel[0] becomes readable when it is to stop (supervise.h) */
};

/* Begins run on a new thread; false if that cannot be. */
bool beside_start(struct beside *beside, void (*run)(struct beside *self));

/* Waits for its end, which comes at once unless it is wanted. */
void beside_join(struct beside *beside, bool wanted);

#endif
