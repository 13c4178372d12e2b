/* The limits of this machine's devices: measured once for each, and kept in .workshop/limits.json. */
#ifndef WORKSHOP_EXERCISES_LIMITS_KEPT_H
#define WORKSHOP_EXERCISES_LIMITS_KEPT_H

#include "../opencl/limits.h"

/* The device's limits as kept; measured now, and kept where that is possible, if they are not known or
 * anew is true: of two measurements the better counts, since other programs only slow a device down.
 * measuring, if not NULL, is called before a measurement. False if they cannot be measured. */
bool limits_of(const struct session *session, bool anew, struct limits *limits,
               void (*measuring)(void));

#endif
