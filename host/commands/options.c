#include "options.h"

#include "commands.h"
#include "screen.h"

#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_S 20.0
#define TIMEOUT_MOST_S 86400.0

/* Long options alone: their key is beyond every character. */
enum { KEY_BASE = 0x100 };

static const struct {
    enum option_flag option;
    const char *name, *argument, *doc;
} ROWS[] = {
    {OPTION_DEVICE, "device", "DEVICE",
     "cpu, gpu, a number from the subcommand devices, or part of a name; default: WORKSHOP_DEVICE, "
     "else "
     "the first GPU, else the CPU"},
    {OPTION_SOLUTION, "solution", NULL, "judge the solution instead of your file"},
    {OPTION_KERNEL, "kernel", "FILE", "judge this .cl file instead of your file"},
    {OPTION_KERNELS, "kernel", "FILE", "measure this .cl file too; may be repeated"},
    {OPTION_SIZES, "sizes", "LIST",
     "sizes to measure, separated by commas: 2^20,2^24 or 512,1000x2000x3000"},
    {OPTION_BUDGET, "budget", "TIME|TRIALS",
     "end the search after so much time (60s, 5m) or so many candidates (200); default: all of a "
     "small space, 120s of a large one"},
    {OPTION_FORGET, "forget", NULL,
     "search nothing, and drop what was kept for the file on this device"},
    {OPTION_LADDER, "ladder", NULL, "measure the rungs of the exercise's ladder in kernels/"},
    {OPTION_AGAINST, "against", "FILE.so",
     "measure the function of a shared object too (host/judge/foreign.h); may be repeated"},
    {OPTION_PLOT, "plot", "FILE",
     "draw speed over size and the roofline into FILE.svg or FILE.png"},
    {OPTION_CSV, "csv", NULL, "print comma-separated values and nothing else"},
    {OPTION_PORTABILITY, "portability", NULL,
     "show how much of every device's limit each contestant reaches: of all that was measured "
     "here, "
     "or in FILEs"},
    {OPTION_IMAGE, "image", "FILE",
     "use this photograph (PNG, JPEG, BMP) instead of those in images/; may be repeated"},
    {OPTION_GALLERY, "gallery", "DIR", "write the filtered pictures into this folder"},
    {OPTION_SHOW, "show", NULL, "show the pictures in the terminal"},
    {OPTION_SEED, "seed", "N",
     "of the random inputs, to repeat a run; default: another one each time"},
    {OPTION_TIMEOUT, "timeout", "SECONDS", "that a build or a case may take; default: 20"},
    {OPTION_NO_TIMING, "no-timing", NULL, "judge only, and measure no speed"},
    {OPTION_NO_TUNED, "no-tuned", NULL,
     "use the file's own values, and not those that were tuned for this device"},
    {OPTION_LEVEL, "level", "N", "show hint 1, 2 or 3, and not the next one"},
    {OPTION_GIVE_UP, "give-up", NULL, "show the solution of an exercise that is not solved"},
    {OPTION_GDB, "gdb", NULL, "step through the kernel in gdb, work-item by work-item"},
    {OPTION_SVG, "svg", "FILE", "draw into this SVG file too"},
    {OPTION_SIZE, "size", "SIZE",
     "of the launch, 512 or 64x128 for instance; default: a few work-groups"},
    {OPTION_JSON, "json", NULL, "print one JSON object and nothing else"},
};
enum { ROW_COUNT = sizeof ROWS / sizeof ROWS[0] };

struct reading {
    const struct usage *usage;
    struct options *options;
};

static double read_number(struct argp_state *state, const char *name, const char *text,
                          double least, double most)
{
    char *end = NULL;
    errno = 0;
    double value = strtod(text, &end);
    if (errno || end == text || *end || !(value >= least && value <= most))
        argp_error(state, "--%s takes a number from %.15g to %.15g, not \"%s\"", name, least, most,
                   text);
    return value;
}

static double read_whole_number(struct argp_state *state, const char *name, const char *text,
                                double least, double most)
{
    const double value = read_number(state, name, text, least, most);
    if (value != floor(value))
        argp_error(state, "--%s takes a whole number, not \"%s\"", name, text);
    return value;
}

static void take_image(struct argp_state *state, struct options *options, char *path)
{
    if (options->image_count == IMAGES_LIMIT)
        argp_error(state, "--image can be given %d times at most", IMAGES_LIMIT);
    options->images[options->image_count++] = path;
}

static void take_several(struct argp_state *state, const char *name, const char **texts,
                         size_t *count, const char *text)
{
    if (*count == SEVERAL_LIMIT)
        argp_error(state, "--%s can be given %d times at most", name, SEVERAL_LIMIT);
    texts[(*count)++] = text;
}

/* "60s", "5m", or "200" trials. */
static void take_budget(struct argp_state *state, struct options *options, const char *text)
{
    char *end = NULL;
    errno = 0;
    const double number = strtod(text, &end);
    const double unit = *end == 's' ? 1.0 : *end == 'm' ? 60.0 : 0.0;
    const bool ends = unit > 0.0 ? end[1] == '\0' : *end == '\0';
    if (errno || end == text || !ends || !(number * (unit > 0.0 ? unit : 1.0) >= 1.0) ||
        number > 1e6 || (unit == 0.0 && number != floor(number)))
        argp_error(state,
                   "--budget takes a time (60s, 5m) of at least a second, or a number of "
                   "candidates (200) of at least one, not \"%s\"",
                   text);
    options->budget_s = number * unit;
    options->budget_trials = unit > 0.0 ? 0 : (uint64_t)number;
}

