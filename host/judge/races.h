/* Missing barriers and data races: small cases under Oclgrind, the simulator that watches every
 * access. */
#ifndef WORKSHOP_JUDGE_RACES_H
#define WORKSHOP_JUDGE_RACES_H

#include "verdict.h"

/* If the file uses local memory, runs its kernels under Oclgrind and adds what it finds to the
 * verdict's "diagnosis"; where that cannot be done, a sentence to "notes". *status changes only if a
 * signal tells the program to stop. */
void races_check(const struct verdict_request *request, cJSON *verdict, int *status);

#endif
