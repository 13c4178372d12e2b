/* Judging a file as a subcommand does it: files found, progress kept. */
#ifndef WORKSHOP_COMMANDS_JUDGING_H
#define WORKSHOP_COMMANDS_JUDGING_H

#include "options.h"

#include "../exercises/tuned.h"
#include "../judge/supervise.h"

#include <cjson/cJSON.h>

/* What goes beside the options. */
struct judging {
    const struct progress *progress; /* may be NULL */
    struct process *worker;          /* one to use and to keep; may be NULL */
    struct process *helper;          /* another that builds ahead (verdict.h); may be NULL */
    double limit_s;                  /* for all of it; 0: none */
    int cancel;                      /* supervise.h; 0: none */
};

/* The verdict on the file (judge/verdict.h), the caller's; *status gets the exit status. Where the
 * file is the participant's own, progress is kept; notice then tells what went wrong with that, or
 * is "". */
cJSON *judge_file_of(const struct options *options, const struct exercise *exercise,
                     const char *kernel_file, const struct judging *judging, int *status,
                     char *notice, size_t notice_size);

/* The device as its values are kept for it (exercises/tuned.h); device: device_describe() gives it. */
struct device_key device_key_of(const cJSON *device);

/* The exercise that the command line means, and into path the file that is to be judged for it. NULL,
 * with a message, if there is none, or the file cannot be used. */
const struct exercise *choose_file(const struct options *options, char *path, size_t size);

/* The file that is to be judged for an exercise; false, with a message, if it cannot be used. */
bool kernel_file_of(const struct options *options, const struct exercise *exercise, char *path,
                    size_t size);

/* Makes the folder for pictures, or takes one that is empty or was a gallery before, so that nothing
 * of the participant's is overwritten; else a message is printed. */
bool open_gallery(const char *path);

#endif
