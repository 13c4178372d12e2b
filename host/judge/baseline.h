/* What a kernel is measured beside: CLBlast where it does the same, and copying as many bytes. */
#ifndef WORKSHOP_JUDGE_BASELINE_H
#define WORKSHOP_JUDGE_BASELINE_H

#include "../exercises/exercise.h"
#include "../opencl/copy.h"
#include "measure.h"
#include "trial.h"

struct copy_way {
    const struct copier *copier;
    int way;
};

struct baseline {
    bool copies; /* the copier is open */
    struct copier copier;
    struct copy_way ways[COPY_WAYS];
};

/* Copying half of the case's bytes, which moves all of them, every way: COPY_WAYS contestants called
 * "copy". Returns how many there are: none if the device cannot. */
size_t baseline_open_copies(const struct session *session, const struct test_case *test,
                            struct baseline *baseline, struct contestant *contestants);
void baseline_close(struct baseline *baseline);

/* Of COPY_WAYS contestants that were measured, the fastest becomes the first. */
void baseline_keep_fastest(struct contestant *copies);

/* CLBlast with the trial's own buffers, as a contestant called "clblast"; it is run once to see
 * whether it can, with its stage announced (events.h). False: it cannot, or there is none. */
bool baseline_clblast(const struct exercise *exercise, struct trial *trial,
                      struct contestant *contestant);

#endif
