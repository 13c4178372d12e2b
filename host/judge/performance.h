/* The speed of a kernel, beside the device's limit and the baseline. */
#ifndef WORKSHOP_JUDGE_PERFORMANCE_H
#define WORKSHOP_JUDGE_PERFORMANCE_H

#include "../exercises/exercise.h"
#include "trial.h"

#include <cjson/cJSON.h>

/* Times the trial's kernel on inputs other than the case's own, in turns with a copy on the device
 * that moves as many bytes; for a matrix product, if baseline is true, with CLBlast. Appends
 * {"kernel", "case", "contestant", "median_ms", "min_ms", "spread", "gbs", "gflops", ...} to figures.
 * What is written is not looked at: the caller fills the buffers again and verifies. */
void performance_measure(const struct session *session, const struct exercise *exercise,
                         struct trial *trial, uint64_t seed, bool baseline, cJSON *figures);

#endif
