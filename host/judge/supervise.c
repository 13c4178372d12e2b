#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#define LINE_LIMIT ((size_t)1 << 20)
#define OTHER_STAGES_S 60.0 /* seconds for what is not the participant's affair */
#define GRACE_MS 2000       /* from killing a worker to giving it up */

enum { STOP_SIGNALS = 3 };
static const int SIGNALS[STOP_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

struct supervision {
    struct report *report;
    const struct progress *progress;
    double timeout_s;
    uv_loop_t loop;
    uv_process_t process;
    uv_pipe_t output, errors, events; /* stdout, stderr, EVENTS_FD of the worker */
    uv_timer_t timer;
    uv_signal_t signals[STOP_SIGNALS];
    int pid; /* 0: it has ended */
    bool killed;
    char *line; /* the beginning of an event */
    size_t line_length;
    size_t output_length;
};

/* --- ending it --------------------------------------------------------------------------------- */

static void close_handle(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void give_up(uv_timer_t *timer)
{
    uv_walk(timer->loop, close_handle, NULL);
}

static void kill_worker(struct supervision *supervision, enum ending ending)
{
    if (supervision->killed)
        return;
    supervision->killed = true;
    supervision->report->ending = ending;
    if (supervision->pid > 0)
        kill(-supervision->pid, SIGKILL); /* the whole group: it is its leader */
    uv_timer_start(&supervision->timer, give_up, GRACE_MS, 0);
}

static void on_timeout(uv_timer_t *timer)
{
    kill_worker(timer->data, ENDING_TIMEOUT);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct supervision *supervision = handle->data;
    supervision->report->signal = number;
    kill_worker(supervision, ENDING_INTERRUPTED);
}

static void close_when_drained(struct supervision *supervision)
{
    if (supervision->pid == 0 && uv_is_closing((uv_handle_t *)&supervision->output) &&
        uv_is_closing((uv_handle_t *)&supervision->errors) &&
        uv_is_closing((uv_handle_t *)&supervision->events))
        uv_walk(&supervision->loop, close_handle, NULL);
}

static void on_end(uv_process_t *process, int64_t status, int number)
{
    struct supervision *supervision = process->data;
    (void)status;
    if (!supervision->killed && number != 0)
        supervision->report->signal = number;
    kill(-supervision->pid, SIGKILL); /* whatever it may have left behind */
    supervision->pid = 0;
    uv_timer_start(&supervision->timer, give_up, GRACE_MS, 0);
    close_when_drained(supervision);
}

/* --- events ------------------------------------------------------------------------------------ */

static void start_clock(struct supervision *supervision)
{
    const enum stage stage = supervision->report->stage;
    double seconds = supervision->timeout_s;
    if (stage != STAGE_BUILD && stage != STAGE_CASE && seconds < OTHER_STAGES_S)
        seconds = OTHER_STAGES_S;
    if (!supervision->killed && supervision->pid > 0)
        uv_timer_start(&supervision->timer, on_timeout, (uint64_t)(seconds * 1e3), 0);
}

static const char *text_of(const cJSON *event, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(event, key));
    return text ? text : "";
}

static void take_stage(struct supervision *supervision, const cJSON *event)
{
    struct report *report = supervision->report;
    report->stage = stage_find(text_of(event, "stage"));
    snprintf(report->kernel, sizeof report->kernel, "%s", text_of(event, "kernel"));
    snprintf(report->case_name, sizeof report->case_name, "%s", text_of(event, "case"));
    start_clock(supervision);
    if (supervision->progress && supervision->progress->show)
        supervision->progress->show(supervision->progress->self, event);
}

static void take_event(struct supervision *supervision, const char *line)
{
    cJSON *event = cJSON_Parse(line), *events = supervision->report->events;
    char *name = cJSON_IsObject(event) ? strdup(text_of(event, "event")) : NULL;
    if (!name || !*name) {
        cJSON_Delete(event);
    } else if (strcmp(name, "stage") == 0) {
        take_stage(supervision, event);
        cJSON_Delete(event);
    } else {
        cJSON_DeleteItemFromObject(event, "event");
        if (!cJSON_GetObjectItem(events, name))
            cJSON_AddItemToObject(events, name, cJSON_CreateArray());
        cJSON_AddItemToArray(cJSON_GetObjectItem(events, name), event);
    }
    free(name);
}

static void take_event_bytes(struct supervision *supervision, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != '\n' && supervision->line_length + 1 < LINE_LIMIT) {
            supervision->line[supervision->line_length++] = bytes[i];
        } else if (bytes[i] == '\n') {
            supervision->line[supervision->line_length] = '\0';
            supervision->line_length = 0;
            take_event(supervision, supervision->line);
        }
    }
}

static void take_output_bytes(struct supervision *supervision, const char *bytes, size_t count)
{
    struct report *report = supervision->report;
    size_t room = OUTPUT_LIMIT - supervision->output_length;
    if (count > room)
        report->output_cut = true;
    if (count > room)
        count = room;
    memcpy(report->output + supervision->output_length, bytes, count);
    supervision->output_length += count;
    report->output[supervision->output_length] = '\0';
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    static char bytes[65536]; /* one read is taken before the next begins */
    (void)handle, (void)suggested;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct supervision *supervision = stream->data;
    if (count < 0) {
        close_handle((uv_handle_t *)stream, NULL);
        close_when_drained(supervision);
    } else if (stream == (uv_stream_t *)&supervision->events) {
        take_event_bytes(supervision, buffer->base, (size_t)count);
    } else {
        take_output_bytes(supervision, buffer->base, (size_t)count);
    }
}

