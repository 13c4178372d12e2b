#include "stepping.h"

#include "commands.h"
#include "screen.h"

#include "../judge/host_kernel.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether a program of that name can be run. */
static bool is_installed(const char *name)
{
    char *path = strdup(getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin"), *rest = path;
    char file[PATH_MAX];
    bool found = false;
    for (char *folder; !found && (folder = strtok_r(rest, ":", &rest)) != NULL;) {
        snprintf(file, sizeof file, "%s/%s", folder, name);
        found = access(file, X_OK) == 0;
    }
    free(path);
    return found;
}

static bool all_installed(void)
{
    static const char *const programs[] = {"gdb", "clang"};
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        if (is_installed(programs[i]))
            continue;
        print_error("%s is not installed: `sudo apt-get install %s`", programs[i], programs[i]);
        return false;
    }
    return true;
}

static bool write_job(const char *folder, const struct options *options,
                      const struct exercise *exercise, const char *path)
{
    char file[PATH_MAX];
    snprintf(file, sizeof file, "%s/job", folder);
    FILE *stream = fopen(file, "w");
    if (!stream)
        return false;
    cJSON *job = cJSON_CreateObject();
    cJSON_AddStringToObject(job, "task", "map");
    cJSON_AddStringToObject(job, "exercise", exercise->name);
    cJSON_AddStringToObject(job, "kernel_file", path);
    cJSON_AddStringToObject(job, "folder", folder);
    cJSON_AddBoolToObject(job, "plain", true);
    cJSON_AddNumberToObject(job, "seed", (double)options->seed);
    char *text = cJSON_PrintUnformatted(job);
    fprintf(stream, "%s\n", text ? text : "{}");
    cJSON_free(text);
    cJSON_Delete(job);
    return fclose(stream) == 0;
}

static unsigned dimensions_of(const struct exercise *exercise)
{
    unsigned most = 1;
    for (size_t i = 0; i < exercise->kernel_count; i++)
        if (exercise->kernels[i].dimensions > most)
            most = exercise->kernels[i].dimensions;
    return most;
}

/* gdb's command "item", which tells which work-item it has stopped in. */
static void write_item_command(FILE *stream, unsigned dimensions)
{
    static const char *const IDS[] = {"%lu", "(%lu, %lu)", "(%lu, %lu, %lu)"};
    const char *ids = IDS[dimensions - 1];
    fprintf(stream, "define item\nprintf \"work-item %s of work-group %s\\n\"", ids, ids);
    for (int what = 4; what <= 6; what += 2) /* get_local_id, get_group_id: host_builtins.clh */
        for (unsigned d = 0; d < dimensions; d++)
            fprintf(stream, ", ((unsigned long (*)(unsigned, unsigned))workshop_work_item)(%d, %u)",
                    what, d);
    fprintf(stream, "\nend\ndocument item\nTells which work-item this is.\nend\n");
}

/* What gdb does first. */
static bool write_script(const char *folder, const struct exercise *exercise, const char *path)
{
    char file[PATH_MAX];
    snprintf(file, sizeof file, "%s/script", folder);
    FILE *stream = fopen(file, "w");
    if (!stream)
        return false;
    fprintf(stream, "set breakpoint pending on\nset confirm off\nset print frame-arguments all\n");
    write_item_command(stream, dimensions_of(exercise));
    for (size_t i = 0; i < exercise->kernel_count; i++)
        fprintf(stream, "break %s:%s\n", path, exercise->kernels[i].name);
    fprintf(stream, "run worker < '%s/job' 3> /dev/null\n", folder);
    return fclose(stream) == 0;
}

/* gdb's exit status; -1: it could not be run. */
static int run_gdb(const char *folder)
{
    extern char **environ;
    char script[PATH_MAX], self[PATH_MAX] = "";
    char *arguments[] = {"gdb", "-q", "-x", script, self, NULL};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    pid_t child = 0;
    int status = 0;

    snprintf(script, sizeof script, "%s/script", folder);
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return -1;
    fflush(stdout);
    const int err = posix_spawnp(&child, "gdb", NULL, NULL, arguments, environ);
    sigaction(SIGINT, &ignore, &before); /* Ctrl-C is gdb's */
    while (err == 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    sigaction(SIGINT, &before, NULL);
    return err == 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void remove_files(const char *folder)
{
    static const char *const names[] = {"job", "script"};
    char file[PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(file, sizeof file, "%s/%s", folder, names[i]);
        unlink(file);
    }
    host_kernel_clean(folder);
}

/* What can be typed in gdb. */
static void print_commands(void)
{
    static const char *const ROWS[][2] = {
        {"item", "which work-item this is"},
        {"next, step", "goes on by a line, or into a function"},
        {"info locals", "its variables; `print x[i]` shows one value"},
        {"continue", "to the next work-item"},
        {"break 27 if i == 5", "stops at line 27 where i is 5; `delete 1` forgets a breakpoint"},
        {"quit", "ends it"},
    };
    enum { TEXT_COLUMN = 22 };
    print_wrapped("The kernel runs on this machine, one work-item after the other, each to its "
                  "next barrier.",
                  0);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        printf("  %-*s", TEXT_COLUMN - 2, ROWS[i][0]);
        print_hanging(ROWS[i][1], TEXT_COLUMN, TEXT_COLUMN);
    }
    printf("\n");
}

int step_through(const struct options *options, const struct exercise *exercise, const char *path)
{
    const char *temporary = getenv("TMPDIR");
    char folder[2048], absolute[PATH_MAX];
    int status = STATUS_MACHINE;

    if (!all_installed())
        return STATUS_MACHINE;
    snprintf(folder, sizeof folder, "%s/workshop-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!realpath(path, absolute) || !mkdtemp(folder)) {
        print_error("cannot make a folder for files in %s: %s", folder, strerror(errno));
        return STATUS_MACHINE;
    }
    print_commands();
    if (write_job(folder, options, exercise, absolute) &&
        write_script(folder, exercise, absolute) && run_gdb(folder) == 0)
        status = STATUS_DONE;
    remove_files(folder);
    return status;
}
