#include "judge.h"

#include "build.h"
#include "compare.h"
#include "damage.h"
#include "diagnosis.h"
#include "events.h"
#include "gallery.h"
#include "inspect.h"
#include "performance.h"
#include "syntax.h"
#include "trial.h"

#include "../exercises/fields.h"
#include "../exercises/sizes.h"
#include "../opencl/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { KERNELS_LIMIT = 4 };

/* Elements of an output up to which a case is launched twice, and tried though others failed. */
#define SMALL_CASE ((size_t)1 << 16)

/* Rows, columns or terms beyond which a case with two dimensions is not tried though others failed. */
#define LONG_SIDE 256

/* What is known of one of the exercise's kernels. */
struct subject {
    bool stopped; /* no further case is tried */
    bool rejected;
    struct pattern pattern;
    cJSON *figures; /* performance, told only if the kernel is right */
};

struct judgement {
    const struct exercise *exercise;
    struct session session;
    struct source source, template_source;
    struct case_request request;
    bool simulate;       /* a simulator watches: what is wrong is told of, not diagnosed */
    bool debug;          /* compile with -D WORKSHOP_DEBUG */
    bool measure;        /* time the kernels */
    bool baseline;       /* and CLBlast beside them */
    const char *options; /* added to those of every build; "" if there are none */
    struct builds builds;
    struct subject subjects[KERNELS_LIMIT];
    struct gallery gallery;
    cJSON *diagnoses;
    size_t step, steps; /* for the progress bar */
};

static bool takes_halves(const struct judgement *judgement)
{
    return source_format(&judgement->source) == FORMAT_FP16;
}

static struct subject *subject_of(struct judgement *judgement, const struct test_case *test)
{
    return &judgement->subjects[test->kernel - judgement->exercise->kernels];
}

/* A case gave wrong results. */
static bool has_failed(const struct subject *subject)
{
    return subject->pattern.fails || subject->pattern.unwritten.place[0];
}

static void reject(struct judgement *judgement, struct subject *subject, cJSON *diagnosis)
{
    subject->rejected = true;
    cJSON_AddItemToArray(judgement->diagnoses, diagnosis);
}

/* --- looking at it ----------------------------------------------------------------------------- */

static void stop_all(struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->exercise->kernel_count; i++)
        judgement->subjects[i].stopped = true;
}

/* A case's options for the build, and those that are the same for all. */
static void all_options(const struct judgement *judgement, const char *options,
                        char all[BUILD_OPTIONS])
{
    snprintf(all, BUILD_OPTIONS, "%s%s%s%s", options, judgement->debug ? " -D WORKSHOP_DEBUG" : "",
             *judgement->options ? " " : "", judgement->options);
}

/* The file, compiled with these options; NULL if it does not compile, and then nothing can be run. */
static const struct build *get_build(struct judgement *judgement, const char *options)
{
    cJSON *diagnosis = NULL;
    char all[BUILD_OPTIONS];
    event_stage(STAGE_BUILD, "", options, judgement->step, judgement->steps);
    all_options(judgement, options, all);
    const struct build *build = builds_get(&judgement->builds, all, &diagnosis);
    if (build)
        return build;
    for (size_t i = 0; i < judgement->exercise->kernel_count; i++)
        judgement->subjects[i].rejected = true;
    stop_all(judgement);
    cJSON_AddItemToArray(judgement->diagnoses, diagnosis);
    return NULL;
}

/* Looks at one kernel of the program; stops its subject if it cannot be run. */
static void inspect(struct judgement *judgement, const struct build *build, size_t index,
                    struct launch_shape *shape)
{
    const struct kernel_contract *contract = &judgement->exercise->kernels[index];
    struct subject *subject = &judgement->subjects[index];
    cl_int err = CL_SUCCESS;
    cJSON *diagnosis = NULL;

