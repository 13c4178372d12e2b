/* workshop: the OpenCL kernel workshop. One row a subcommand. */
#include "commands/commands.h"
#include "commands/screen.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *does; /* NULL: not shown */
} COMMANDS[] = {
    {"check", command_check,
     "looks whether everything is installed, and says how to mend what is not"},
    {"devices", command_devices, "lists the OpenCL devices that --device can choose"},
    {"list", command_list, "lists the exercises with their state"},
    {"run", command_run, "judges your kernel: right, or wrong and why, and how fast"},
    {"grade", command_grade, "judges many files, or folders of them, and prints a table"},
    {"watch", command_watch, "judges again at every save"},
    {"tune", command_tune, "finds the fastest values of a file's parameters, and remembers them"},
    {"debug", command_debug, "looks for races and accesses out of bounds, by line"},
    {"bench", command_bench, "measures kernels beside each other, across sizes"},
    {"map", command_map, "draws which work-item touches which element, and what a GPU makes of it"},
    {"hint", command_hint, "shows the next of three hints"},
    {"reset", command_reset, "puts a template back and keeps your file beside it"},
    {"diff", command_diff, "shows your file beside the solution"},
    {"worker", command_worker, NULL},
};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

static void print_usage(FILE *stream)
{
    enum { TEXT_COLUMN = 12 };
    char text[1024];
    const char *name = program_name();
    snprintf(text, sizeof text, "%s SUBCOMMAND [EXERCISE] [options]\n\n", name);
    fprintf(stream, "Usage: ");
    print_hanging_on(stream, text, 7, 7);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (!COMMANDS[i].does)
            continue;
        fprintf(stream, "  %-9s ", COMMANDS[i].name);
        print_hanging_on(stream, COMMANDS[i].does, TEXT_COLUMN, TEXT_COLUMN);
    }
    snprintf(text, sizeof text,
             "\nEXERCISE is a number (1), a name (vector_add), or the path of a .cl file whose "
             "name tells it.\n`%s SUBCOMMAND --help` says more. To begin: `%s run 1`",
             name, name);
    print_hanging_on(stream, text, 0, 0);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("workshop 1.0\n");
        return STATUS_DONE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return STATUS_DONE;
    }
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[1], COMMANDS[i].name) == 0)
            return COMMANDS[i].run(argc - 1, argv + 1);
    fprintf(stderr, "workshop: there is no subcommand \"%s\"\n\n", argv[1]);
    print_usage(stderr);
    return STATUS_USAGE;
}
