/* The subcommands. Each takes its own arguments, argv[0] being its name, and returns the exit status:
 * 0 solved or done; 1 the kernel was rejected; 2 the command line is wrong, or a named file cannot be
 * used; 3 the machine lacks something; 128 + the signal that stopped it. */
#ifndef WORKSHOP_COMMANDS_COMMANDS_H
#define WORKSHOP_COMMANDS_COMMANDS_H

enum status {
    STATUS_DONE = 0,
    STATUS_REJECTED = 1,
    STATUS_USAGE = 2,
    STATUS_MACHINE = 3,
};

int command_bench(int argc, char **argv);
int command_check(int argc, char **argv);
int command_devices(int argc, char **argv);
int command_grade(int argc, char **argv);
int command_list(int argc, char **argv);
int command_run(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_tune(int argc, char **argv);
int command_debug(int argc, char **argv);
int command_map(int argc, char **argv);
int command_hint(int argc, char **argv);
int command_reset(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_worker(int argc, char **argv);

#endif