    cl_kernel kernel = clCreateKernel(build->program.program, contract->name, &err);
    if (err != CL_SUCCESS) {
        diagnosis = inspect_missing(&build->program, contract, &judgement->source);
    } else {
        launch_shape_complete(shape, &judgement->session, kernel, contract->dimensions);
        diagnosis = inspect_started(
            &judgement->source,
            judgement->template_source.text ? &judgement->template_source : NULL, contract);
        if (!diagnosis)
            diagnosis = inspect_arguments(kernel, contract, takes_halves(judgement));
        if (!diagnosis)
            diagnosis = inspect_launch(&judgement->session, kernel, contract, shape);
        subject->pattern.branch_is_empty =
            inspect_empty_branch(&judgement->source, contract, shape);
    }
    if (diagnosis) {
        subject->stopped = true;
        reject(judgement, subject, diagnosis);
    }
    if (kernel)
        clReleaseKernel(kernel);
}

/* --- one case ---------------------------------------------------------------------------------- */

static void send_case(const struct test_case *test, const char *verdict, size_t mismatches,
                      double max_error)
{
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddStringToObject(fields, "kernel", test->kernel->name);
    cJSON_AddStringToObject(fields, "name", test->name);
    cJSON_AddStringToObject(fields, "verdict", verdict);
    cJSON_AddNumberToObject(fields, "mismatches", (double)mismatches);
    cJSON_AddNumberToObject(fields, "max_error", max_error);
    event_send("case", fields);
}

/* Which code an OpenCL error of a launch stands for. */
static enum diagnosis_code code_of(cl_int err, enum trial_step step)
{
    if (step == TRIAL_ARGUMENTS)
        return WRONG_ARGUMENTS;
    if (err == CL_INVALID_WORK_GROUP_SIZE || err == CL_INVALID_WORK_ITEM_SIZE)
        return WORK_GROUP_TOO_LARGE;
    return step == TRIAL_FINISH ? CRASH : OUT_OF_RESOURCES;
}

static const char *sentence_of(enum diagnosis_code code)
{
    switch (code) {
    case WRONG_ARGUMENTS:
        return "The kernel does not take the arguments that the host passes";
    case WORK_GROUP_TOO_LARGE:
        return "The device does not take this work-group";
    case CRASH:
        return "The kernel did not run to its end: it most likely reads or writes far outside of "
               "its buffers";
    default:
        return "The device has not enough memory or registers for this launch";
    }
}

static void reject_error(struct judgement *judgement, const struct test_case *test, cl_int err,
                         enum trial_step step)
{
    char message[1024];
    struct subject *subject = subject_of(judgement, test);
    const enum diagnosis_code code = code_of(err, step);
    snprintf(message, sizeof message, "%s (%s).", sentence_of(code), opencl_failure());
    subject->stopped = true;
    reject(judgement, subject, diagnosis_new(code, test->kernel->name, test->name, message));
    send_case(test, "fail", 0, 0.0);
    if (step == TRIAL_FINISH)
        stop_all(judgement); /* after such an error a context is of no more use */
}

/* Fills, launches, reads back. */
static cl_int run_once(struct judgement *judgement, struct trial *trial, bool garbage,
                       enum trial_step *step)
{
    *step = TRIAL_HOST;
    cl_int err = trial_fill(trial, judgement->request.seed, garbage);
    if (err == CL_SUCCESS)
        err = trial_run(trial, NULL, step);
    if (err == CL_SUCCESS)
        err = trial_read(trial);
    return err;
}

static float *copy_of(const float *values, size_t count)
{
    float *copy = malloc(count * sizeof *copy);
    if (copy)
        memcpy(copy, values, count * sizeof *copy);
    return copy;
}

/* Launches once, and again with other contents of the output where that may tell something; then
 * compares. The error of the first call that failed. */
