#include "verdict.h"

#include "beside.h"
#include "diagnosis.h"
#include "races.h"

#include "../exercises/fields.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE = 1024 };

/* --- the job ----------------------------------------------------------------------------------- */

cJSON *verdict_job(const struct verdict_request *request, bool baseline)
{
    cJSON *job = cJSON_CreateObject();
    cJSON_AddStringToObject(job, "task", "judge");
    cJSON_AddStringToObject(job, "exercise", request->exercise->name);
    cJSON_AddStringToObject(job, "kernel_file", request->kernel_file);
    cJSON_AddStringToObject(job, "solution_file",
                            request->solution_file ? request->solution_file : "");
    cJSON_AddStringToObject(job, "device", request->device ? request->device : "");
    cJSON_AddStringToObject(job, "gallery", request->gallery ? request->gallery : "");
    cJSON_AddStringToObject(job, "options", request->options ? request->options : "");
    cJSON_AddNumberToObject(job, "seed", (double)request->seed);
    cJSON_AddBoolToObject(job, "measure", request->measure);
    cJSON_AddBoolToObject(job, "baseline", baseline);
    cJSON_AddBoolToObject(job, "debug", request->debug);
    cJSON *images = cJSON_AddArrayToObject(job, "images");
    for (size_t i = 0; i < request->image_count; i++)
        cJSON_AddItemToArray(images, cJSON_CreateString(request->images[i]));
    return job;
}

/* --- building ahead ---------------------------------------------------------------------------- */

/* A second worker fills the driver's cache with what the first will build later: PoCL's compiler does
 * one thing at a time in a process. Whatever becomes of it, the judgement can do without. */
struct ahead {
    struct beside beside;
    const struct verdict_request *request;
};

static void build_ahead(struct beside *self)
{
    const struct verdict_request *request = ((struct ahead *)self)->request;
    cJSON *job = verdict_job(request, false);
    cJSON_AddBoolToObject(job, "ahead", true);
    const struct order order = {.job = job,
                                .timeout_s = request->timeout_s,
                                .worker = request->helper,
                                .cancel = self->cancel[0]};
    struct report report;
    supervise(&order, &report);
    report_free(&report);
    cJSON_Delete(job);
}

/* False if nothing is built ahead. */
static bool ahead_start(struct ahead *ahead, const struct verdict_request *request)
{
    ahead->request = request;
    return request->helper && request->helper->pid > 0 && request->exercise->later_builds &&
           !request->measure && beside_start(&ahead->beside, build_ahead);
}

/* --- how a worker ended ------------------------------------------------------------------------ */

static const char *signal_words(int number)
{
    switch (number) {
    case 0:
        return "it ended without a word";
    case SIGSEGV:
        return "it reached for memory that is not there (SIGSEGV)";
    case SIGBUS:
        return "it reached for memory that is not there (SIGBUS)";
    case SIGFPE:
        return "it divided a whole number by zero (SIGFPE)";
    case SIGABRT:
        return "the driver gave up (SIGABRT)";
    case SIGILL:
        return "it ran into an instruction that the processor does not know (SIGILL)";
    case SIGKILL:
        return "it was killed from outside, perhaps for want of memory (SIGKILL)";
    default:
        return strsignal(number);
    }
}

static cJSON *crash_diagnosis(const struct report *report)
{
    char message[MESSAGE];
    if (report->stage == STAGE_BUILD)
        snprintf(
            message, sizeof message,
            "The driver's compiler crashed on this file: %s. Recursion does that, or code that "
            "it cannot digest: take out what you added last.",
            signal_words(report->signal));
    else
        snprintf(
            message, sizeof message,
            "The kernel crashed: %s. It most likely reads or writes far outside of its "
            "buffers: is every index computed from ids and sizes as it should be? A vector "
            "that is moved through a cast pointer, at an address that is no multiple of its "
            "size, does that too (vload4 and vstore4 take any address), as do very large arrays "
            "of its own and a function that calls itself.",
            signal_words(report->signal));
    return diagnosis_new(CRASH, report->stage == STAGE_BUILD ? "" : report->kernel,
                         report->stage == STAGE_BUILD ? "" : report->case_name, message);
}

