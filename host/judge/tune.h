/* Tries candidates of a tuner: one .cl file with other values for its parameters. Runs in the worker
 * process and tells by events:
 *   device     the device taken (device_describe)
 *   candidate  {"number", "verdict", "why", "median_ms": [of each kernel], "min_ms": [of each kernel]};
 *              verdict: "right"; "slow": several times the best, and not verified; "unbuilt": does not
 *              compile, which #error means too; "failed". why: in a few words, where it is not right
 *   sized      {"name", "bytes", "flops"} of the case that a kernel is timed on
 *   stage      its kernel is the number of the candidate in work, "" if none is
 *   failed, done   as judge.h says */
#ifndef WORKSHOP_JUDGE_TUNE_H
#define WORKSHOP_JUDGE_TUNE_H

#include <cjson/cJSON.h>

enum { TUNE_KERNELS = 4, TUNE_BATCH = 32 }; /* kernels of a file; candidates of a job */

/* job: {"exercise", "kernel_file", "device" (selector, optional), "seed", "candidates": [{"number",
 * "options"}], "measure": bool, "seconds": after which no further candidate is begun}.
 * Not to be measured, each is compiled and judged on a small case of partial tiles for each kernel.
 * Else each is timed on the case of "size": [numbers], and verified afterwards on other inputs; given
 * up early where it is several times as slow as "best_ms": [of each kernel; 0: not known], or, with
 * "turns": true, timed in turns with the others. Returns the worker's exit status. */
int tune_candidates(const cJSON *job);

#endif