static cl_int launch_and_compare(struct judgement *judgement, struct trial *trial,
                                 const struct launch_shape *shape, struct comparison *comparison,
                                 bool *stray, enum trial_step *step)
{
    const struct test_case *test = trial->test;
    const size_t extent = array_extent(case_output(test));
    const struct guarded *output = trial_output(trial);

    cl_int err = run_once(judgement, trial, false, step);
    if (err != CL_SUCCESS)
        return err;
    cJSON *damage[] = {damage_outside(trial), damage_inputs(trial)};
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        if (!damage[i])
            continue;
        reject(judgement, subject_of(judgement, test), damage[i]);
        *stray = true;
    }
    const struct launched first = {guarded_before(output), guarded_after(output)};
    bool ok = compare_case(test, shape, &first, NULL, comparison);
    if (!ok || *stray || (comparison_passes(comparison) && comparison->elements > SMALL_CASE))
        return ok ? CL_SUCCESS : CL_OUT_OF_HOST_MEMORY;

    float *before = copy_of(first.before, extent), *after = copy_of(first.after, extent);
    comparison_free(comparison);
    err = before && after ? run_once(judgement, trial, true, step) : CL_OUT_OF_HOST_MEMORY;
    if (err == CL_SUCCESS) {
        const struct launched kept = {before, after};
        const struct launched second = {guarded_before(output), guarded_after(output)};
        if (!compare_case(test, shape, &kept, &second, comparison))
            err = CL_OUT_OF_HOST_MEMORY;
    }
    free(before);
    free(after);
    return err;
}

/* Launches under a simulator, and tells whether the results are right. */
static void simulate(struct judgement *judgement, const struct launch_shape *shape,
                     struct trial *trial)
{
    struct comparison comparison = {0};
    enum trial_step step = TRIAL_HOST;
    const struct guarded *output = trial_output(trial);
    if (run_once(judgement, trial, false, &step) != CL_SUCCESS)
        return;
    const struct launched launched = {guarded_before(output), guarded_after(output)};
    if (compare_case(trial->test, shape, &launched, NULL, &comparison))
        send_case(trial->test, comparison_passes(&comparison) ? "pass" : "fail",
                  comparison.wrong + comparison.unwritten, comparison.max_error);
    comparison_free(&comparison);
}

static void judge_trial(struct judgement *judgement, const struct launch_shape *shape,
                        struct trial *trial)
{
    const struct test_case *test = trial->test;
    struct subject *subject = subject_of(judgement, test);
    struct comparison comparison = {0};
    enum trial_step step = TRIAL_HOST;
    bool stray = false;

    if (judgement->measure && test->timed && !subject->rejected && !has_failed(subject))
        performance_measure(&judgement->session, judgement->exercise, trial,
                            judgement->request.seed, judgement->baseline, subject->figures);
    event_stage(STAGE_CASE, test->kernel->name, test->name, judgement->step, judgement->steps);
    if (judgement->simulate) {
        simulate(judgement, shape, trial);
        return;
    }
    cl_int err = launch_and_compare(judgement, trial, shape, &comparison, &stray, &step);
    if (err != CL_SUCCESS) {
        reject_error(judgement, test, err, step);
        return;
    }
    const bool passes = comparison_passes(&comparison) && !stray;
    event_stage(STAGE_HOST, test->kernel->name, test->name, judgement->step, judgement->steps);
    if (stray)
        subject->stopped = true;
    else if (comparison.elements <= SMALL_CASE || !has_failed(subject))
        pattern_add(&subject->pattern, &comparison);
    send_case(test, passes ? "pass" : "fail", comparison.wrong + comparison.unwritten,
              comparison.max_error);
    gallery_add(&judgement->gallery, test, comparison.got, passes);
    comparison_free(&comparison);
}

/* A wrong index in a long, thin case leads far outside of the buffers. */
static size_t longest_side(const struct test_case *test)
{
    size_t longest = 0;
    for (size_t i = 0; test->kernel->arguments[i].name; i++)
        if (test->kernel->arguments[i].kind == ARGUMENT_COUNT && test->arguments[i].count > longest)
            longest = test->arguments[i].count;
    return longest;
}

/* Whether a case costs too much, or risks too much, for a kernel that is known to be wrong. */
static bool is_too_much(const struct judgement *judgement, const struct test_case *test)
{
    char all[BUILD_OPTIONS];
    const bool far = test->kernel->dimensions > 1 && longest_side(test) > LONG_SIDE;
    const bool large = array_elements(case_output(test)) > SMALL_CASE;
    const bool wanted = test->picture[0] && judgement->gallery.folder[0];
    all_options(judgement, test->options, all);
    return !wanted && (large || far || !builds_have(&judgement->builds, all));
}

