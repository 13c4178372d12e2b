/* Judging a file as a subcommand does it: files found, progress kept. */
#ifndef WORKSHOP_COMMANDS_JUDGING_H
#define WORKSHOP_COMMANDS_JUDGING_H

#include "options.h"

#include "../judge/supervise.h"

#include <cjson/cJSON.h>

/* What goes beside the options. */
struct judging {
    const struct progress *progress; /* may be NULL */
    struct process *worker;          /* a warm one; may be NULL */
    int cancel;                      /* supervise.h; 0: none */
};

/* The verdict on the file (judge/verdict.h), the caller's; *status gets the exit status. Where the
 * file is the participant's own, progress is kept; notice then tells what went wrong with that, or
 * is "". */
cJSON *judge_file_of(const struct options *options, const struct exercise *exercise,
                     const char *kernel_file, const struct judging *judging, int *status,
                     char *notice, size_t notice_size);

/* Whether the file can be read as a kernel file; else a message is printed. */
bool is_readable(const char *path);

/* Makes the folder for pictures, or takes one that is empty or was a gallery before, so that nothing
 * of the participant's is overwritten; else a message is printed. */
bool open_gallery(const char *path);

#endif
