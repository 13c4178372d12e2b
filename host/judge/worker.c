#include "worker.h"

#include "bench.h"
#include "events.h"
#include "judge.h"
#include "map.h"
#include "probe.h"
#include "tune.h"

#include "../exercises/fields.h"

#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static const struct {
    const char *task;
    int (*run)(const cJSON *job);
} TASKS[] = {
    {"judge", judge_file}, {"bench", bench_files},  {"tune", tune_candidates},
    {"map", map_file},     {"devices", probe_list}, {"probe", probe_device},
};

/* The next job, a line of standard input; the caller's to free. NULL: there is none. */
static char *read_job(void)
{
    char *line = NULL;
    size_t size = 0;
    if (getline(&line, &size, stdin) > 0)
        return line;
    free(line);
    return NULL;
}

static int do_job(const char *text)
{
    int status = 2;
    cJSON *job = cJSON_Parse(text);
    const char *task = text_of(job, "task");
    for (size_t i = 0; i < sizeof TASKS / sizeof TASKS[0]; i++)
        if (strcmp(TASKS[i].task, task) == 0)
            status = TASKS[i].run(job);
    cJSON_Delete(job);
    return status;
}

int worker_main(const char *warm)
{
    const struct rlimit no_core = {0, 0};

    prctl(PR_SET_PDEATHSIG, SIGKILL); /* does not outlive its parent */
    /* The cases' large buffers come and go: keep their pages instead of clearing new ones. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    setrlimit(RLIMIT_CORE, &no_core);
    if (fcntl(EVENTS_FD, F_GETFD) < 0) {
        fprintf(stderr, "workshop: worker is for the program's own use\n");
        return 2;
    }
    fcntl(EVENTS_FD, F_SETFD, FD_CLOEXEC);
    if (warm)
        probe_warm_up(warm);
    int status = 0;
    for (char *job; (job = read_job()) != NULL; free(job)) {
        status = do_job(job);
        fflush(stdout); /* whoever hears of the end can read all that was printed */
        event_send("idle", NULL);
    }
    return status;
}
