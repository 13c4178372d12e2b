/* Judges one .cl file on one device; runs in the worker process and tells what it finds by events:
 *   device       the device taken (device_describe)
 *   stage        what comes next (events.h)
 *   case         {"kernel", "name", "verdict": "pass" | "fail" | "skipped", "mismatches", "max_error"}
 *   diagnosis    {"code", "kernel", "case", "message"} (diagnosis.h)
 *   performance  {"kernel", "case", "contestant", "median_ms", "min_ms", "gbs", "gflops", "of_limit",
 *                 "of_clblast", "suspect"}; the last three where they apply
 *   picture      {"path"}
 *   note         {"text"}
 *   failed       {"status", "text"}: the judgement could not be made; status is the exit status
 *   done         everything above is complete */
#ifndef WORKSHOP_JUDGE_JUDGE_H
#define WORKSHOP_JUDGE_JUDGE_H

#include "../exercises/exercise.h"
#include "../opencl/source.h"

#include <cjson/cJSON.h>

/* job: {"exercise", "kernel_file", "solution_file" (optional), "device" (selector, optional), "seed",
 * "images": [paths], "gallery" (folder, optional), "options" (for the build, optional), "measure": bool,
 * "baseline": bool (optional),
 * "debug": bool (optional: compile with -D WORKSHOP_DEBUG), "simulate": bool (optional: run each kernel once on a small case, for a simulator to watch, and
 * compare nothing), "ahead": bool (optional: only build and launch what the judgement in another process will
 * need after its first build; what is told says nothing then)}. Returns the exit status of the
 * worker: 0 if it came to its end, whatever the verdict. */
int judge_file(const cJSON *job);

/* {"number", "name", "platform", "type", ...} */
cJSON *device_describe(const struct device *device, size_t number);

/* Finds and opens the device that the job names. Sends "device", or "failed" and returns its exit
 * status. The session stays open for the next job of this process: nobody closes it. */
int open_device(const cJSON *job, struct session *session);

/* What lacks the memory for cases of that size, "the host" or the device's name: for the arrays and
 * copies beside them, or for the references. NULL: they fit. */
const char *too_small_for(const struct session *session, const struct exercise *exercise,
                          const struct case_size *size);

/* Limits this process's memory: a file that makes the compiler eat memory shall not take the machine
 * along. */
void limit_memory(const struct device *device);

/* Opens a device before the job is known, for open_device() to find. NULL if that cannot be done. */
const struct session *open_device_early(const char *selector);

/* Whether the file can be judged for the exercise on the device, by its lines "// needs:" and
 * "// format:". 0; else sends "failed" and returns its exit status. */
int check_source(const struct exercise *exercise, const struct source *source,
                 const struct device *device);

/* Sends "failed" with an exit status and a sentence; returns the status. */
__attribute__((format(printf, 2, 3))) int report_failure(int status, const char *format, ...);

#endif
