/* watch: judges at every save, in one terminal beside the editor.
 *
 * One uv loop does everything but the judging, which runs on a thread of libuv's pool, so that keys and
 * saves are taken at any time. A save during a judgement stops it and starts anew. While nothing is
 * judged, a warm worker waits for the next save, and on a CPU another, which builds ahead of it. */
#include "commands.h"
#include "judging.h"
#include "options.h"
#include "screen.h"
#include "verdict_text.h"

#include "../exercises/course.h"
#include "../exercises/progress.h"
#include "../judge/process.h"
#include "../opencl/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

static const struct usage USAGE = {
    "[EXERCISE]",
    "Judges your file at every save, beginning with EXERCISE or the first that is not solved. Keys "
    "work at once, without Enter; the last line of the screen names them.",
    OPTION_DEVICE | OPTION_TIMEOUT | OPTION_NO_TIMING, ARGUMENT_OPTIONAL};

#define SETTLE_MS 40 /* after a change: editors write in several steps */
#define POLL_MS 700  /* where notification is dead, as on network shares */

enum { STOP_SIGNALS = 3 };
static const int SIGNALS[STOP_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

struct watch {
    struct options options;
    const struct exercise *exercise;
    char path[PATH_MAX], folder[PATH_MAX];
    uv_loop_t loop;
    uv_fs_event_t event;
    uv_timer_t settle, poll;
    uv_tty_t keys;
    uv_signal_t stop[STOP_SIGNALS], resize;
    uv_async_t stage;
    uv_work_t work;
    uv_mutex_t mutex;         /* of stage_text */
    char stage_text[160];     /* what the judgement is about */
    bool has_keys, on_screen; /* standard input, standard output is a terminal */
    bool judging, again, quitting;
    bool asking;    /* whether to reset */
    bool measuring; /* the verdict is there, and the judgement that goes on adds figures */
    bool wants_figures;
    int cancel[2];
    struct process warm, helper;
    uint64_t seen;  /* hash of the file as it was when its judgement began */
    cJSON *verdict; /* the latest; NULL while there is none */
    cJSON *fresh;   /* what the judging thread makes */
    int status;     /* of it, an exit status */
    char notice[5000];
    int exit_status;
};

/* --- the screen -------------------------------------------------------------------------------- */

static void print_keys(const struct watch *watch)
{
    if (watch->has_keys) {
        printf("\n%s", colour(DIM));
        print_wrapped(
            "[n]ext [h]int [l]ist [r]eset de[b]ug [d]iff [m]ap [s]peed [p]icture [space] again "
            "[q]uit",
            0);
        printf("%s", colour(PLAIN));
    }
    fflush(stdout);
}

static void clear_screen(const struct watch *watch)
{
    if (watch->on_screen)
        printf("\033[2J\033[H");
}

static void print_state(struct watch *watch)
{
    const char *error = cJSON_GetStringValue(cJSON_GetObjectItem(watch->verdict, "error"));
    clear_screen(watch);
    if (!watch->verdict)
        printf("%s: judging ...\n", watch->path);
    else if (error)
        printf("%s\n", error);
    else
        print_verdict(watch->exercise, watch->verdict, watch->options.device_given);
    if (watch->notice[0])
        printf("\n%s\n", watch->notice);
    if (watch->judging && watch->verdict)
        printf("\n%smeasuring its speed ...%s\n", colour(DIM), colour(PLAIN));
    print_keys(watch);
}

/* The stage of the judgement, on the last line; the terminal's cursor stays there. */
static void on_stage(uv_async_t *handle)
{
    struct watch *watch = handle->data;
    if (!watch->on_screen || !watch->judging)
        return;
    uv_mutex_lock(&watch->mutex);
    printf("\r\033[K%.*s", (int)terminal_columns() - 1, watch->stage_text);
    uv_mutex_unlock(&watch->mutex);
    fflush(stdout);
}

/* Called on the judging thread. */
static void take_stage(void *self, const cJSON *event)
{
    struct watch *watch = self;
    const char *stage = cJSON_GetStringValue(cJSON_GetObjectItem(event, "stage"));
    const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(event, "case"));
    uv_mutex_lock(&watch->mutex);
    snprintf(watch->stage_text, sizeof watch->stage_text, "%s %s", stage ? stage : "",
             name ? name : "");
    uv_mutex_unlock(&watch->mutex);
    uv_async_send(&watch->stage);
}

/* --- judging ----------------------------------------------------------------------------------- */