static size_t count_cases(const cJSON *verdict, const char *wanted)
{
    size_t count = 0;
    const cJSON *one;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(verdict, "cases"))
    {
        const char *got = cJSON_GetStringValue(cJSON_GetObjectItem(one, "verdict"));
        count += got && strcmp(got, wanted) == 0;
    }
    return count;
}

static cJSON *timeout_diagnosis(const struct report *report, const cJSON *verdict)
{
    char message[MESSAGE];
    if (report->whole)
        snprintf(message, sizeof message,
                 "All builds and cases together were not done after %g s, and were stopped.",
                 report->waited_s);
    else if (report->stage == STAGE_BUILD)
        snprintf(message, sizeof message,
                 "The driver's compiler was not done with this file after %g s and was stopped.",
                 report->waited_s);
    else
        snprintf(
            message, sizeof message,
            "The kernel was still running after %g s and was stopped. Does every loop end, and "
            "do all work-items of a work-group reach the same barriers?%s",
            report->waited_s,
            count_cases(verdict, "pass") > 0
                ? " Smaller cases passed: does each work-item do its own part, or the work of all?"
                : "");
    return diagnosis_new(TIMEOUT, report->stage == STAGE_BUILD ? "" : report->kernel,
                         report->stage == STAGE_BUILD ? "" : report->case_name, message);
}

/* The case that the worker did not come back from. */
static void add_lost_case(const struct report *report, cJSON *cases)
{
    if (report->stage != STAGE_CASE)
        return;
    cJSON *lost = cJSON_CreateObject();
    cJSON_AddStringToObject(lost, "kernel", report->kernel);
    cJSON_AddStringToObject(lost, "name", report->case_name);
    cJSON_AddStringToObject(lost, "verdict", "fail");
    cJSON_AddNumberToObject(lost, "mismatches", 0);
    cJSON_AddNumberToObject(lost, "max_error", 0);
    cJSON_AddItemToArray(cases, lost);
}

/* --- the verdict ------------------------------------------------------------------------------- */

static void set_error(cJSON *verdict, int *status, int value, const char *text)
{
    *status = value;
    cJSON_DeleteItemFromObject(verdict, "error");
    cJSON_AddStringToObject(verdict, "error", text);
}

static void take_failure(const struct report *report, cJSON *verdict, int *status)
{
    const cJSON *failure = cJSON_GetArrayItem(report_events(report, "failed"), 0);
    const double value = cJSON_GetNumberValue(cJSON_GetObjectItem(failure, "status"));
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(failure, "text"));
    set_error(verdict, status, value == 2.0 ? 2 : 3, text ? text : "the worker failed");
}

/* Blames the kernel or the machine for a worker that did not come to its end. */
static void take_breakdown(const struct report *report, cJSON *verdict, int *status)
{
    cJSON *diagnoses = cJSON_GetObjectItem(verdict, "diagnosis");
    char message[MESSAGE];
    const bool of_the_kernel = report->stage == STAGE_BUILD || report->stage == STAGE_CASE ||
                               (report->stage == STAGE_HOST && report->kernel[0]);
    if (of_the_kernel) {
        add_lost_case(report, cJSON_GetObjectItem(verdict, "cases"));
        cJSON_AddItemToArray(diagnoses, report->ending == ENDING_TIMEOUT
                                            ? timeout_diagnosis(report, verdict)
                                            : crash_diagnosis(report));
        return;
    }
    snprintf(message, sizeof message, "The OpenCL driver %s while the device was opened%s%s.",
             report->ending == ENDING_TIMEOUT ? "did not answer" : "crashed",
             report->signal ? ": " : "", report->signal ? signal_words(report->signal) : "");
    set_error(verdict, status, 3, message);
}

