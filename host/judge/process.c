#include "process.h"

#include "events.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIPES = 4, FIRST_FREE_FD = 10 };

/* A pipe whose ends lie above the descriptors that the worker gets. */
static bool open_pipe(int ends[2])
{
    int low[2];
    if (pipe2(low, O_CLOEXEC) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
        close(low[i]);
    }
    return ends[0] >= 0 && ends[1] >= 0;
}

static void close_end(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}

/* This process's environment with the additions in front; the array is the caller's to free. */
static char **make_environment(const char *const *additions)
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

/* Starts the program with these descriptors as 0 to 3, in a session of its own and with the signals
 * as they are for a new process. */
static int spawn(const char *warm, const int descriptors[PIPES], char **environment, pid_t *pid)
{
    char self[] = "/proc/self/exe";
    char *arguments[] = {"workshop", "worker", (char *)warm, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < PIPES; i++)
        posix_spawn_file_actions_adddup2(&actions, descriptors[i], i);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    const int err = posix_spawn(pid, self, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return err;
}

bool process_start(const char *warm, const char *const *environment, struct process *process)
{
    int pipes[PIPES][2] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    int inner[PIPES];
    char **variables = make_environment(environment);
    bool ok = variables != NULL;

    for (int i = 0; i < PIPES; i++) {
        ok = ok && open_pipe(pipes[i]);
        inner[i] = pipes[i][i == 0 ? 0 : 1]; /* it reads its job and writes the rest */
    }
    *process = NO_PROCESS;
    ok = ok && spawn(warm, inner, variables, &process->pid) == 0;
    for (int i = 0; i < PIPES; i++)
        close_end(&pipes[i][i == 0 ? 0 : 1]);
    if (ok) {
        process->job = pipes[0][1];
        process->output = pipes[1][0];
        process->errors = pipes[2][0];
        process->events = pipes[EVENTS_FD][0];
    }
    for (int i = 0; !ok && i < PIPES; i++)
        close_end(&pipes[i][i == 0 ? 1 : 0]);
    free(variables);
    return ok;
}

static bool write_all(int file, const char *text, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(file, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        text += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

bool process_give(struct process *process, const char *job, bool last)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

    sigaction(SIGPIPE, &ignore, &before);
    const bool given =
        write_all(process->job, job, strlen(job)) && write_all(process->job, "\n", 1);
    sigaction(SIGPIPE, &before, NULL);
    if (last)
        close_end(&process->job);
    return given;
}

void process_kill(const struct process *process)
{
    if (process->pid > 0)
        kill(-process->pid, SIGKILL);
}

void process_close(struct process *process)
{
    int status;
    process_kill(process);
    if (process->pid > 0)
        waitpid(process->pid, &status, 0);
    close_end(&process->job);
    close_end(&process->output);
    close_end(&process->errors);
    close_end(&process->events);
    process->pid = 0;
}
