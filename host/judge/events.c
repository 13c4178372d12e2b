#include "events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const STAGES_BY_NAME[STAGES] = {
    [STAGE_START] = "start", [STAGE_BUILD] = "build",       [STAGE_CASE] = "case",
    [STAGE_HOST] = "host",   [STAGE_BASELINE] = "baseline",
};

const char *stage_name(enum stage stage)
{
    return STAGES_BY_NAME[stage];
}

enum stage stage_find(const char *name)
{
    int stage = 0;
    while (stage < STAGES && (!name || strcmp(STAGES_BY_NAME[stage], name) != 0))
        stage++;
    return (enum stage)stage;
}

static void write_all(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(EVENTS_FD, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(3); /* nobody listens any more */
        text += written;
        length -= (size_t)written;
    }
}

void event_send(const char *name, cJSON *fields)
{
    cJSON *event = fields ? fields : cJSON_CreateObject();
    cJSON_AddStringToObject(event, "event", name);
    char *line = cJSON_PrintUnformatted(event);
    if (line) {
        write_all(line, strlen(line));
        write_all("\n", 1);
    }
    free(line);
    cJSON_Delete(event);
}

void event_stage(enum stage stage, const char *kernel, const char *case_name, size_t step,
                 size_t steps)
{
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddStringToObject(fields, "stage", STAGES_BY_NAME[stage]);
    cJSON_AddStringToObject(fields, "kernel", kernel);
    cJSON_AddStringToObject(fields, "case", case_name);
    cJSON_AddNumberToObject(fields, "step", (double)step);
    cJSON_AddNumberToObject(fields, "steps", (double)steps);
    event_send("stage", fields);
}

void event_note(const char *text)
{
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddStringToObject(fields, "text", text);
    event_send("note", fields);
}
