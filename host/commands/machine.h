/* The devices of this machine, as a worker process sees them. */
#ifndef WORKSHOP_COMMANDS_MACHINE_H
#define WORKSHOP_COMMANDS_MACHINE_H

#include "options.h"

#include <cjson/cJSON.h>

struct machine {
    cJSON *devices;    /* array of what device_describe() gives; owned */
    double chosen;     /* number of the device that the options choose; -1 if none */
    char trouble[512]; /* why there is no device; "" if there is */
};

/* Returns an exit status: STATUS_DONE with at least one device, STATUS_MACHINE with the reason in
 * trouble, or 128 + a signal. cancel: supervise.h; 0: none. The machine is to be freed in any case. */
int machine_read(const struct options *options, int cancel, struct machine *machine);
void machine_free(struct machine *machine);

/* The device that the options choose, as device_describe() gives it; NULL if there is none. */
const cJSON *machine_chosen(const struct machine *machine);

/* Builds and runs a kernel on the device of that number. Returns whether it worked; text gets how. */
bool machine_probe(size_t number, double timeout_s, char *text, size_t size);

/* Prints what to do where no device was found, on standard error. */
void print_machine_help(void);

#endif
