#include "races.h"

#include "beside.h"
#include "diagnosis.h"
#include "oclgrind.h"

#include "../opencl/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = 2048 };

/* --- into diagnoses ---------------------------------------------------------------------------- */

static void add_note(cJSON *verdict, const char *text)
{
    cJSON *note = cJSON_CreateObject();
    cJSON_AddStringToObject(note, "text", text);
    cJSON_AddItemToArray(cJSON_GetObjectItem(verdict, "notes"), note);
}

static bool has_code(const cJSON *diagnoses, enum diagnosis_code code, const char *kernel)
{
    const cJSON *one;
    cJSON_ArrayForEach(one, diagnoses)
    {
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(one, "code"));
        const char *of = cJSON_GetStringValue(cJSON_GetObjectItem(one, "kernel"));
        if (diagnosis_find(name) == code && (!kernel || (of && strcmp(of, kernel) == 0)))
            return true;
    }
    return false;
}

static void print_finding(char *text, size_t size, const struct finding *finding,
                          const char *sentence, const struct source *source, bool alone)
{
    size_t used = (size_t)snprintf(text, size, "%s%s", alone ? "Possible: " : "", sentence);
    if (finding->detail[0] && used < size)
        used += (size_t)snprintf(text + used, size - used, " %s.", finding->detail);
    if (alone && used < size)
        used += (size_t)snprintf(text + used, size - used,
                                 " The results were right on this device; Oclgrind, which watches "
                                 "every access, objects.");
    for (size_t i = 0; i < finding->site_count && used < size; i++) {
        const size_t number = finding->sites[i].line;
        char line[160];
        if (number == 0 || (i > 0 && number == finding->sites[0].line))
            continue;
        source_line(source, number, line, sizeof line);
        used += (size_t)snprintf(text + used, size - used, "\n  %s:%zu: %s", source->name, number,
                                 line + strspn(line, " \t"));
        if (finding->sites[i].work_item[0] && used < size)
            used += (size_t)snprintf(text + used, size - used, "\n      %s",
                                     finding->sites[i].work_item);
    }
}

/* What a missing barrier explains: results that differ from launch to launch, and, where work-items
 * part ways at one, whatever else the kernel does wrong. */
static bool is_explained_by(const struct finding *finding, enum diagnosis_code code)
{
    return finding->kind->code == MISSING_BARRIER &&
           (code == NONDETERMINISTIC ||
            (code == OUT_OF_BOUNDS_WRITE && finding_is_divergence(finding)));
}

static void drop_consequences(cJSON *diagnoses, const struct finding *finding)
{
    for (int i = 0; i < cJSON_GetArraySize(diagnoses);) {
        cJSON *one = cJSON_GetArrayItem(diagnoses, i);
        const char *of = cJSON_GetStringValue(cJSON_GetObjectItem(one, "kernel"));
        const char *code = cJSON_GetStringValue(cJSON_GetObjectItem(one, "code"));
        if (of && strcmp(of, finding->kernel) == 0 &&
            is_explained_by(finding, diagnosis_find(code)))
            cJSON_DeleteItemFromArray(diagnoses, i);
        else
            i++;
    }
}

/* The unset value is why two launches differ: its line says more than the difference does. */
static void explain_difference(const struct finding *finding, const char *message, cJSON *diagnoses)
{
    cJSON *one;
    cJSON_ArrayForEach(one, diagnoses)
    {
        const char *of = cJSON_GetStringValue(cJSON_GetObjectItem(one, "kernel"));
        const char *old = cJSON_GetStringValue(cJSON_GetObjectItem(one, "message"));
        const char *place = old ? strstr(old, "First wrong") : NULL;
        char text[2 * MESSAGE];
        if (diagnosis_find(cJSON_GetStringValue(cJSON_GetObjectItem(one, "code"))) !=
                NONDETERMINISTIC ||
            !of || strcmp(of, finding->kernel) != 0)
            continue;
        snprintf(text, sizeof text, "%s%s%s", message, place ? "\n" : "", place ? place : "");
        cJSON_ReplaceItemInObject(one, "message", cJSON_CreateString(text));
        return;
    }
}

/* What only Oclgrind sees, beside a diagnosis that names another case. */
static void add_observation(cJSON *verdict, const char *message)
{
    char text[MESSAGE + 64];
    snprintf(text, sizeof text, "What Oclgrind saw, on a small case of its own: %s", message);
    add_note(verdict, text);
}

static bool finds(const struct findings *findings, enum diagnosis_code code, const char *kernel)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].kind->code == code && strcmp(findings->items[i].kernel, kernel) == 0)
            return true;
    return false;
}

