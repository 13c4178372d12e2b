#include "worker.h"

#include "bench.h"
#include "events.h"
#include "judge.h"
#include "map.h"
#include "probe.h"
#include "tune.h"

#include "../exercises/course.h"
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
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

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

/* Whether there is such a folder, or can be one, with some megabytes left to write programs into. */
static bool has_room(const char *folder)
{
    enum { LEAST = 4 << 20 };
    struct statvfs disk;
    return make_folders(folder) && access(folder, W_OK) == 0 && statvfs(folder, &disk) == 0 &&
           !(disk.f_flag & ST_NOEXEC) && (double)disk.f_bavail * (double)disk.f_frsize >= LEAST;
}

/* Gives PoCL a folder of this user's own in that of temporary files, if there is room. */
static bool take_temporary(const char *temporary)
{
    char folder[PATH_MAX];
    struct stat info;

    if (!temporary || !*temporary)
        return false;
    snprintf(folder, sizeof folder, "%s/workshop-pocl-%ld", temporary, (long)getuid());
    mkdir(folder, 0700);
    if (lstat(folder, &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != getuid() ||
        !has_room(folder))
        return false; /* kernels lie there: nobody else's folder will do */
    return setenv("POCL_CACHE_DIR", folder, 1) == 0;
}

/* Where PoCL cannot write its cache, it shows no device (a home that is read-only) or builds nothing (a
 * disk that is full), and where it cannot run what lies there (a disk mounted noexec), every kernel crashes:
 * then it gets a folder among the temporary ones. */
static void find_room_for_pocl(void)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char folder[PATH_MAX];

    if (getenv("POCL_CACHE_DIR"))
        return;
    if (cache && *cache)
        snprintf(folder, sizeof folder, "%s/pocl", cache);
    else
        snprintf(folder, sizeof folder, "%s/.cache/pocl", home ? home : "");
    if (!has_room(folder) && !take_temporary(getenv("TMPDIR")) && !take_temporary("/tmp"))
        take_temporary("/var/tmp");
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
    find_room_for_pocl();
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