/* --- starting it ------------------------------------------------------------------------------- */

/* This process's environment with the additions in front; the array is the caller's to free. */
static char **worker_environment(const char *const *additions)
{
    extern char **environ;
    size_t count = 0, used = 0;
    for (char **at = environ; *at; at++)
        count++;
    for (const char *const *at = additions; at && *at; at++)
        count++;
    char **all = calloc(count + 1, sizeof *all);
    for (const char *const *at = additions; all && at && *at; at++)
        all[used++] = (char *)*at;
    for (char **at = environ; all && *at; at++)
        all[used++] = *at;
    return all;
}

static int spawn(struct supervision *supervision, const char *job, char **environment)
{
    char program[] = "/proc/self/exe", self[4096] = "";
    ssize_t length = readlink(program, self, sizeof self - 1);
    char *arguments[] = {"workshop", "worker", (char *)job, NULL};
    uv_stdio_container_t stdio[4] = {{.flags = UV_IGNORE}};

    stdio[1].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
    stdio[1].data.stream = (uv_stream_t *)&supervision->output;
    stdio[2].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
    stdio[2].data.stream = (uv_stream_t *)&supervision->errors;
    stdio[EVENTS_FD].flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE;
    stdio[EVENTS_FD].data.stream = (uv_stream_t *)&supervision->events;
    const uv_process_options_t options = {
        .file = length > 0 ? self : program,
        .args = arguments,
        .env = environment,
        .flags = UV_PROCESS_DETACHED, /* a group of its own, to be killed as one */
        .stdio = stdio,
        .stdio_count = 4,
        .exit_cb = on_end,
    };
    return uv_spawn(&supervision->loop, &supervision->process, &options);
}

static void open_handles(struct supervision *supervision)
{
    uv_loop_init(&supervision->loop);
    uv_pipe_init(&supervision->loop, &supervision->output, 0);
    uv_pipe_init(&supervision->loop, &supervision->errors, 0);
    uv_pipe_init(&supervision->loop, &supervision->events, 0);
    uv_timer_init(&supervision->loop, &supervision->timer);
    supervision->output.data = supervision->errors.data = supervision->events.data = supervision;
    supervision->timer.data = supervision->process.data = supervision;
    for (int i = 0; i < STOP_SIGNALS; i++) {
        uv_signal_init(&supervision->loop, &supervision->signals[i]);
        supervision->signals[i].data = supervision;
        uv_signal_start(&supervision->signals[i], on_signal, SIGNALS[i]);
    }
}

static void conclude(struct report *report, enum ending started)
{
    if (started != ENDING_DONE)
        report->ending = started;
    else if (report->ending == ENDING_INTERRUPTED)
        return;
    else if (cJSON_GetObjectItem(report->events, "failed"))
        report->ending = ENDING_FAILED;
    else if (cJSON_GetObjectItem(report->events, "done"))
        report->ending = ENDING_DONE; /* whatever happened to the driver on the way out */
}

void supervise(const cJSON *job, double timeout_s, const char *const *environment,
               const struct progress *progress, struct report *report)
{
    struct supervision supervision = {
        .report = report, .progress = progress, .timeout_s = timeout_s};
    char *text = cJSON_PrintUnformatted(job), **variables = worker_environment(environment);
    enum ending started = ENDING_NO_WORKER;

    *report = (struct report){.ending = ENDING_CRASH, .events = cJSON_CreateObject()};
    report->output = calloc(1, OUTPUT_LIMIT + 1);
    supervision.line = malloc(LINE_LIMIT);
    if (!text || !variables || !report->output || !supervision.line)
        goto done;
    open_handles(&supervision);
    if (spawn(&supervision, text, variables) == 0) {
        started = ENDING_DONE;
        supervision.pid = supervision.process.pid;
        uv_read_start((uv_stream_t *)&supervision.output, give_buffer, on_read);
        uv_read_start((uv_stream_t *)&supervision.errors, give_buffer, on_read);
        uv_read_start((uv_stream_t *)&supervision.events, give_buffer, on_read);
        start_clock(&supervision);
    } else {
        uv_walk(&supervision.loop, close_handle, NULL);
    }
    uv_run(&supervision.loop, UV_RUN_DEFAULT);
    uv_loop_close(&supervision.loop);
done:
    conclude(report, started);
    free(supervision.line);
    free(variables);
    free(text);
}

void report_free(struct report *report)
{
    cJSON_Delete(report->events);
    free(report->output);
    *report = (struct report){0};
}

const cJSON *report_events(const struct report *report, const char *name)
{
    cJSON *events = cJSON_GetObjectItem(report->events, name);
    if (!events) {
        events = cJSON_CreateArray();
        cJSON_AddItemToObject(report->events, name, events);
    }
    return events;
}