static void judge(uv_work_t *work)
{
    struct watch *watch = work->data;
    const struct progress progress = {take_stage, watch};
    const struct judging judging = {.progress = &progress,
                                    .worker = &watch->warm,
                                    .helper = &watch->helper,
                                    .cancel = watch->cancel[0]};
    watch->options.seed = watch->options.seed * 6364136223846793005u % 1000000007u + 1u;
    watch->options.no_timing = !watch->measuring;
    watch->fresh = judge_file_of(&watch->options, watch->exercise, watch->path, &judging,
                                 &watch->status, watch->notice, sizeof watch->notice);
}

static void start_judging(struct watch *watch);
static void on_judged(uv_work_t *work, int status);

static void drain(int descriptor)
{
    char bytes[64];
    while (read(descriptor, bytes, sizeof bytes) > 0) {
    }
}

static void queue(struct watch *watch)
{
    watch->judging = true;
    watch->work.data = watch;
    uv_queue_work(&watch->loop, &watch->work, judge, on_judged);
}

/* Whether the verdict is there and lacks the figures, which take longer. */
static bool lacks_figures(const struct watch *watch)
{
    const char *verdict = cJSON_GetStringValue(cJSON_GetObjectItem(watch->verdict, "verdict"));
    return watch->wants_figures && !watch->measuring && verdict && strcmp(verdict, "solved") == 0;
}

/* Whether the exercise takes several builds, on a CPU: a process more would take memory of a GPU. */
static bool wants_helper(const struct watch *watch)
{
    const cJSON *device = cJSON_GetObjectItem(watch->fresh, "device");
    const char *type = cJSON_GetStringValue(cJSON_GetObjectItem(device, "type"));
    return type && strcmp(type, "CPU") == 0 && watch->exercise->later_builds;
}

/* Starts the workers that wait for the next save, where the last judgement left none. */
static void keep_warm(struct watch *watch)
{
    const char *device = watch->options.device ? watch->options.device : "";
    if (watch->warm.pid == 0)
        process_start(device, NULL, &watch->warm);
    if (watch->helper.pid == 0 && wants_helper(watch))
        process_start(device, NULL, &watch->helper);
}

static void on_judged(uv_work_t *work, int status)
{
    struct watch *watch = work->data;
    (void)status;
    watch->judging = false;
    drain(watch->cancel[0]);
    if (watch->quitting)
        return;
    keep_warm(watch);
    if (watch->again) {
        start_judging(watch);
        return;
    }
    cJSON_Delete(watch->verdict);
    watch->verdict = watch->fresh;
    watch->fresh = NULL;
    const bool more = lacks_figures(watch);
    watch->measuring = more;
    if (more)
        queue(watch);
    print_state(watch);
}

static void start_judging(struct watch *watch)
{
    if (watch->judging) { /* the newest save counts */
        watch->again = true;
        if (write(watch->cancel[1], "x", 1) != 1)
            return; /* full: it is being stopped already */
        return;
    }
    cJSON_Delete(watch->verdict);
    cJSON_Delete(watch->fresh);
    watch->verdict = watch->fresh = NULL;
    watch->again = watch->measuring = false;
    watch->seen = source_hash(watch->path);
    watch->notice[0] = '\0';
    queue(watch);
    print_state(watch);
}

/* --- saves ------------------------------------------------------------------------------------- */

static void on_settled(uv_timer_t *timer)
{
    struct watch *watch = timer->data;
    const uint64_t now = source_hash(watch->path);
    if (now != 0 && now != watch->seen)
        start_judging(watch);
}

static void settle(struct watch *watch)
{
    uv_timer_start(&watch->settle, on_settled, SETTLE_MS, 0);
}

static void on_change(uv_fs_event_t *handle, const char *name, int events, int status)
{
    (void)name, (void)events, (void)status; /* what counts is whether the file differs */
    settle(handle->data);
}

/* Turns to an exercise: its file is watched and judged. */
static bool turn_to(struct watch *watch, const struct exercise *exercise)
{
    if (!course_path(exercise->file, watch->path, sizeof watch->path) ||
        !course_path("exercises", watch->folder, sizeof watch->folder))
        return false;
    watch->exercise = exercise;
    uv_fs_event_stop(&watch->event);
    uv_fs_event_start(&watch->event, on_change, watch->folder, 0);
    start_judging(watch);
    return true;
}

/* --- keys -------------------------------------------------------------------------------------- */

/* Waits for the end of a long subcommand, which a key or a save brings about at once. */
static void await_or_stop(const struct watch *watch, pid_t child)
{
    struct pollfd keys = {.fd = watch->has_keys ? STDIN_FILENO : -1, .events = POLLIN};
    const uint64_t before = source_hash(watch->path);
    bool stopped = false;
    int status;

    while (waitpid(child, &status, WNOHANG) == 0) {
        poll(&keys, stopped ? 0 : 1, 50);
        if (!stopped && (keys.revents != 0 || source_hash(watch->path) != before)) {
            kill(child, SIGINT);
            stopped = true;
        }
    }
}

