/* Which work-item touches which element: runs each kernel of a file once on the host, on a small case,
 * with every access watched. A worker's task; tells by events:
 *   kernel   {"kernel", "case", "local", "groups": [3 numbers each], "dimensions", "matches": bool,
 *             "buffers": [{"name", "space": "global" | "constant" | "local", "planes", "rows",
 *             "columns", "pitch", "owners": [a number for each sector of 8 floats: the work-group that
 *             touches it, -k for k of them, null for none]}], "sites": [{"lines", "buffer", "kind":
 *             "read" | "write", "bytes": of a work-item, "warps", "lanes", "sectors", "least_sectors",
 *             "used": percent, "conflict", "pattern", "sentence", "picture": [{"item", "offset",
 *             "bytes"}]}]}
 *   problem  {"code", "kernel", "line", "message"}: what is wrong with the kernel
 *   failed, note, done   as of a judgement (judge.h) */
#ifndef WORKSHOP_JUDGE_MAP_H
#define WORKSHOP_JUDGE_MAP_H

#include <cjson/cJSON.h>

/* job: {"exercise", "kernel_file", "folder" (empty, for files), "seed", "size" (the numbers of a
 * case_size, optional: a few work-groups), "plain": bool (optional: watch nothing, only run)}. Returns the exit status of the worker. */
int map_file(const cJSON *job);

#endif
