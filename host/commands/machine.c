#include "machine.h"

#include "commands.h"
#include "screen.h"

#include "../judge/supervise.h"

#include <stdio.h>
#include <string.h>

static cJSON *make_job(const char *task, const char *device)
{
    cJSON *job = cJSON_CreateObject();
    cJSON_AddStringToObject(job, "task", task);
    cJSON_AddStringToObject(job, "device", device ? device : "");
    return job;
}

static const char *failure_text(const struct report *report)
{
    const cJSON *failure = cJSON_GetArrayItem(report_events(report, "failed"), 0);
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(failure, "text"));
    switch (report->ending) {
    case ENDING_DONE:
        return "";
    case ENDING_FAILED:
        return text ? text : "the OpenCL driver failed";
    case ENDING_TIMEOUT:
        return "the OpenCL driver did not answer in time and was stopped";
    case ENDING_INTERRUPTED:
        return "interrupted";
    case ENDING_NO_WORKER:
        return "a worker process could not be started";
    default:
        return "the OpenCL driver crashed";
    }
}

int machine_read(const struct options *options, int cancel, struct machine *machine)
{
    struct report report;
    cJSON *job = make_job("devices", options->device);

    *machine = (struct machine){.chosen = -1.0};
    const struct order order = {.job = job, .timeout_s = options->timeout_s, .cancel = cancel};
    supervise(&order, &report);
    cJSON_Delete(job);
    machine->devices = cJSON_Duplicate(report_events(&report, "device"), true);
    const cJSON *chosen = cJSON_GetArrayItem(report_events(&report, "default"), 0);
    if (chosen)
        machine->chosen = cJSON_GetNumberValue(cJSON_GetObjectItem(chosen, "number"));
    snprintf(machine->trouble, sizeof machine->trouble, "%s", failure_text(&report));
    if (!machine->trouble[0] && cJSON_GetArraySize(machine->devices) == 0)
        snprintf(machine->trouble, sizeof machine->trouble, "no OpenCL device was found");
    int status = machine->trouble[0] ? STATUS_MACHINE : STATUS_DONE;
    if (report.ending == ENDING_INTERRUPTED)
        status = 128 + report.signal;
    report_free(&report);
    return status;
}

void machine_free(struct machine *machine)
{
    cJSON_Delete(machine->devices);
    *machine = (struct machine){0};
}

const cJSON *machine_chosen(const struct machine *machine)
{
    const cJSON *device;
    cJSON_ArrayForEach(device, machine->devices)
    {
        if (cJSON_GetNumberValue(cJSON_GetObjectItem(device, "number")) == machine->chosen)
            return device;
    }
    return NULL;
}

bool machine_probe(size_t number, double timeout_s, char *text, size_t size)
{
    struct report report;
    char selector[32];

    snprintf(selector, sizeof selector, "%zu", number);
    cJSON *job = make_job("probe", selector);
    const struct order order = {.job = job, .timeout_s = timeout_s};
    supervise(&order, &report);
    cJSON_Delete(job);
    const cJSON *probe = cJSON_GetArrayItem(report_events(&report, "probe"), 0);
    const char *told = cJSON_GetStringValue(cJSON_GetObjectItem(probe, "text"));
    const bool ok = cJSON_IsTrue(cJSON_GetObjectItem(probe, "ok"));
    snprintf(text, size, "%s", told ? told : failure_text(&report));
    report_free(&report);
    return ok;
}

void print_machine_help(void)
{
    char text[512];
    snprintf(text, sizeof text,
             "For the CPU, install PoCL: `sudo apt-get install pocl-opencl-icd`\n"
             "For a GPU, install its driver's OpenCL part; `%s check` says what is missing.",
             program_name());
    print_hanging_on(stderr, text, 0, 2);
}