/* Runs a subcommand of this program, with up to two options, on the same terminal. */
static void run_subcommand(struct watch *watch, const char *name, const char *option,
                           const char *second)
{
    extern char **environ;
    char number[16];
    char *arguments[] = {(char *)program_name(), (char *)name,   number,
                         (char *)option,         (char *)second, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    int status;

    snprintf(number, sizeof number, "%u", watch->exercise->number);
    if (strcmp(name, "list") == 0)
        arguments[2] = NULL;
    clear_screen(watch);
    fflush(stdout);
    /* libuv closes its terminals in children, who would get their next file as standard input */
    posix_spawn_file_actions_init(&actions);
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        posix_spawn_file_actions_adddup2(&actions, file, file);
    if (posix_spawn(&child, "/proc/self/exe", &actions, NULL, arguments, environ) == 0) {
        if (strcmp(name, "bench") == 0)
            await_or_stop(watch, child);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    }
    posix_spawn_file_actions_destroy(&actions);
    print_keys(watch);
}

static const struct exercise *next_exercise(const struct exercise *exercise)
{
    size_t count = 0;
    const struct exercise *const *exercises = exercise_table(&count);
    for (size_t i = 0; i < count; i++)
        if (exercises[i]->number == exercise->number + 1)
            return exercises[i];
    return NULL;
}

static void go_on(struct watch *watch)
{
    const struct exercise *next = next_exercise(watch->exercise);
    if (next && turn_to(watch, next))
        return;
    printf("\nThis is the last exercise.\n");
    print_keys(watch);
}

static void quit(struct watch *watch, int status)
{
    if (watch->quitting)
        return;
    watch->quitting = true;
    watch->exit_status = status;
    if (watch->judging && write(watch->cancel[1], "x", 1) != 1)
        watch->exit_status = status; /* it is being stopped already */
    uv_stop(&watch->loop);
}

/* Ctrl-Z: leaves the terminal as it was found, and takes it again afterwards. */
static void suspend(struct watch *watch)
{
    uv_tty_set_mode(&watch->keys, UV_TTY_MODE_NORMAL);
    raise(SIGSTOP);
    uv_tty_set_mode(&watch->keys, UV_TTY_MODE_RAW);
    print_state(watch);
}

static void ask_reset(struct watch *watch)
{
    watch->asking = true;
    printf("\nPut the template of exercise %u back? Your file stays beside it. [y/n] ",
           watch->exercise->number);
    fflush(stdout);
}

static void answer(struct watch *watch, char key)
{
    watch->asking = false;
    if (key == 'y' || key == 'Y')
        run_subcommand(watch, "reset", NULL, NULL);
    else
        print_state(watch);
}

enum { CTRL_C = 3, CTRL_D = 4, CTRL_Z = 26 };

static void take_key(struct watch *watch, char key)
{
    if (key == CTRL_C) {
        quit(watch, 128 + SIGINT);
        return;
    }
    if (watch->asking) {
        answer(watch, key);
        return;
    }
    switch (key) {
    case 'n':
        go_on(watch);
        break;
    case 'h':
        run_subcommand(watch, "hint", NULL, NULL);
        break;
    case 'l':
        run_subcommand(watch, "list", NULL, NULL);
        break;
    case 'r':
        ask_reset(watch);
        break;
    case 'b':
        run_subcommand(watch, "debug", NULL, NULL);
        break;
    case 'd':
        run_subcommand(watch, "diff", NULL, NULL);
        break;
    case 'm':
        run_subcommand(watch, "map", NULL, NULL);
        break;
    case 's':
        run_subcommand(watch, "bench", NULL, NULL);
        break;
    case 'p':
        run_subcommand(watch, "run", "--show", "--no-timing");
        break;
    case ' ':
    case '\r':
    case '\n':
        start_judging(watch);
        break;
    case CTRL_Z:
        suspend(watch);
        break;
    case 'q':
    case CTRL_D:
        quit(watch, STATUS_DONE);
        break;
    default:
        break;
    }
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    static char bytes[256];
    (void)handle, (void)suggested;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

/* Bytes of the escape sequence there: of an arrow or a function key, none of ours. 0: there is none. */
static size_t sequence_length(const char *bytes, size_t count)
{
    size_t length = 1;
    if (bytes[0] != '\033')
        return 0;
    if (count < 2 || (bytes[1] != '[' && bytes[1] != 'O'))
        return length;
    for (length = 2; length < count && (bytes[length] < '@' || bytes[length] > '~');)
        length++;
    return length < count ? length + 1 : length;
}

static void on_keys(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct watch *watch = stream->data;
    if (count < 0) { /* the terminal is gone */
        quit(watch, 128 + SIGHUP);
        return;
    }
    for (ssize_t i = 0; i < count && !watch->quitting; i++) {
        const size_t length = sequence_length(buffer->base + i, (size_t)(count - i));
        if (length > 0)
            i += (ssize_t)length - 1;
        else
            take_key(watch, buffer->base[i]);
    }
}

/* --- beginning and end ------------------------------------------------------------------------- */

static void on_signal(uv_signal_t *handle, int number)
{
    quit(handle->data, 128 + number);
}

static void on_resize(uv_signal_t *handle, int number)
{
    (void)number;
    print_state(handle->data);
}

static void open_signals(struct watch *watch)
{
    for (int i = 0; i < STOP_SIGNALS; i++) {
        uv_signal_init(&watch->loop, &watch->stop[i]);
        watch->stop[i].data = watch;
        uv_signal_start(&watch->stop[i], on_signal, SIGNALS[i]);
    }
    uv_signal_init(&watch->loop, &watch->resize);
    watch->resize.data = watch;
    uv_signal_start(&watch->resize, on_resize, SIGWINCH);
}

static void open_keys(struct watch *watch)
{
    watch->has_keys = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
                      uv_tty_init(&watch->loop, &watch->keys, STDIN_FILENO, 0) == 0;
    watch->on_screen = isatty(STDOUT_FILENO);
    if (!watch->has_keys)
        return;
    watch->keys.data = watch;
    uv_tty_set_mode(&watch->keys, UV_TTY_MODE_RAW);
    uv_read_start((uv_stream_t *)&watch->keys, give_buffer, on_keys);
}

static bool open_watch(struct watch *watch)
{
    if (pipe2(watch->cancel, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    uv_loop_init(&watch->loop);
    uv_mutex_init(&watch->mutex);
    uv_fs_event_init(&watch->loop, &watch->event);
    uv_timer_init(&watch->loop, &watch->settle);
    uv_timer_init(&watch->loop, &watch->poll);
    uv_async_init(&watch->loop, &watch->stage, on_stage);
    watch->event.data = watch->poll.data = watch->settle.data = watch->stage.data = watch;
    open_signals(watch);
    open_keys(watch);
    uv_timer_start(&watch->poll, on_settled, POLL_MS, POLL_MS);
    keep_warm(watch);
    return true;
}

static void close_handle(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void close_watch(struct watch *watch)
{
    if (watch->has_keys)
        uv_tty_set_mode(&watch->keys, UV_TTY_MODE_NORMAL);
    uv_walk(&watch->loop, close_handle, NULL);
    uv_run(&watch->loop, UV_RUN_DEFAULT); /* until the judging thread has stopped, too */
    uv_loop_close(&watch->loop);
    uv_mutex_destroy(&watch->mutex);
    process_close(&watch->warm);
    process_close(&watch->helper);
    close(watch->cancel[0]);
    close(watch->cancel[1]);
    cJSON_Delete(watch->verdict);
    cJSON_Delete(watch->fresh);
    if (watch->on_screen)
        printf("\n");
}

/* The first exercise that is not solved; the last if all are. */
static const struct exercise *first_unsolved(void)
{
    size_t count = 0;
    char notice[5000];
    const struct exercise *last = NULL, *const *exercises = exercise_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (exercises[i]->number == 0)
            continue;
        cJSON *progress = progress_read(exercises[i], notice, sizeof notice);
        const bool solved = progress_is_solved(exercises[i], progress);
        cJSON_Delete(progress);
        last = exercises[i];
        if (!solved)
            break;
    }
    return last;
}

int command_watch(int argc, char **argv)
{
    struct watch watch = {.cancel = {-1, -1}, .warm = NO_PROCESS, .helper = NO_PROCESS};

    options_read(&USAGE, argc, argv, &watch.options);
    watch.wants_figures = !watch.options.no_timing;
    const struct exercise *exercise =
        watch.options.exercise ? find_exercise(watch.options.exercise) : first_unsolved();
    if (!exercise)
        return STATUS_USAGE;
    if (!open_watch(&watch)) {
        print_error("cannot watch: %s", strerror(errno));
        return STATUS_MACHINE;
    }
    if (turn_to(&watch, exercise))
        uv_run(&watch.loop, UV_RUN_DEFAULT);
    close_watch(&watch);
    return watch.exit_status;
}
