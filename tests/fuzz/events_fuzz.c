/* Whatever a worker writes to its parent, and however it ends, a verdict comes of it: a JSON object
 * with an error or a verdict, and an exit status that goes with it. */
#include "fuzz.h"

#include "../../host/judge/verdict.h"

/* The real one starts a process; its way of reading events is what is wanted of it. */
#define supervise supervise_process
#include "../../host/judge/supervise.c"
#undef supervise

void supervise(const struct order *order, struct report *report);

static const uint8_t *worker_says;
static size_t worker_says_size;

static void show(void *self, const cJSON *event)
{
    (void)self;
    require(stage_find(text_of(event, "stage")) <= STAGES);
}

/* The first byte tells how the worker ended and the second by what signal; its events follow. */
void supervise(const struct order *order, struct report *report)
{
    struct supervision supervision = {.report = report, .order = order, .killed = true};
    const size_t head = worker_says_size < 2 ? worker_says_size : 2;

    *report = (struct report){.ending = ENDING_CRASH, .events = cJSON_CreateObject()};
    report->output = calloc(1, OUTPUT_LIMIT + 1);
    supervision.line = malloc(LINE_LIMIT);
    require(report->output && supervision.line);
    if (head > 0)
        report->ending = worker_says[0] % (ENDING_NO_WORKER + 1);
    if (head > 1)
        report->signal = worker_says[1] % 32;
    take_event_bytes(&supervision, (const char *)worker_says + head, worker_says_size - head);
    take_output_bytes(&supervision, (const char *)worker_says + head, worker_says_size - head);
    conclude(report, ENDING_DONE);
    free(supervision.line);
}

static void check(const cJSON *verdict, int status)
{
    const cJSON *error = cJSON_GetObjectItem(verdict, "error");
    const char *word = cJSON_GetStringValue(cJSON_GetObjectItem(verdict, "verdict"));
    char *text = cJSON_PrintUnformatted(verdict);

    require(text != NULL);
    require(error ? status > 1 && !word : word != NULL);
    require(error || status == (strcmp(word, "solved") == 0 ? 0 : 1));
    require(error || status == (cJSON_GetArraySize(cJSON_GetObjectItem(verdict, "diagnosis")) > 0));
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct progress progress = {show, NULL};
    const struct verdict_request request = {
        .exercise = exercise_find("vector_add"),
        .kernel_file = "kernel.cl", /* not there: Oclgrind's findings are log_fuzz.c's affair */
        .timeout_s = 1.0,
        .measure = true, /* one after the other, without a thread */
        .progress = &progress,
    };
    int status = -1;

    setenv("TMPDIR", "/nowhere",
           1); /* so that Oclgrind has no place for its log and is not asked */
    worker_says = data;
    worker_says_size = size;
    cJSON *verdict = verdict_reach(&request, &status);
    check(verdict, status);
    cJSON_Delete(verdict);
    return 0;
}