static void judge_case(struct judgement *judgement, const struct test_case *test)
{
    struct subject *subject = subject_of(judgement, test);
    enum trial_step step = TRIAL_HOST;
    struct trial trial;

    if (subject->stopped || (has_failed(subject) && is_too_much(judgement, test))) {
        send_case(test, "skipped", 0, 0.0);
        return;
    }
    const struct build *build = get_build(judgement, test->options);
    if (!build) {
        send_case(test, "skipped", 0, 0.0);
        return;
    }
    struct launch_shape shape = build->shape;
    cl_int err = CL_SUCCESS;
    cl_kernel kernel = clCreateKernel(build->program.program, test->kernel->name, &err);
    if (err == CL_SUCCESS) {
        launch_shape_complete(&shape, &judgement->session, kernel, test->kernel->dimensions);
        clReleaseKernel(kernel);
    }
    event_stage(STAGE_HOST, test->kernel->name, test->name, judgement->step, judgement->steps);
    err = trial_open(&judgement->session, &build->program, &shape, test, takes_halves(judgement),
                     &trial, &step);
    if (err != CL_SUCCESS) {
        reject_error(judgement, test, err, step);
        return;
    }
    judge_trial(judgement, &shape, &trial);
    trial_close(&trial);
}

/* --- all of it --------------------------------------------------------------------------------- */

/* Builds with the first case's options and looks at every kernel. */
static void begin(struct judgement *judgement)
{
    const struct exercise *exercise = judgement->exercise;
    struct test_case test;

    if (!exercise->make_case(&judgement->request, 0, &test)) {
        stop_all(judgement);
        return;
    }
    const struct build *build = get_build(judgement, test.options);
    case_free(&test);
    for (size_t i = 0; build && i < exercise->kernel_count; i++) {
        struct launch_shape shape = build->shape;
        inspect(judgement, build, i, &shape);
        if (i == 0)
            memcpy(judgement->request.tile, shape.tile, sizeof shape.tile);
    }
}

static bool all_stopped(const struct judgement *judgement)
{
    bool stopped = true;
    for (size_t i = 0; i < judgement->exercise->kernel_count; i++)
        stopped = stopped && judgement->subjects[i].stopped;
    return stopped;
}

static void judge_cases(struct judgement *judgement)
{
    const struct exercise *exercise = judgement->exercise;
    judgement->steps = exercise->case_count(&judgement->request);
    for (size_t i = 0; i < judgement->steps && !all_stopped(judgement); i++) {
        struct test_case test;
        judgement->step = i;
        if (!exercise->make_case(&judgement->request, i, &test)) {
            event_note("The host has not enough memory for all cases; the largest were left out.");
            return;
        }
        judge_case(judgement, &test);
        case_free(&test);
    }
}

/* Builds what the cases of a judgement in another process will need later, for the driver to find it
 * in its cache. A launch belongs to it: only then does PoCL compile the rest. */
static void build_ahead(struct judgement *judgement)
{
    const struct exercise *exercise = judgement->exercise;
    struct case_size sizes[SIZES_LIMIT];
    char reason[256];
    const size_t count = sizes_read(exercise, exercise->later_builds, sizes, reason, sizeof reason);
    for (size_t i = 0; i < count; i++) {
        struct test_case test;
        if (!exercise->make_sized(&sizes[i], 0, &judgement->request, &test))
            return;
        judge_case(judgement, &test);
        case_free(&test);
    }
}

static void send_items(const char *event, cJSON *items)
{
    while (items && cJSON_GetArraySize(items) > 0)
        event_send(event, cJSON_DetachItemFromArray(items, 0));
}

/* What clang warns of in a kernel that is wrong: a variable that was never set, say. */
static void note_warnings(const struct judgement *judgement)
{
    char warnings[2048], text[2200];
    struct build_message first;
    if (judgement->simulate ||
        syntax_messages(judgement->source.name, judgement->builds.items[0].options, false, warnings,
                        sizeof warnings, &first) == 0)
        return;
    snprintf(text, sizeof text, "clang warns:\n%s", warnings);
    event_note(text);
}

