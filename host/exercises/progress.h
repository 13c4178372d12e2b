/* What the participant has solved, and how fast: kept in .workshop/progress.json in the course's
 * folder. Written whole or not at all, and safe with several programs at once. */
#ifndef WORKSHOP_EXERCISES_PROGRESS_H
#define WORKSHOP_EXERCISES_PROGRESS_H

#include "exercise.h"

#include <cjson/cJSON.h>

/* Where it lies, as a path to show. */
const char *progress_path(void);

/* What is known of an exercise:
 *   {"solved": bool, "file": hash of the file that was judged, "hints": levels shown,
 *    "best": {DEVICE: {KERNEL: {"gbs", "gflops", "case"}}}}
 * an empty object if nothing is. The caller's. A corrupt file counts as none; it is set aside under
 * the name that notice then tells (else notice is ""). */
cJSON *progress_read(const struct exercise *exercise, char *notice, size_t notice_size);

/* Takes a verdict on the participant's own file into account: solved or not any more, and the best
 * figures on its device. False with a sentence in notice if it cannot be written. */
bool progress_take(const struct exercise *exercise, const cJSON *verdict, char *notice,
                   size_t notice_size);

/* Remembers how many hints have been shown. */
bool progress_set_hints(const struct exercise *exercise, int hints, char *notice,
                        size_t notice_size);

/* Whether the last judgement said so, of the file as it was then. */
bool progress_was_solved(const cJSON *progress);

/* Whether the file as it is now is the one that was solved. */
bool progress_is_solved(const struct exercise *exercise, const cJSON *progress);

#endif
