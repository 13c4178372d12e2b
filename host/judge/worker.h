/* The worker process: everything that touches OpenCL, so that a driver or a kernel that hangs or
 * crashes takes nothing else along. */
#ifndef WORKSHOP_JUDGE_WORKER_H
#define WORKSHOP_JUDGE_WORKER_H

/* Reads its job from standard input (JSON; its "task" is "judge", "map", "devices" or "probe"), does what it
 * asks and tells by events on EVENTS_FD. warm: a device selector; that device is opened, and something
 * compiled for it, while the job has not come yet; NULL: nothing is. Returns the exit status. */
int worker_main(const char *warm);

#endif