/* What only follows from what is known of the kernel already: a value that was never set comes from
 * outside of the buffers, or from a neighbour that nobody waited for. */
static bool is_consequence(const struct finding *finding, const struct findings *findings,
                           const cJSON *diagnoses, bool alone)
{
    const enum diagnosis_code code = finding->kind->code;
    const char *kernel = finding->kernel;
    if (has_code(diagnoses, code, kernel) || (code == OUT_OF_BOUNDS_READ && !alone))
        return true;
    return code == NONDETERMINISTIC && (has_code(diagnoses, MISSING_BARRIER, kernel) ||
                                        has_code(diagnoses, OUT_OF_BOUNDS_WRITE, kernel) ||
                                        finds(findings, OUT_OF_BOUNDS_READ, kernel));
}

/* Of the lines that meet at the same place, one calls an atomic function: the other access does not, or
 * they would not race. */
static bool is_partly_atomic(const struct finding *finding, const struct source *source)
{
    bool atomic = false;
    for (size_t i = 0; i < finding->site_count; i++) {
        char line[256];
        source_line(source, finding->sites[i].line, line, sizeof line);
        atomic |= strstr(line, "atomic_") != NULL;
    }
    return atomic;
}

/* What the finding means: a read outside of the buffers, beside a write, is not to be taken for that. */
static const char *sentence_of(const struct finding *finding, const struct findings *findings,
                               const cJSON *diagnoses, const struct source *source)
{
    const bool writes_too = has_code(diagnoses, OUT_OF_BOUNDS_WRITE, finding->kernel) ||
                            finds(findings, OUT_OF_BOUNDS_WRITE, finding->kernel);
    if (finding->kind->code == OUT_OF_BOUNDS_READ && writes_too)
        return "The kernel not only writes outside of its memory, it reads there too. Would one "
               "guard keep it from both?";
    if (finding->kind->code == MISSING_BARRIER && is_partly_atomic(finding, source))
        return "A work-item reads or writes a place of local memory as usual that another one "
               "changes by an atomic function: do it by one too (atomic_or(p, 0) reads), or take "
               "what the "
               "atomic function returns.";
    return finding->kind->sentence;
}

static void add_findings(const struct findings *findings, const struct source *source,
                         cJSON *verdict)
{
    cJSON *diagnoses = cJSON_GetObjectItem(verdict, "diagnosis");
    const bool alone = cJSON_GetArraySize(diagnoses) == 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        char message[MESSAGE];
        if (finding->doubtful)
            continue;
        print_finding(message, sizeof message, finding,
                      sentence_of(finding, findings, diagnoses, source), source, alone);
        const bool consequence = is_consequence(finding, findings, diagnoses, alone);
        if (finding_is_unset_value(finding) &&
            !finds(findings, OUT_OF_BOUNDS_READ, finding->kernel))
            explain_difference(finding, message, diagnoses);
        if (finding->kind->code == OUT_OF_BOUNDS_READ && !alone)
            add_observation(verdict, message);
        if (consequence)
            continue;
        drop_consequences(diagnoses, finding);
        cJSON *diagnosis = diagnosis_new(finding->kind->code, finding->kernel, "", message);
        if (finding->site_count > 0 && finding->sites[0].line > 0) {
            cJSON_AddStringToObject(diagnosis, "file", source->name);
            cJSON_AddNumberToObject(diagnosis, "line", (double)finding->sites[0].line);
        }
        cJSON_AddItemToArray(diagnoses, diagnosis);
    }
}

/* --- checking ---------------------------------------------------------------------------------- */

struct races {
    struct beside beside;
    struct verdict_request request;
    struct findings findings;
    struct report report;
    bool ran; /* findings and report hold something */
};

/* Whether the file was judged with other values than those that Oclgrind takes: it is no CPU to it. */
static bool has_other_values(const struct source *source, const cJSON *verdict)
{
    const cJSON *device = cJSON_GetObjectItem(verdict, "device");
    const char *type = cJSON_GetStringValue(cJSON_GetObjectItem(device, "type"));
    return source_depends_on_device(source) && type && strcmp(type, "CPU") == 0;
}

