#include "commands.h"

#include "../judge/worker.h"

#include <stdio.h>

/* Hidden: the program starts itself with it. */
int command_worker(int argc, char **argv)
{
    if (argc > 2) {
        fprintf(stderr, "workshop: worker is for the program's own use\n");
        return STATUS_USAGE;
    }
    return worker_main(argc == 2 ? argv[1] : NULL);
}
