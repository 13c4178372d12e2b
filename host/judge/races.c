#include "races.h"

#include "diagnosis.h"

#include "../opencl/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIME_LIMIT_S 10.0
#define LOG_LIMIT ((size_t)4 << 20) /* bytes of the log that are read */
enum { MESSAGE = 2048, FINDINGS_LIMIT = 8, LINES_LIMIT = 2 };

static const char *const LIBRARIES[] = {
    "/usr/lib/oclgrind/liboclgrind-rt-icd.so",
    "/usr/lib/x86_64-linux-gnu/oclgrind/liboclgrind-rt-icd.so",
    "/usr/local/lib/liboclgrind-rt-icd.so",
};

/* --- what Oclgrind says ------------------------------------------------------------------------ */

/* Its messages by their beginning, and what they mean. */
static const struct kind {
    const char *beginning;
    enum diagnosis_code code;
    const char *sentence;
} KINDS[] = {
    {"Work-group divergence detected", MISSING_BARRIER,
     "Not all work-items of a work-group reach the barrier: those that leave early, or take "
     "another "
     "branch, leave the others waiting for ever. Every work-item has to pass every barrier."},
    {"Read-write data race at local", MISSING_BARRIER,
     "Work-items exchange values through local memory without waiting for each other: what one "
     "writes, another reads, and no barrier(CLK_LOCAL_MEM_FENCE) stands between."},
    {"Write-write data race at local", MISSING_BARRIER,
     "Two work-items write the same place of local memory, and no barrier(CLK_LOCAL_MEM_FENCE) "
     "stands between."},
    {"Invalid write", OUT_OF_BOUNDS_WRITE,
     "The kernel writes outside of its memory: which work-items have nothing to do, and which "
     "guard "
     "keeps them out?"},
    {"Invalid read", OUT_OF_BOUNDS_READ,
     "The kernel reads outside of its memory. Here it does no harm, elsewhere it may crash: which "
     "guard keeps the index inside?"},
    {"Read-write data race at global", NONDETERMINISTIC,
     "One work-item writes what another reads in the same launch: the order of work-items is "
     "anybody's guess."},
    {"Write-write data race at global", NONDETERMINISTIC,
     "Two work-items write the same element: the order of work-items is anybody's guess."},
    {"Uninitialized value written to global", NONDETERMINISTIC,
     "A value that nobody has set gets into the result."},
};
enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

/* One thing found: a kind in a kernel, with the lines of the .cl file that take part. */
struct finding {
    const struct kind *kind;
    char kernel[64];
    size_t lines[LINES_LIMIT], line_count;
    char detail[128]; /* "Only 1 out of 256 work-items executed barrier" */
    char entity[160]; /* the first work-item named */
    size_t count;     /* how many such messages */
};

struct findings {
    struct finding items[FINDINGS_LIMIT];
    size_t count;
};

static const struct kind *kind_of(const char *line)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (strncmp(line, KINDS[i].beginning, strlen(KINDS[i].beginning)) == 0)
            return &KINDS[i];
    return NULL;
}

static void add_line(struct finding *finding, size_t line)
{
    for (size_t i = 0; i < finding->line_count; i++)
        if (finding->lines[i] == line)
            return;
    if (finding->line_count < LINES_LIMIT)
        finding->lines[finding->line_count++] = line;
}

/* Takes one line of a message into the finding. */
static void read_detail(const char *line, struct finding *finding)
{
    size_t number = 0;
    const char *entity = strstr(line, "Local(");
    line += strspn(line, " \t");
    if (strncmp(line, "Kernel:", 7) == 0)
        sscanf(line + 7, " %63s", finding->kernel);
    else if (sscanf(line, "At line %zu", &number) == 1)
        add_line(finding, number);
    else if (strncmp(line, "Only ", 5) == 0)
        snprintf(finding->detail, sizeof finding->detail, "%s", line);
    else if (entity && !finding->entity[0])
        sscanf(entity, "Local%31[^ ]", finding->entity);
}

static bool same_place(const struct finding *a, const struct finding *b)
{
    return a->kind == b->kind && strcmp(a->kernel, b->kernel) == 0 &&
           (a->line_count == 0 || b->line_count == 0 || a->lines[0] == b->lines[0] ||
            (b->line_count > 1 && a->lines[0] == b->lines[1]));
}