/* Arguments whose names have changed places: legal, and yet the likely cause of what is wrong. */
static void note_argument_names(struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->exercise->kernel_count && judgement->builds.count > 0; i++) {
        const struct kernel_contract *contract = &judgement->exercise->kernels[i];
        cl_int err = CL_SUCCESS;
        cl_kernel kernel =
            clCreateKernel(judgement->builds.items[0].program.program, contract->name, &err);
        if (err != CL_SUCCESS)
            continue;
        char text[256];
        if (judgement->subjects[i].rejected &&
            inspect_argument_names(kernel, contract, text, sizeof text))
            event_note(text);
        clReleaseKernel(kernel);
    }
}

static void conclude(struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->exercise->kernel_count; i++) {
        struct subject *subject = &judgement->subjects[i];
        const int before = cJSON_GetArraySize(judgement->diagnoses);
        pattern_diagnose(&subject->pattern, judgement->diagnoses);
        subject->rejected |= cJSON_GetArraySize(judgement->diagnoses) > before;
        if (!subject->rejected)
            send_items("performance", subject->figures);
    }
    diagnosis_sort(judgement->diagnoses);
    if (cJSON_GetArraySize(judgement->diagnoses) > 0)
        note_argument_names(judgement);
    if (cJSON_GetArraySize(judgement->diagnoses) > 0 && judgement->builds.count > 0)
        note_warnings(judgement);
    send_items("diagnosis", judgement->diagnoses);
}

/* A GPU's driver maps more than there is, and so do the sanitizers. */
void limit_memory(const struct device *device)
{
#ifndef __SANITIZE_ADDRESS__
    const rlim_t all = (rlim_t)sysconf(_SC_PHYS_PAGES) * (rlim_t)sysconf(_SC_PAGESIZE);
    const struct rlimit most = {all / 4 * 3, all / 4 * 3};
    if (device->type == CL_DEVICE_TYPE_CPU)
        setrlimit(RLIMIT_AS, &most);
#else
    (void)device;
#endif
}

/* Two files of the same name shall not make pictures of the same name. */
static void make_unique(struct photograph *photographs, size_t index)
{
    char name[sizeof photographs->name];
    for (size_t i = 0; i < index; i++) {
        if (strcmp(photographs[i].name, photographs[index].name) != 0)
            continue;
        snprintf(name, sizeof name, "%.40s_%zu", photographs[index].name, index + 1);
        memcpy(photographs[index].name, name, sizeof name);
    }
}

/* Whether the exercise's cases are made from photographs. */
static bool takes_photographs(const struct judgement *judgement)
{
    const struct photograph any = {0};
    struct case_request with = judgement->request;
    with.photographs = &any;
    with.photograph_count = 1;
    return judgement->exercise->case_count(&with) !=
           judgement->exercise->case_count(&judgement->request);
}

static void load_photographs(struct judgement *judgement, const cJSON *job,
                             struct photograph *photographs, size_t limit)
{
    const cJSON *path;
    size_t count = 0;
    char reason[512];
    cJSON_ArrayForEach(path, cJSON_GetObjectItem(job, "images"))
    {
        const char *name = path->valuestring, *slash = strrchr(name, '/');
        if (count == limit)
            break;
        if (!image_read(name, &photographs[count].image, reason, sizeof reason)) {
            event_note(reason);
            continue;
        }
        snprintf(photographs[count].name, sizeof photographs[count].name, "%s",
                 slash ? slash + 1 : name);
        photographs[count].name[strcspn(photographs[count].name, ".")] = '\0';
        make_unique(photographs, count);
        count++;
    }
    judgement->request.photographs = photographs;
    judgement->request.photograph_count = count;
}

