#include "supervise.h"

#include "../exercises/fields.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#define LINE_LIMIT ((size_t)1 << 20)
#define OTHER_STAGES_S 60.0 /* seconds for what is not the participant's affair */
#define GRACE_MS 2000       /* from killing a worker to giving it up */

enum { STOP_SIGNALS = 3 };
static const int SIGNALS[STOP_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

struct supervision {
    struct report *report;
    const struct order *order;
    struct process process;
    uv_loop_t loop;
    uv_pipe_t output, errors, events;
    uv_timer_t timer; /* the stage's time limit; then, how long to wait for the end */
    uv_timer_t whole; /* the time limit of the job */
    uv_poll_t cancel;
    uv_signal_t signals[STOP_SIGNALS];
    bool killed;
    bool idle;  /* the worker waits for another job */
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

static void close_all(uv_loop_t *loop)
{
    uv_walk(loop, close_handle, NULL);
}

static void give_up(uv_timer_t *timer)
{
    close_all(timer->loop);
}

static void kill_worker(struct supervision *supervision, enum ending ending)
{
    if (supervision->killed)
        return;
    supervision->killed = true;
    supervision->report->ending = ending;
    process_kill(&supervision->process);
    uv_timer_start(&supervision->timer, give_up, GRACE_MS, 0);
}

static void on_timeout(uv_timer_t *timer)
{
    struct supervision *supervision = timer->data;
    if (supervision->killed)
        return;
    supervision->report->whole = timer == &supervision->whole;
    supervision->report->waited_s =
        supervision->report->whole ? supervision->order->limit_s : supervision->order->timeout_s;
    kill_worker(supervision, ENDING_TIMEOUT);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct supervision *supervision = handle->data;
    supervision->report->signal = number;
    kill_worker(supervision, ENDING_INTERRUPTED);
}

static void on_cancel(uv_poll_t *handle, int status, int events)
{
    (void)status, (void)events;
    kill_worker(handle->data, ENDING_INTERRUPTED);
}

/* The worker has closed its events: it has ended, or is about to. What it printed is read to the end,
 * unless something that it started keeps that open. */
static void on_last_event(struct supervision *supervision)
{
    if (!supervision->killed)
        uv_timer_start(&supervision->timer, give_up, GRACE_MS, 0);
}

static void close_when_drained(struct supervision *supervision)
{
    if (uv_is_closing((uv_handle_t *)&supervision->output) &&
        uv_is_closing((uv_handle_t *)&supervision->errors) &&
        uv_is_closing((uv_handle_t *)&supervision->events))
        close_all(&supervision->loop);
}

/* Waits for the process, which has ended or is killed now, and keeps what it died of. */
static void bury(struct supervision *supervision)
{
    int status = 0;
    struct process *process = &supervision->process;
    for (int waited = 0; waited < GRACE_MS / 10 && process->pid > 0; waited++) {
        const pid_t found = waitpid(process->pid, &status, WNOHANG);
        if (waited == GRACE_MS / 20)
            process_kill(process); /* it closed its events and lives on */
        if (found == 0) {
            usleep(10000);
            continue;
        }
        if (found == process->pid && !supervision->killed && WIFSIGNALED(status))
            supervision->report->signal = WTERMSIG(status);
        kill(-process->pid, SIGKILL); /* whatever it may have left behind */
        process->pid = 0;
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

/* What the worker printed before it said that it is idle lies in the pipe. */
static void drain(struct supervision *supervision, int pipe)
{
    char bytes[4096];
    ssize_t count;
    while ((count = read(pipe, bytes, sizeof bytes)) > 0)
        take_output_bytes(supervision, bytes, (size_t)count);
}

/* The job is done, and the worker can have the next one. */
static void on_idle(struct supervision *supervision)
{
    if (!supervision->order->worker || supervision->killed)
        return;
    supervision->idle = true;
    supervision->process.jobs++;
    drain(supervision, supervision->process.output);
    drain(supervision, supervision->process.errors);
    close_all(&supervision->loop);
}

/* --- events ------------------------------------------------------------------------------------ */

static void start_clock(struct supervision *supervision)
{
    const enum stage stage = supervision->report->stage;
    double seconds = supervision->order->timeout_s;
    if (stage != STAGE_BUILD && stage != STAGE_CASE && seconds < OTHER_STAGES_S)
        seconds = OTHER_STAGES_S;
    if (!supervision->killed)
        uv_timer_start(&supervision->timer, on_timeout, (uint64_t)(seconds * 1e3), 0);
}

static void take_stage(struct supervision *supervision, const cJSON *event)
{
    struct report *report = supervision->report;
    report->stage = stage_find(text_of(event, "stage"));
    snprintf(report->kernel, sizeof report->kernel, "%s", text_of(event, "kernel"));
    snprintf(report->case_name, sizeof report->case_name, "%s", text_of(event, "case"));
    start_clock(supervision);
    const struct progress *progress = supervision->order->progress;
    if (progress && progress->show)
        progress->show(progress->self, event);
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
    } else if (strcmp(name, "idle") == 0) {
        on_idle(supervision);
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

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    static _Thread_local char bytes[65536]; /* one read is taken before the next begins */
    (void)handle, (void)suggested;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct supervision *supervision = stream->data;
    if (count < 0) {
        close_handle((uv_handle_t *)stream, NULL);
        if (stream == (uv_stream_t *)&supervision->events)
            on_last_event(supervision);
        close_when_drained(supervision);
    } else if (stream == (uv_stream_t *)&supervision->events) {
        take_event_bytes(supervision, buffer->base, (size_t)count);
    } else {
        take_output_bytes(supervision, buffer->base, (size_t)count);
    }
}

/* --- starting it ------------------------------------------------------------------------------- */

static void open_handles(struct supervision *supervision)
{
    struct process *process = &supervision->process;
    struct {
        uv_pipe_t *pipe;
        int descriptor;
    } ends[] = {{&supervision->output, process->output},
                {&supervision->errors, process->errors},
                {&supervision->events, process->events}};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        uv_pipe_init(&supervision->loop, ends[i].pipe, 0);
        ends[i].pipe->data = supervision;
        uv_pipe_open(ends[i].pipe, fcntl(ends[i].descriptor, F_DUPFD_CLOEXEC, 0)); /* closes it */
        uv_read_start((uv_stream_t *)ends[i].pipe, give_buffer, on_read);
    }
    uv_timer_init(&supervision->loop, &supervision->timer);
    uv_timer_init(&supervision->loop, &supervision->whole);
    supervision->timer.data = supervision->whole.data = supervision;
    if (supervision->order->limit_s > 0.0)
        uv_timer_start(&supervision->whole, on_timeout,
                       (uint64_t)(supervision->order->limit_s * 1e3), 0);
}

/* Listens for what may end the job early: the caller's cancel, or signals. */
static void listen_for_the_end(struct supervision *supervision)
{
    if (supervision->order->cancel > 0) {
        uv_poll_init(&supervision->loop, &supervision->cancel, supervision->order->cancel);
        supervision->cancel.data = supervision;
        uv_poll_start(&supervision->cancel, UV_READABLE, on_cancel);
        return;
    }
    for (int i = 0; i < STOP_SIGNALS; i++) {
        uv_signal_init(&supervision->loop, &supervision->signals[i]);
        supervision->signals[i].data = supervision;
        uv_signal_start(&supervision->signals[i], on_signal, SIGNALS[i]);
    }
}

/* A worker that has its job; false if there is none. */
static bool find_worker(struct supervision *supervision, const char *job)
{
    const struct order *order = supervision->order;
    const bool last = order->worker == NULL;
    if (order->worker && order->worker->pid > 0) {
        supervision->process = *order->worker;
        *order->worker = NO_PROCESS;
        if (process_give(&supervision->process, job, last))
            return true;
        process_close(&supervision->process); /* it has died while it waited */
    }
    return process_start(NULL, order->environment, &supervision->process) &&
           process_give(&supervision->process, job, last);
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

void supervise(const struct order *order, struct report *report)
{
    struct supervision supervision = {.report = report, .order = order};
    char *text = cJSON_PrintUnformatted(order->job);
    enum ending started = ENDING_NO_WORKER;

    *report = (struct report){.ending = ENDING_CRASH, .events = cJSON_CreateObject()};
    report->output = calloc(1, OUTPUT_LIMIT + 1);
    supervision.line = malloc(LINE_LIMIT);
    if (!text || !report->output || !supervision.line)
        goto done;
    uv_loop_init(&supervision.loop);
    listen_for_the_end(&supervision);
    if (find_worker(&supervision, text)) {
        started = ENDING_DONE;
        open_handles(&supervision);
        start_clock(&supervision);
    } else {
        close_all(&supervision.loop);
    }
    uv_run(&supervision.loop, UV_RUN_DEFAULT);
    uv_loop_close(&supervision.loop);
    if (supervision.idle) {
        *order->worker = supervision.process;
    } else {
        bury(&supervision);
        process_close(&supervision.process);
    }
done:
    conclude(report, started);
    free(supervision.line);
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
