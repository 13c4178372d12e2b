/* The limits of this machine's devices: measured once for each, and kept in .workshop/limits.json. */
#ifndef WORKSHOP_EXERCISES_LIMITS_KEPT_H
#define WORKSHOP_EXERCISES_LIMITS_KEPT_H

#include "../opencl/limits.h"

/* The device's limits as kept; else measured now, and kept where that is possible. measuring, if not
 * NULL, is called before a measurement. False if they cannot be measured. */
bool limits_of(const struct session *session, struct limits *limits, void (*measuring)(void));

#endif