static void keep(struct findings *findings, const struct finding *finding)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (!same_place(&findings->items[i], finding))
            continue;
        findings->items[i].count++;
        return;
    }
    if (findings->count < FINDINGS_LIMIT)
        findings->items[findings->count++] = *finding;
}

/* Reads the log: messages begin at the left margin, their details are indented. */
static void read_log(char *log, struct findings *findings)
{
    struct finding finding = {0};
    char *rest = log;
    for (char *line = strtok_r(log, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        const bool indented = *line == '\t' || *line == ' ';
        if (indented && finding.kind)
            read_detail(line, &finding);
        if (indented)
            continue;
        if (finding.kind)
            keep(findings, &finding);
        finding = (struct finding){.kind = kind_of(line), .count = 1};
    }
    if (finding.kind)
        keep(findings, &finding);
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = file ? calloc(1, LOG_LIMIT + 1) : NULL;
    if (text)
        text[fread(text, 1, LOG_LIMIT, file)] = '\0';
    if (file)
        fclose(file);
    return text;
}

/* --- into diagnoses ---------------------------------------------------------------------------- */

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
                          const struct source *source, bool alone)
{
    size_t used =
        (size_t)snprintf(text, size, "%s%s", alone ? "Possible: " : "", finding->kind->sentence);
    if (finding->detail[0] && used < size)
        used += (size_t)snprintf(text + used, size - used, " %s.", finding->detail);
    if (alone && used < size)
        used += (size_t)snprintf(text + used, size - used,
                                 " The results were right on this device; Oclgrind, which watches "
                                 "every access, objects.");
    for (size_t i = 0; i < finding->line_count && used < size; i++) {
        char line[160];
        source_line(source, finding->lines[i], line, sizeof line);
        used += (size_t)snprintf(text + used, size - used, "\n  %s:%zu: %s", source->name,
                                 finding->lines[i], line + strspn(line, " \t"));
    }
}

/* Divergent barriers explain whatever else such a kernel does wrong. */
static void drop_consequences(cJSON *diagnoses, const char *kernel)
{
    for (int i = 0; i < cJSON_GetArraySize(diagnoses);) {
        cJSON *one = cJSON_GetArrayItem(diagnoses, i);
        const char *of = cJSON_GetStringValue(cJSON_GetObjectItem(one, "kernel"));
        if (diagnosis_find(cJSON_GetStringValue(cJSON_GetObjectItem(one, "code"))) ==
                OUT_OF_BOUNDS_WRITE &&
            of && strcmp(of, kernel) == 0)
            cJSON_DeleteItemFromArray(diagnoses, i);
        else
            i++;
    }
}

/* The barriers first: values that nobody has set follow from them. */
static int by_code(const void *a, const void *b)
{
    return (int)((const struct finding *)a)->kind->code -
           (int)((const struct finding *)b)->kind->code;
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

/* What only follows from what is known of the kernel already. */
static bool is_consequence(const struct finding *finding, const cJSON *diagnoses, bool alone)
{
    const enum diagnosis_code code = finding->kind->code;
    return has_code(diagnoses, code, finding->kernel) || (code == OUT_OF_BOUNDS_READ && !alone) ||
           (code == NONDETERMINISTIC && has_code(diagnoses, MISSING_BARRIER, finding->kernel));
}

static void add_findings(struct findings *findings, const struct source *source, cJSON *diagnoses)
{
    const bool alone = cJSON_GetArraySize(diagnoses) == 0;
    const struct kind *divergence = &KINDS[0], *unset = &KINDS[KIND_COUNT - 1];
    qsort(findings->items, findings->count, sizeof findings->items[0], by_code);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        char message[MESSAGE];
        print_finding(message, sizeof message, finding, source, alone);
        if (finding->kind == unset)
            explain_difference(finding, message, diagnoses);
        if (is_consequence(finding, diagnoses, alone))
            continue;
        if (finding->kind == divergence)
            drop_consequences(diagnoses, finding->kernel);
        cJSON *diagnosis = diagnosis_new(finding->kind->code, finding->kernel, "", message);
        if (finding->line_count > 0) {
            cJSON_AddStringToObject(diagnosis, "file", source->name);
            cJSON_AddNumberToObject(diagnosis, "line", (double)finding->lines[0]);
        }
        cJSON_AddItemToArray(diagnoses, diagnosis);
    }
}

