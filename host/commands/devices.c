#include "commands.h"
#include "machine.h"
#include "options.h"
#include "screen.h"

#include <stdio.h>

static const struct usage USAGE = {
    NULL, "Lists the OpenCL devices of this machine and what --device calls them.",
    OPTION_DEVICE | OPTION_JSON, ARGUMENT_OPTIONAL};

static void print_device(const cJSON *device, bool is_default)
{
    enum { NAME_COLUMN = 16 };
    char name[512];
    const double memory = cJSON_GetNumberValue(cJSON_GetObjectItem(device, "global_memory"));
    printf("%s%3.0f  %-9s ", is_default ? "*" : " ",
           cJSON_GetNumberValue(cJSON_GetObjectItem(device, "number")),
           cJSON_GetStringValue(cJSON_GetObjectItem(device, "type")));
    snprintf(name, sizeof name, "%s%s", cJSON_GetStringValue(cJSON_GetObjectItem(device, "name")),
             cJSON_IsTrue(cJSON_GetObjectItem(device, "usable")) ? "" : "  (not usable)");
    print_hanging(name, NAME_COLUMN, NAME_COLUMN);
    print_format(NAME_COLUMN, "%s; %.0f compute units, %.1f GiB",
                 cJSON_GetStringValue(cJSON_GetObjectItem(device, "platform")),
                 cJSON_GetNumberValue(cJSON_GetObjectItem(device, "compute_units")),
                 memory / (1024.0 * 1024.0 * 1024.0));
}

static void print_table(const cJSON *devices, double chosen)
{
    const cJSON *device;
    printf(" no.  type       name\n");
    cJSON_ArrayForEach(device, devices)
    {
        print_device(device, cJSON_GetNumberValue(cJSON_GetObjectItem(device, "number")) == chosen);
    }
    printf("\n");
    print_wrapped(
        "* is taken now. Choose with --device (cpu, gpu, a number, or part of a name), or "
        "for good with the environment variable WORKSHOP_DEVICE.",
        0);
}

static void print_as_json(const cJSON *devices, double chosen)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddItemToObject(object, "devices", cJSON_Duplicate(devices, true));
    cJSON_AddNumberToObject(object, "default", chosen);
    print_json(object);
    cJSON_Delete(object);
}

int command_devices(int argc, char **argv)
{
    struct options options;
    struct machine machine;

    options_read(&USAGE, argc, argv, &options);
    const int status = machine_read(&options, 0, &machine);
    if (options.json)
        print_as_json(machine.devices, machine.chosen);
    else if (status == STATUS_DONE)
        print_table(machine.devices, machine.chosen);
    if (status == STATUS_MACHINE) {
        print_error("%s", machine.trouble);
        print_machine_help();
    } else if (machine.chosen < 0) {
        print_error("there is no device \"%s\"", options.device ? options.device : "");
    }
    const int result = status == STATUS_DONE && machine.chosen < 0 ? STATUS_USAGE : status;
    machine_free(&machine);
    return result;
}
