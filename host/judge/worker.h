/* The worker process: everything that touches OpenCL, so that a driver or a kernel that hangs or
 * crashes takes nothing else along. */
#ifndef WORKSHOP_JUDGE_WORKER_H
#define WORKSHOP_JUDGE_WORKER_H

/* Does what the job asks (JSON; its "task" is "judge", "devices" or "probe") and tells by events on
 * EVENTS_FD. Returns the exit status. */
int worker_main(const char *job);

#endif
