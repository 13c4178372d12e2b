/* Missing barriers and data races: small cases under Oclgrind, the simulator that watches every
 * access. */
#ifndef WORKSHOP_JUDGE_RACES_H
#define WORKSHOP_JUDGE_RACES_H

#include "verdict.h"

/* A look at a file that may go on beside its judgement. */
struct races;

/* Begins to run the request's kernels under Oclgrind, unless speed is to be measured, which another
 * process would disturb. NULL: nothing runs beside. */
struct races *races_start(const struct verdict_request *request);

/* Ends it, or does it now if it did not run beside, and adds what was found to the verdict's
 * "diagnosis"; where it could not be done, a sentence to "notes". telling: the worker's end says something
 * of the file. Nothing is looked for if not, nor in a file that cannot run at all, nor if the verdict has
 * an "error". *status changes only if a signal tells the
 * program to stop. */
void races_finish(struct races *races, const struct verdict_request *request, bool telling,
                  cJSON *verdict, int *status);

#endif
