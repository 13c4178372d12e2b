/* A kernel in gdb. */
#ifndef WORKSHOP_COMMANDS_STEPPING_H
#define WORKSHOP_COMMANDS_STEPPING_H

#include "options.h"

/* Starts gdb with a breakpoint at the beginning of each kernel of the file, and lets it run a small
 * launch on the host, as the subcommand map does: one work-item after the other, to its next barrier,
 * so that its variables are plain ones. Returns an exit status. */
int step_through(const struct options *options, const struct exercise *exercise, const char *path);

#endif