/* What does not build, or is wrong, with the file's values for GPUs, and was right with those for CPUs. */
static void add_of_other_values(const struct report *report, cJSON *verdict)
{
    static const char values[] = "With the values that the file has for GPUs";
    const cJSON *one;
    cJSON *diagnoses = cJSON_GetObjectItem(verdict, "diagnosis");
    char text[MESSAGE];
    if (cJSON_GetArraySize(diagnoses) > 0)
        return;
    cJSON_ArrayForEach(one, report_events(report, "diagnosis"))
    {
        const char *message = cJSON_GetStringValue(cJSON_GetObjectItem(one, "message"));
        const char *code = cJSON_GetStringValue(cJSON_GetObjectItem(one, "code"));
        if (!message || diagnosis_find(code) != BUILD_ERROR)
            continue;
        snprintf(text, sizeof text, "%s it does not compile:\n%s", values, message);
        cJSON_AddItemToArray(diagnoses, diagnosis_new(BUILD_ERROR, "", "", text));
    }
    cJSON_ArrayForEach(one, report_events(report, "case"))
    {
        const char *kernel = cJSON_GetStringValue(cJSON_GetObjectItem(one, "kernel"));
        const char *outcome = cJSON_GetStringValue(cJSON_GetObjectItem(one, "verdict"));
        if (!kernel || !outcome || strcmp(outcome, "fail") != 0 ||
            has_code(diagnoses, WRONG_VALUES, kernel))
            continue;
        snprintf(
            text, sizeof text,
            "%s its results are wrong, and right with those for CPUs, where a work-group is one "
            "work-item. Which index is right for one work-item only: does it leave out the "
            "local id, or take the other one?",
            values);
        cJSON_AddItemToArray(
            diagnoses, diagnosis_new(WRONG_VALUES, kernel,
                                     cJSON_GetStringValue(cJSON_GetObjectItem(one, "name")), text));
    }
}

static void take_findings(const struct races *races, cJSON *verdict)
{
    char reason[512];
    struct source source;
    if (!source_read(races->request.kernel_file, &source, reason, sizeof reason))
        return;
    add_findings(&races->findings, &source, verdict);
    if (has_other_values(&source, verdict))
        add_of_other_values(&races->report, verdict);
    source_free(&source);
}

/* Whether the kernels can run at all: one that crashed is watched to see why, unless the compiler did. */
static bool can_run(const cJSON *verdict)
{
    const cJSON *diagnoses = cJSON_GetObjectItem(verdict, "diagnosis");
    for (int code = 0; code <= NOT_STARTED; code++)
        if (code != CRASH && has_code(diagnoses, (enum diagnosis_code)code, NULL))
            return false;
    return !has_code(diagnoses, CRASH, "") && !cJSON_GetObjectItem(verdict, "error");
}

static void run_simulator(struct beside *self)
{
    struct races *races = (struct races *)self;
    races->request.cancel = self->cancel[0];
    races->ran = oclgrind_run(&races->request, &races->findings, &races->report);
}

struct races *races_start(const struct verdict_request *request)
{
    if (request->measure || !oclgrind_present())
        return NULL;
    struct races *races = calloc(1, sizeof *races);
    if (!races)
        return NULL;
    races->request = *request;
    races->request.progress = NULL;
    races->request.worker = NULL;
    if (beside_start(&races->beside, run_simulator))
        return races;
    free(races);
    return NULL;
}

static void take(const struct races *races, cJSON *verdict, int *status)
{
    const struct report *report = &races->report;
    if (!races->ran) {
        add_note(verdict, "Missing barriers were not looked for: there is no temporary folder.");
        return;
    }
    if (report->ending == ENDING_INTERRUPTED) {
        *status = 128 + report->signal;
        cJSON_AddStringToObject(verdict, "error", "interrupted");
        return;
    }
    take_findings(races, verdict);
    if (report->ending == ENDING_CRASH)
        add_note(verdict,
                 "Missing barriers were looked for in part only, if at all: Oclgrind, which looks "
                 "for them, crashed with this file. Some versions do where a vector of 16 "
                 "is put together from parts.");
    else if (report->ending != ENDING_DONE)
        add_note(verdict, "Missing barriers were looked for in part only: Oclgrind did not come to "
                          "its end with this file. Its work-groups are much work to watch, or it "
                          "waits for something; nothing needs to be done about it.");
}

static void check_now(const struct verdict_request *request, cJSON *verdict, int *status)
{
    struct races races = {.request = *request};
    if (!oclgrind_present()) {
        add_note(verdict, "Missing barriers and races were not looked for: Oclgrind is not "
                          "installed (`sudo apt-get install oclgrind`).");
        return;
    }
    races.ran = oclgrind_run(&races.request, &races.findings, &races.report);
    take(&races, verdict, status);
    report_free(&races.report);
}

void races_finish(struct races *races, const struct verdict_request *request, bool telling,
                  cJSON *verdict, int *status)
{
    const bool wanted = telling && can_run(verdict);
    if (races) {
        beside_join(&races->beside, wanted);
        if (wanted)
            take(races, verdict, status);
        report_free(&races->report);
        free(races);
    } else if (wanted) {
        check_now(request, verdict, status);
    }
}
