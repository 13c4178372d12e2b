/* The worker process: everything that touches OpenCL, so that a driver or a kernel that hangs or
 * crashes takes nothing else along. */
#ifndef WORKSHOP_JUDGE_WORKER_H
#define WORKSHOP_JUDGE_WORKER_H

/* Reads jobs from standard input, one a line (JSON; its "task" is "judge", "map", "devices" or "probe"), does what
 * they ask and tells by events on EVENTS_FD, the last of each job being "idle". warm: a device selector;
 * that device is opened, and something compiled for it, while no job has come yet; NULL: nothing is.
 * Returns the exit status of the last job. */
int worker_main(const char *warm);

#endif