static void prepare(struct judgement *judgement, const cJSON *job)
{
    char reason[512];
    const struct exercise *exercise = judgement->exercise;
    judgement->diagnoses = cJSON_CreateArray();
    judgement->measure = cJSON_IsTrue(cJSON_GetObjectItem(job, "measure"));
    judgement->builds = (struct builds){.session = &judgement->session,
                                        .source = &judgement->source,
                                        .keeping_loops = !judgement->measure &&
                                                         device_is_pocl(judgement->session.device)};
    judgement->options = text_of(job, "options");
    judgement->simulate = cJSON_IsTrue(cJSON_GetObjectItem(job, "simulate"));
    judgement->debug = cJSON_IsTrue(cJSON_GetObjectItem(job, "debug"));
    judgement->request.simulated = judgement->simulate;
    judgement->request.halves = source_is_coarse(&judgement->source);
    judgement->request.other_units = source_format(&judgement->source) != FORMAT_FLOAT;
    judgement->request.timed = judgement->measure;
    judgement->request.pictures = *text_of(job, "gallery") != '\0';
    judgement->baseline = !cJSON_IsFalse(cJSON_GetObjectItem(job, "baseline"));
    judgement->request.seed = (uint64_t)cJSON_GetNumberValue(cJSON_GetObjectItem(job, "seed"));
    judgement->request.large = (judgement->session.device->type & CL_DEVICE_TYPE_GPU) &&
                               !judgement->session.device->simulator;
    for (int d = 0; d < 3; d++)
        judgement->request.tile[d] = 1;
    for (size_t i = 0; i < exercise->kernel_count; i++) {
        pattern_start(&judgement->subjects[i].pattern, exercise, &exercise->kernels[i]);
        judgement->subjects[i].figures = cJSON_CreateArray();
    }
    gallery_open(&judgement->gallery, text_of(job, "gallery"));
    if (*text_of(job, "solution_file") &&
        source_read(text_of(job, "solution_file"), &judgement->template_source, reason,
                    sizeof reason))
        source_clear_todos(&judgement->template_source);
}

static void clean_up(struct judgement *judgement)
{
    builds_free(&judgement->builds);
    for (size_t i = 0; i < KERNELS_LIMIT; i++)
        cJSON_Delete(judgement->subjects[i].figures);
    for (size_t i = 0; i < judgement->request.photograph_count; i++)
        image_free((struct image *)&judgement->request.photographs[i].image);
    cJSON_Delete(judgement->diagnoses);
    gallery_close(&judgement->gallery);
    source_free(&judgement->template_source);
    source_free(&judgement->source);
}

int check_source(const struct exercise *exercise, const struct source *source,
                 const struct device *device)
{
    char reason[160];
    const enum source_format format = source_format(source);
    if (!source_serves(source, device, reason, sizeof reason))
        return report_failure(3, "%s cannot be used on this device: it %s.", source->name, reason);
    if (format == FORMAT_OTHER)
        return report_failure(2, "%s: its line \"// format:\" names none of bf16x6, fp16 and tf32.",
                              source->name);
    if (source_is_coarse(source) && !exercise->takes_halves)
        return report_failure(2, "%s has a line \"// format:\", but the inputs of %s are float.",
                              source->name, exercise->name);
    return 0;
}

enum { PHOTOGRAPHS_LIMIT = 16 };

static void judge_all(struct judgement *judgement, const cJSON *job,
                      struct photograph photographs[PHOTOGRAPHS_LIMIT])
{
    begin(judgement);
    if (!all_stopped(judgement) && takes_photographs(judgement))
        load_photographs(judgement, job, photographs, PHOTOGRAPHS_LIMIT);
    judge_cases(judgement);
    conclude(judgement);
}

int judge_file(const cJSON *job)
{
    struct judgement judgement = {0};
    struct photograph photographs[PHOTOGRAPHS_LIMIT] = {0};
    char reason[1024];

    judgement.exercise = exercise_find(text_of(job, "exercise"));
    if (!judgement.exercise)
        return report_failure(2, "There is no exercise \"%s\".", text_of(job, "exercise"));
    if (!source_read(text_of(job, "kernel_file"), &judgement.source, reason, sizeof reason))
        return report_failure(2, "%s", reason);
    int status = open_device(job, &judgement.session);
    if (status == 0)
        status = check_source(judgement.exercise, &judgement.source, judgement.session.device);
    if (status == 0) {
        limit_memory(judgement.session.device);
        prepare(&judgement, job);
        if (cJSON_IsTrue(cJSON_GetObjectItem(job, "ahead")))
            build_ahead(&judgement);
        else
            judge_all(&judgement, job, photographs);
        event_send("done", NULL);
    }
    clean_up(&judgement);
    return status;
}
