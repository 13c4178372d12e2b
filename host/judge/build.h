/* The participant's file, compiled once for each set of options. */
#ifndef WORKSHOP_JUDGE_BUILD_H
#define WORKSHOP_JUDGE_BUILD_H

#include "../opencl/program.h"
#include "diagnosis.h"

enum { BUILD_OPTIONS = 1024 }; /* bytes of the options of a build */

struct build {
    char options[BUILD_OPTIONS];
    struct program program;
    struct launch_shape shape; /* as the file declares it, not completed */
};

enum { BUILDS_LIMIT = 12 };

struct builds {
    const struct session *session;
    const struct source *source;
    bool without_clang; /* the driver's words alone will do: many builds are meant to fail */
    bool
        keeping_loops; /* none is unrolled by force: that is for speed, and takes PoCL's compiler up
                         * to ten times as long */
    struct build items[BUILDS_LIMIT];
    size_t count;
};

/* The file compiled with these options, from before or now. NULL if that fails; *diagnosis then says
 * why, and is the caller's. */
const struct build *builds_get(struct builds *builds, const char *options, cJSON **diagnosis);
/* Whether the file is compiled with these options already. */
bool builds_have(const struct builds *builds, const char *options);
void builds_free(struct builds *builds);

#endif