static void take_option(struct argp_state *state, struct options *options, enum option_flag option,
                        char *text)
{
    switch (option) {
    case OPTION_DEVICE:
        options->device = text;
        break;
    case OPTION_JSON:
        options->json = true;
        promise_json();
        break;
    case OPTION_SOLUTION:
        options->solution = true;
        break;
    case OPTION_KERNEL:
        options->kernel = text;
        break;
    case OPTION_KERNELS:
        take_several(state, "kernel", options->kernels, &options->kernel_count, text);
        break;
    case OPTION_AGAINST:
        take_several(state, "against", options->against, &options->against_count, text);
        break;
    case OPTION_SIZES:
        options->sizes = text;
        break;
    case OPTION_BUDGET:
        take_budget(state, options, text);
        break;
    case OPTION_FORGET:
        options->forget = true;
        break;
    case OPTION_LADDER:
        options->ladder = true;
        break;
    case OPTION_PLOT:
        options->plot = text;
        break;
    case OPTION_CSV:
        options->csv = true;
        break;
    case OPTION_PORTABILITY:
        options->portability = true;
        break;
    case OPTION_IMAGE:
        take_image(state, options, text);
        break;
    case OPTION_GALLERY:
        options->gallery = text;
        break;
    case OPTION_SHOW:
        options->show = true;
        break;
    case OPTION_GDB:
        options->gdb = true;
        break;
    case OPTION_SVG:
        options->svg = text;
        break;
    case OPTION_SIZE:
        options->size = text;
        break;
    case OPTION_NO_TIMING:
        options->no_timing = true;
        break;
    case OPTION_NO_TUNED:
        options->no_tuned = true;
        break;
    case OPTION_GIVE_UP:
        options->give_up = true;
        break;
    case OPTION_LEVEL:
        options->level = (int)read_whole_number(state, "level", text, 1.0, 3.0);
        break;
    case OPTION_SEED:
        options->seed = (uint64_t)read_whole_number(state, "seed", text, 0.0, 9007199254740991.0);
        options->seed_given = true;
        break;
    case OPTION_TIMEOUT:
        options->timeout_s = read_number(state, "timeout", text, 0.1, TIMEOUT_MOST_S);
        break;
    }
}

static void finish(struct argp_state *state, const struct reading *reading)
{
    const struct options *options = reading->options;
    if (reading->usage->needs == ARGUMENTS_NEEDED && options->file_count == 0)
        argp_error(state, "which files? Name .cl files, or folders that hold some");
    if (reading->usage->needs == ARGUMENT_NEEDED && !options->exercise)
        argp_error(state, "which exercise? A number, a name, or the path of a .cl file");
    if (options->solution && options->kernel)
        argp_error(state, "--solution and --kernel exclude each other");
    if ((options->device && !*options->device) || (options->kernel && !*options->kernel) ||
        (options->gallery && !*options->gallery) || (options->svg && !*options->svg))
        argp_error(state, "an option was given without its value");
}

static bool takes_files(const struct reading *reading)
{
    return reading->usage->needs == ARGUMENTS_NEEDED || reading->options->portability;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct reading *reading = state->input;
    if (key >= KEY_BASE && key < KEY_BASE + ROW_COUNT) {
        take_option(state, reading->options, ROWS[key - KEY_BASE].option, text);
        return 0;
    }
    if (key == ARGP_KEY_END) {
        finish(state, reading);
        return 0;
    }
    if (key == ARGP_KEY_ARGS) { /* all that are left */
        reading->options->files = state->argv + state->next;
        reading->options->file_count = (size_t)(state->argc - state->next);
        return 0;
    }
    if (key != ARGP_KEY_ARG || takes_files(reading))
        return ARGP_ERR_UNKNOWN;
    if (!reading->usage->arguments || reading->options->exercise)
        argp_error(state, "\"%s\" is one argument too many", text);
    reading->options->exercise = text;
    return 0;
}

static uint64_t fresh_seed(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return ((uint64_t)now.tv_sec * 1000003u + (uint64_t)now.tv_nsec + (uint64_t)getpid() * 7919u) %
           1000000000u;
}

/* What argp's messages are as wide as. */
static void tell_width(void)
{
    char format[32];
    const size_t columns = terminal_columns();
    snprintf(format, sizeof format, "rmargin=%zu", columns < 80 ? columns - 1 : 79);
    setenv("ARGP_HELP_FMT", format, false);
}

void options_read(const struct usage *usage, int argc, char **argv, struct options *options)
{
    struct argp_option table[ROW_COUNT + 1] = {0};
    size_t used = 0;
    for (int i = 0; i < ROW_COUNT; i++)
        if (usage->options & ROWS[i].option)
            table[used++] = (struct argp_option){.name = ROWS[i].name,
                                                 .key = KEY_BASE + i,
                                                 .arg = ROWS[i].argument,
                                                 .doc = ROWS[i].doc};
    const struct argp argp = {table, parse, usage->arguments, usage->doc, NULL, NULL, NULL};
    struct reading reading = {usage, options};
    char name[256];

    *options = (struct options){.timeout_s = TIMEOUT_S, .seed = fresh_seed()};
    const char *wanted = getenv("WORKSHOP_DEVICE");
    if (wanted && *wanted)
        options->device = wanted;
    snprintf(name, sizeof name, "workshop %s", argv[0]);
    argv[0] = name; /* what --help and errors call the program */
    tell_width();
    argp_err_exit_status = STATUS_USAGE;
    argp_program_version = "workshop 1.0";
    argp_parse(&argp, argc, argv, 0, NULL, &reading);
    options->device_given = options->device != NULL;
}

const struct exercise *find_exercise(const char *text)
{
    const struct exercise *exercise = exercise_find(text);
    if (exercise && exercise->number > 0)
        return exercise;
    print_error("there is no exercise \"%s\"; `%s list` shows them", text, program_name());
    return NULL;
}
