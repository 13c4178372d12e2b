/* Measures .cl files beside each other, across sizes; runs in the worker process and tells by events:
 *   device     the device taken (device_describe)
 *   limits     {"copy_gbs", "gflops", "launch_us"} of the device (opencl/limits.h)
 *   result     {"kernel", "contestant", "size": {NAME: number}, "median_ms", "min_ms", "spread" (from the
 *              first to the third quartile, a share of the median), "build_ms", "values" (tuned ones, as build
 *              options; "" if none), "values_from", "bytes", "flops",
 *              "gbs", "gflops", "of_limit", "of_clblast", "verified": bool, "suspect": true}; the last
 *              where they apply; or {"kernel", "contestant", "size", "trouble": why there is no figure}
 *   note, failed, done   as judge.h says */
#ifndef WORKSHOP_JUDGE_BENCH_H
#define WORKSHOP_JUDGE_BENCH_H

#include <cjson/cJSON.h>

/* job: {"exercise", "device" (selector, optional), "seed", "files": [{"name", "path"}], "sizes":
 * [[numbers]], "sizes_on_gpu": the same for a device that is no CPU, "against": [paths of shared objects (foreign.h)], "baseline": bool, "tuned": bool,
 * "left_out": [names of contestants that take no part], "budget_ms": wall time for each contestant and size}. Returns the worker's exit status. */
int bench_files(const cJSON *job);

#endif
