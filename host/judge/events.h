/* What the worker tells its parent: one JSON object a line, on a file descriptor of its own. */
#ifndef WORKSHOP_JUDGE_EVENTS_H
#define WORKSHOP_JUDGE_EVENTS_H

#include <cjson/cJSON.h>
#include <stddef.h>

enum { EVENTS_FD = 3 };

/* What the worker is about; the parent gives each stage its own time limit and, if the worker dies
 * or hangs, blames what the stage says. */
enum stage {
    STAGE_START,    /* finding and opening the device: the machine's affair */
    STAGE_BUILD,    /* the driver compiles the participant's file */
    STAGE_CASE,     /* the participant's kernel runs */
    STAGE_HOST,     /* the judge prepares or compares */
    STAGE_BASELINE, /* CLBlast or a copy runs: not the participant's affair */
    STAGES
};

const char *stage_name(enum stage stage);
enum stage stage_find(const char *name);

/* Sends {"event": name, ...fields} and frees fields (NULL: none). Ends the process if the parent is
 * gone. */
void event_send(const char *name, cJSON *fields);

/* Sends the stage; kernel and case_name may be "". step of steps, for a progress bar. */
void event_stage(enum stage stage, const char *kernel, const char *case_name, size_t step,
                 size_t steps);

/* Sends a sentence that a person should see, verdict or not. */
void event_note(const char *text);

#endif
