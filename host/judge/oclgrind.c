#include "oclgrind.h"

#include "syntax.h"

#include "../opencl/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIME_LIMIT_S                                                                               \
    10.0 /* for a case beside a judgement, whatever its own limit: it is slow by nature */
#define LOG_LIMIT ((size_t)16 << 20) /* bytes of the log that are read */

static const char *const LIBRARIES[] = {
    "/usr/lib/oclgrind/liboclgrind-rt-icd.so",
    "/usr/lib/x86_64-linux-gnu/oclgrind/liboclgrind-rt-icd.so",
    "/usr/local/lib/liboclgrind-rt-icd.so",
};

/* --- what it says ------------------------------------------------------------------------------ */

/* Its messages by their beginning, and what they mean. */
static const struct kind KINDS[] = {
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
    {"Invalid write to read-only", INPUT_MODIFIED,
     "The kernel writes to one of its inputs. Inputs are only read, even if the old value is put "
     "back: "
     "other work-items read them at the same time."},
    {"Invalid write", OUT_OF_BOUNDS_WRITE,
     "The kernel writes outside of its memory: which work-items have nothing to do, and which "
     "guard "
     "keeps them out?"},
    {"Invalid read", OUT_OF_BOUNDS_READ,
     "The kernel reads outside of its memory. That may go unnoticed here and crash elsewhere: "
     "which "
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

bool finding_is_divergence(const struct finding *finding)
{
    return finding->kind == &KINDS[0];
}

bool finding_is_unset_value(const struct finding *finding)
{
    return finding->kind == &KINDS[KIND_COUNT - 1];
}

/* --- reading its log --------------------------------------------------------------------------- */

static const struct kind *kind_of(const char *line)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (strncmp(line, KINDS[i].beginning, strlen(KINDS[i].beginning)) == 0)
            return &KINDS[i];
    return NULL;
}

/* The site that is being read: a new one, if the latest has its line already. */
static struct site *current_site(struct finding *finding)
{
    if (finding->site_count == 0 ||
        (finding->sites[finding->site_count - 1].line > 0 && finding->site_count < SITES_LIMIT))
        finding->site_count++;
    return &finding->sites[finding->site_count - 1];
}

static void take_work_item(const char *local, struct finding *finding)
{
    size_t item[3], group[3];
    if (sscanf(local, "Local(%zu,%zu,%zu) Group(%zu,%zu,%zu)", &item[0], &item[1], &item[2],
               &group[0], &group[1], &group[2]) != 6)
        return;
    struct site *site = current_site(finding);
    if (site->line > 0)
        return;
    memcpy(site->item, item, sizeof item);
    memcpy(site->group, group, sizeof group);
    site->has_item = true;
}

/* Takes one line of a message into the finding. */
static void read_detail(const char *line, struct finding *finding)
{
    size_t number = 0;
    const char *local = strstr(line, "Local(");
    line += strspn(line, " \t");
    if (strncmp(line, "Kernel:", 7) == 0) {
        sscanf(line + 7, " %63s", finding->kernel);
    } else if (sscanf(line, "At line %zu", &number) == 1) {
        struct site *site = current_site(finding);
        if (site->line == 0)
            site->line = number;
    } else if (strncmp(line, "Only ", 5) == 0) {
        snprintf(finding->detail, sizeof finding->detail, "%s", line);
    } else if (local) {
        take_work_item(local, finding);
    }
}

static bool has_line(const struct finding *finding, size_t line)
{
    for (size_t i = 0; i < finding->site_count; i++)
        if (finding->sites[i].line == line)
            return true;
    return false;
}

static bool same_place(const struct finding *a, const struct finding *b)
{
    return a->kind == b->kind && strcmp(a->kernel, b->kernel) == 0 &&
           (a->site_count == 0 || b->site_count == 0 || has_line(b, a->sites[0].line));
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

/* The barriers first: values that nobody has set follow from them. */
static int by_code(const void *a, const void *b)
{
    return (int)((const struct finding *)a)->kind->code -
           (int)((const struct finding *)b)->kind->code;
}

/* --- running it -------------------------------------------------------------------------------- */

static const char *find_library(void)
{
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof LIBRARIES[0]; i++)
        if (access(LIBRARIES[i], R_OK) == 0)
            return LIBRARIES[i];
    return NULL;
}

bool oclgrind_present(void)
{
    return find_library() != NULL;
}

/* Runs the worker with Oclgrind as its only platform. */
static void run_simulator(const struct verdict_request *request, const char *options,
                          const char *log, struct report *report)
{
    char vendor[512], log_file[4200];
    snprintf(vendor, sizeof vendor, "OCL_ICD_VENDORS=%s", find_library());
    snprintf(log_file, sizeof log_file, "OCLGRIND_LOG=%s", log);
    const char *const environment[] = {
        vendor,
        log_file,
        "OCLGRIND_DATA_RACES=1",
        "OCLGRIND_UNINITIALIZED=1",
        "OCLGRIND_MAX_ERRORS=20000",              /* many unset values shall not hide a race */
        "OCLGRIND_BUILD_OPTIONS=-cl-opt-disable", /* a read whose value is not used counts too */
        "OCLGRIND_LOCAL_MEM_SIZE=4194304",
        "OCLGRIND_MAX_WGSIZE=65536",
        NULL,
    };
    cJSON *job = verdict_job(request, false);
    cJSON_ReplaceItemInObject(job, "device", cJSON_CreateString("oclgrind"));
    cJSON_ReplaceItemInObject(job, "measure", cJSON_CreateFalse());
    cJSON_ReplaceItemInObject(job, "gallery", cJSON_CreateString(""));
    cJSON_ReplaceItemInObject(job, "images", cJSON_CreateArray());
    cJSON_ReplaceItemInObject(job, "options", cJSON_CreateString(options));
    cJSON_AddBoolToObject(job, "simulate", true);
    const struct order order = {
        .job = job,
        .timeout_s = request->debug ? request->timeout_s : TIME_LIMIT_S,
        .environment = environment,
        .progress = request->progress,
        .cancel = request->cancel,
    };
    supervise(&order, report);
    cJSON_Delete(job);
}

static unsigned dimensions_of(const struct exercise *exercise, const char *kernel)
{
    for (size_t i = 0; i < exercise->kernel_count; i++)
        if (strcmp(exercise->kernels[i].name, kernel) == 0)
            return exercise->kernels[i].dimensions;
    return 3;
}

static void name_work_items(const struct exercise *exercise, struct finding *finding)
{
    const unsigned dimensions = dimensions_of(exercise, finding->kernel);
    for (size_t i = 0; i < finding->site_count; i++) {
        struct site *site = &finding->sites[i];
        char item[64], group[64];
        ids_text(dimensions, site->item, item, sizeof item);
        ids_text(dimensions, site->group, group, sizeof group);
        if (site->has_item)
            snprintf(site->work_item, sizeof site->work_item, "work-item %s of work-group %s", item,
                     group);
    }
}

/* Values that were tuned for a device can ask for more than the simulator has. */
static bool does_not_fit(const struct report *report)
{
    return cJSON_GetArraySize(report_events(report, "diagnosis")) > 0;
}

static void take_log(const char *log, const struct exercise *exercise, struct findings *findings)
{
    char *text = read_text(log);
    if (text)
        read_log(text, findings);
    free(text);
    for (size_t i = 0; i < findings->count; i++)
        name_work_items(exercise, &findings->items[i]);
    qsort(findings->items, findings->count, sizeof findings->items[0], by_code);
}

/* Those of the request, unless the file has values of its own for what is no CPU: these are for many
 * work-items, of which a CPU's work-groups have one. */
static const char *options_for(const struct verdict_request *request, const struct source *source)
{
    return request->options && !source_depends_on_device(source) ? request->options : "";
}

/* Up to version 21.10 it takes for never set all but the first element that a strided copy writes, and
 * element 11 of a vector where that is moved: LLVM's number of what is undefined is 11 too. */
static bool brings_out_its_mistakes(const struct source *source, const char *options)
{
    return strstr(source->text, "async_work_group_strided_copy") ||
           syntax_moves_element(source->name, options, 11) ||
           (*options && syntax_moves_element(source->name, "", 11));
}

static void doubt(const struct source *source, const char *options, struct findings *findings)
{
    bool unset = false;
    for (size_t i = 0; i < findings->count; i++)
        unset |= finding_is_unset_value(&findings->items[i]);
    if (!unset || !brings_out_its_mistakes(source, options))
        return;
    for (size_t i = 0; i < findings->count; i++)
        findings->items[i].doubtful = finding_is_unset_value(&findings->items[i]);
}

bool oclgrind_run(const struct verdict_request *request, struct findings *findings,
                  struct report *report)
{
    const char *temporary = getenv("TMPDIR");
    char folder[4096], log[4200], reason[5000];
    struct source source;

    *findings = (struct findings){0};
    if (!source_read(request->kernel_file, &source, reason, sizeof reason))
        return false;
    snprintf(folder, sizeof folder, "%s/workshop-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        source_free(&source);
        return false;
    }
    snprintf(log, sizeof log, "%s/oclgrind.log", folder);
    const char *options = options_for(request, &source);
    run_simulator(request, options, log, report);
    if (*options && does_not_fit(report)) {
        report_free(report);
        run_simulator(request, "", log, report);
    }
    take_log(log, request->exercise, findings);
    doubt(&source, options, findings);
    source_free(&source);
    unlink(log);
    rmdir(folder);
    return true;
}
