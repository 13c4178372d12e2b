/* What a launch did to memory that is not its output. */
#ifndef WORKSHOP_JUDGE_DAMAGE_H
#define WORKSHOP_JUDGE_DAMAGE_H

#include "diagnosis.h"
#include "trial.h"

/* Each gives NULL if there is none, else a diagnosis, which is the caller's. The trial's buffers have
 * been read back. */

/* Writes before, behind or between the rows of a buffer; between the rows of an input, that is
 * damage_inputs' affair. */
cJSON *damage_outside(const struct trial *trial);

/* An input that changed, or the gaps between its rows. */
cJSON *damage_inputs(const struct trial *trial);

#endif