static void take_report(const struct report *report, cJSON *verdict, int *status)
{
    switch (report->ending) {
    case ENDING_DONE:
        break;
    case ENDING_FAILED:
        take_failure(report, verdict, status);
        break;
    case ENDING_INTERRUPTED:
        set_error(verdict, status, 128 + report->signal, "interrupted");
        break;
    case ENDING_NO_WORKER:
        set_error(verdict, status, 3, "The worker process could not be started.");
        break;
    default:
        take_breakdown(report, verdict, status);
        break;
    }
}

/* Moves the events of that name into the verdict. */
static void move_events(const struct report *report, const char *event, cJSON *verdict,
                        const char *key)
{
    cJSON *events = (cJSON *)report_events(report, event);
    cJSON *target = cJSON_GetObjectItem(verdict, key);
    while (cJSON_GetArraySize(events) > 0)
        cJSON_AddItemToArray(target, cJSON_DetachItemFromArray(events, 0));
}

static cJSON *device_of(const struct report *report)
{
    static const char *const keys[] = {"name", "platform", "type"};
    const cJSON *device = cJSON_GetArrayItem(report_events(report, "device"), 0);
    cJSON *shown = device ? cJSON_CreateObject() : cJSON_CreateNull();
    for (size_t i = 0; device && i < sizeof keys / sizeof keys[0]; i++)
        cJSON_AddItemToObject(shown, keys[i],
                              cJSON_Duplicate(cJSON_GetObjectItem(device, keys[i]), true));
    return shown;
}

/* Takes the lines out of a worker's output that a driver's compiler counts its messages with. */
static void drop_chatter(char *output)
{
    char *out = output;
    for (char *line = output, *next; *line; line = next) {
        const size_t length = strcspn(line, "\n");
        const size_t digits = strspn(line, "0123456789");
        next = line + length + (line[length] == '\n');
        const bool chatter = digits > 0 && length > 11 &&
                             strncmp(line + length - 11, " generated.", 11) == 0 &&
                             (strncmp(line + digits, " warning", 8) == 0 ||
                              strncmp(line + digits, " error", 6) == 0);
        if (chatter)
            continue;
        memmove(out, line, (size_t)(next - line));
        out += next - line;
    }
    *out = '\0';
}

static cJSON *start_verdict(const struct verdict_request *request, const struct report *report)
{
    cJSON *verdict = cJSON_CreateObject();
    cJSON_AddStringToObject(verdict, "exercise", request->exercise->name);
    cJSON_AddNumberToObject(verdict, "number", request->exercise->number);
    cJSON_AddStringToObject(verdict, "kernel_file", request->kernel_file);
    cJSON_AddItemToObject(verdict, "device", device_of(report));
    cJSON_AddStringToObject(verdict, "verdict", "rejected");
    cJSON_AddArrayToObject(verdict, "diagnosis");
    cJSON_AddArrayToObject(verdict, "cases");
    cJSON_AddArrayToObject(verdict, "performance");
    cJSON_AddArrayToObject(verdict, "pictures");
    cJSON_AddArrayToObject(verdict, "notes");
    cJSON_AddNumberToObject(verdict, "seed", (double)request->seed);
    if (report->output)
        drop_chatter(report->output);
    cJSON_AddStringToObject(verdict, "output", report->output ? report->output : "");
    cJSON_AddBoolToObject(verdict, "output_cut", report->output_cut);
    move_events(report, "diagnosis", verdict, "diagnosis");
    move_events(report, "case", verdict, "cases");
    move_events(report, "performance", verdict, "performance");
    move_events(report, "picture", verdict, "pictures");
    move_events(report, "note", verdict, "notes");
    return verdict;
}

static void run_job(const struct verdict_request *request, bool baseline, struct report *report)
{
    cJSON *job = verdict_job(request, baseline);
    const struct order order = {.job = job,
                                .timeout_s = request->timeout_s,
                                .limit_s = request->limit_s,
                                .progress = request->progress,
                                .worker = request->worker,
                                .cancel = request->cancel};
    supervise(&order, report);
    cJSON_Delete(job);
}