/* --- running it -------------------------------------------------------------------------------- */

static const char *find_library(void)
{
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof LIBRARIES[0]; i++)
        if (access(LIBRARIES[i], R_OK) == 0)
            return LIBRARIES[i];
    return NULL;
}

static void add_note(cJSON *verdict, const char *text)
{
    cJSON *note = cJSON_CreateObject();
    cJSON_AddStringToObject(note, "text", text);
    cJSON_AddItemToArray(cJSON_GetObjectItem(verdict, "notes"), note);
}

/* Runs the worker with Oclgrind as its only platform. */
static void run_simulator(const struct verdict_request *request, const char *library,
                          const char *log, struct report *report)
{
    char vendor[512], log_file[4200];
    snprintf(vendor, sizeof vendor, "OCL_ICD_VENDORS=%s", library);
    snprintf(log_file, sizeof log_file, "OCLGRIND_LOG=%s", log);
    const char *const environment[] = {
        vendor,
        log_file,
        "OCLGRIND_DATA_RACES=1",
        "OCLGRIND_UNINITIALIZED=1",
        "OCLGRIND_MAX_ERRORS=200",
        "OCLGRIND_LOCAL_MEM_SIZE=4194304",
        "OCLGRIND_MAX_WGSIZE=65536",
        NULL,
    };
    cJSON *job = verdict_job(request, false);
    cJSON_ReplaceItemInObject(job, "device", cJSON_CreateString("oclgrind"));
    cJSON_ReplaceItemInObject(job, "measure", cJSON_CreateFalse());
    cJSON_ReplaceItemInObject(job, "gallery", cJSON_CreateString(""));
    cJSON_ReplaceItemInObject(job, "images", cJSON_CreateArray());
    cJSON_AddBoolToObject(job, "simulate", true);
    const struct order order = {
        .job = job,
        .timeout_s = request->timeout_s < TIME_LIMIT_S ? request->timeout_s : TIME_LIMIT_S,
        .environment = environment,
        .progress = request->progress,
        .cancel = request->cancel,
    };
    supervise(&order, report);
    cJSON_Delete(job);
}

static void take_log(const char *log, const struct verdict_request *request, cJSON *verdict)
{
    char reason[512];
    struct findings findings = {0};
    struct source source;
    char *text = read_text(log);
    if (text && source_read(request->kernel_file, &source, reason, sizeof reason)) {
        read_log(text, &findings);
        add_findings(&findings, &source, cJSON_GetObjectItem(verdict, "diagnosis"));
        source_free(&source);
    }
    free(text);
}

static void simulate(const struct verdict_request *request, const char *library, cJSON *verdict,
                     int *status)
{
    struct report report;
    const char *temporary = getenv("TMPDIR");
    char folder[4096], log[4200];

    snprintf(folder, sizeof folder, "%s/workshop-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        add_note(verdict, "Missing barriers were not looked for: there is no temporary folder.");
        return;
    }
    snprintf(log, sizeof log, "%s/oclgrind.log", folder);
    run_simulator(request, library, log, &report);
    if (report.ending == ENDING_INTERRUPTED) {
        *status = 128 + report.signal;
        cJSON_AddStringToObject(verdict, "error", "interrupted");
    } else {
        take_log(log, request, verdict);
        if (report.ending != ENDING_DONE)
            add_note(verdict,
                     "Missing barriers were looked for in part only: Oclgrind did not come "
                     "to its end with this file.");
    }
    report_free(&report);
    unlink(log);
    rmdir(folder);
}

/* Whether the kernels can run at all. */
static bool can_run(const cJSON *diagnoses)
{
    for (int code = 0; code <= NOT_STARTED; code++)
        if (has_code(diagnoses, (enum diagnosis_code)code, NULL))
            return false;
    return true;
}

void races_check(const struct verdict_request *request, cJSON *verdict, int *status)
{
    const char *library = find_library();
    if (!can_run(cJSON_GetObjectItem(verdict, "diagnosis")))
        return;
    if (library)
        simulate(request, library, verdict, status);
    else
        add_note(verdict, "Missing barriers and races were not looked for: Oclgrind is not "
                          "installed (sudo apt-get install oclgrind).");
}