/* Runs the worker; once more in a new one, if it broke down after other jobs, whose doing that may be;
 * and once more without the baseline, if that is what broke it. */
static void run_worker(const struct verdict_request *request, struct report *report)
{
    bool used = request->worker && request->worker->jobs > 0, baseline = true;
    for (;;) {
        run_job(request, baseline, report);
        const bool crashed = report->ending == ENDING_CRASH;
        const bool broke = crashed || report->ending == ENDING_TIMEOUT;
        if (used && crashed)
            used = false;
        else if (baseline && broke && report->stage == STAGE_BASELINE)
            baseline = false;
        else
            return;
        report_free(report);
    }
}

/* Starts the look for races. */
struct watcher {
    const struct verdict_request *request;
    struct races *races;
    bool started;
};

/* Begins once something is launched: what does not compile is not watched, and the first build, which
 * all else waits for, has a processor for itself. */
static void watch_when_built(void *self, const cJSON *event)
{
    struct watcher *watcher = self;
    const struct progress *progress = watcher->request->progress;
    if (!watcher->started && stage_find(text_of(event, "stage")) == STAGE_CASE) {
        watcher->started = true;
        watcher->races = races_start(watcher->request);
    }
    if (progress && progress->show)
        progress->show(progress->self, event);
}

static void close_worker(struct process *worker)
{
    if (worker)
        process_close(worker);
}

/* Whether the kernel may have written where a worker keeps what is its own: then that judges no other. */
static bool may_have_done_damage(const cJSON *verdict)
{
    static const enum diagnosis_code DAMAGE[] = {OUT_OF_BOUNDS_WRITE, INPUT_MODIFIED,
                                                 MISSING_BARRIER, OUT_OF_RESOURCES, CRASH};
    const cJSON *one;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(verdict, "diagnosis"))
    {
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(one, "code"));
        for (size_t i = 0; i < sizeof DAMAGE / sizeof DAMAGE[0]; i++)
            if (diagnosis_find(name) == DAMAGE[i])
                return true;
    }
    return false;
}

/* Solved is what has passed cases and nothing else; no news is no good news. */
static void conclude(cJSON *verdict, int *status)
{
    cJSON *diagnoses = cJSON_GetObjectItem(verdict, "diagnosis");
    diagnosis_sort(diagnoses);
    if (cJSON_GetArraySize(diagnoses) == 0 && !cJSON_GetObjectItem(verdict, "error") &&
        (count_cases(verdict, "pass") == 0 || count_cases(verdict, "fail") > 0 ||
         count_cases(verdict, "skipped") > 0))
        set_error(verdict, status, 3, "Not every case could be tried, so there is no verdict.");
    if (cJSON_GetObjectItem(verdict, "error")) {
        cJSON_DeleteItemFromObject(verdict, "verdict");
        return;
    }
    *status = cJSON_GetArraySize(diagnoses) > 0 ? 1 : 0;
    if (*status == 0)
        cJSON_ReplaceItemInObject(verdict, "verdict", cJSON_CreateString("solved"));
}

cJSON *verdict_reach(const struct verdict_request *request, int *status)
{
    struct report report;
    struct ahead ahead;
    struct watcher watcher = {.request = request};
    const struct progress progress = {watch_when_built, &watcher};
    struct verdict_request watched = *request;
    watched.progress = &progress;

    *status = 0;
    const bool builds_ahead = ahead_start(&ahead, request);
    run_worker(&watched, &report);
    if (builds_ahead)
        beside_join(&ahead.beside, false);
    cJSON *verdict = start_verdict(request, &report);
    take_report(&report, verdict, status);
    const bool killed_from_outside =
        report.signal == SIGKILL; /* which says nothing of the kernel */
    races_finish(watcher.races, request, !killed_from_outside, verdict, status);
    report_free(&report);
    conclude(verdict, status);
    if (*status > 1 || may_have_done_damage(verdict)) {
        close_worker(request->worker);
        close_worker(request->helper);
    }
    return verdict;
}
