/* An exercise: the kernels that it asks for, the cases that they are judged on, what is right, and
 * what a launch costs. One file an exercise; exercise.c holds the table of them. */
#ifndef WORKSHOP_EXERCISES_EXERCISE_H
#define WORKSHOP_EXERCISES_EXERCISE_H

#include "../media/image.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARGUMENTS_LIMIT = 10 };

/* --- the contract of a kernel ------------------------------------------------------------------ */

enum argument_kind {
    ARGUMENT_INPUT,    /* __global const float * */
    ARGUMENT_CONSTANT, /* __constant float * */
    ARGUMENT_OUTPUT,   /* __global float * */
    ARGUMENT_COUNT,    /* const uint */
    ARGUMENT_NUMBER,   /* const float */
};

struct argument {
    const char *name;
    enum argument_kind kind;
};

struct kernel_contract {
    const char *name;
    unsigned dimensions;                        /* of its NDRange, 1 to 3 */
    struct argument arguments[ARGUMENTS_LIMIT]; /* the first without a name ends the list */
};

/* The kernel's declaration as a participant would write it, on one line. */
void contract_declaration(const struct kernel_contract *kernel, char *text, size_t size);

/* A work-item or work-group as messages name it, by as many ids as the NDRange has dimensions: "3", "(3, 5)". */
void ids_text(unsigned dimensions, const size_t ids[3], char *text, size_t size);

size_t contract_argument_count(const struct kernel_contract *kernel);
const char *argument_type(enum argument_kind kind);

/* --- a case ------------------------------------------------------------------------------------ */

/* A buffer argument: planes x rows x columns floats, column fastest; a row starts every pitch floats.
 * What lies between columns and pitch belongs to nobody: never read, never written. */
struct array {
    size_t planes, rows, columns, pitch;
    float *values; /* planes * rows * pitch; NULL for an output; owned */
};

struct test_case {
    char name[96]; /* "n = 5,000,001" */
    const struct kernel_contract *kernel;
    char options[64];  /* for the build: "-D KERNEL_SIZE=3" */
    size_t outputs[3]; /* what the launch has to cover, dimension 0 first */
    union {
        struct array array;
        uint32_t count;
        float number;
    } arguments[ARGUMENTS_LIMIT];

    /* Dense, planes x rows x columns of the output. expected NaN: this element is not compared (but
     * has to be written). right means |got - expected| <= bound, both in double. */
    double *expected, *bound;

    bool timed;       /* run for its speed too */
    bool other_units; /* units that are faster than the device's limit for float may compute it */
    double
        bytes; /* the fewest that a launch can move: each input read once, each output written once */
    double flops; /* floating-point operations of a launch */
    size_t
        reach; /* how far from an output its inputs lie, in rows and columns: 1 for a 3 x 3 filter */

    char picture[64];  /* the output is worth looking at under this name; "" if not */
    char combined[64]; /* so is sqrt(previous picture^2 + this^2); "" if not */
};

size_t case_output_index(const struct test_case *test);
const struct array *case_output(const struct test_case *test);
size_t array_elements(const struct array *array); /* planes * rows * columns */
size_t array_extent(const struct array *array);   /* planes * rows * pitch: floats of its memory */
/* How many floats past an array of the case are guarded at least: what a kernel reads there is NaN. So
 * far gets a kernel that takes rows for columns, in all but long, thin cases. */
size_t array_guard(const struct test_case *test, const struct array *array);
void case_free(struct test_case *test);

/* What the cases depend on. */
struct case_request {
    size_t tile[3]; /* outputs of a work-group, so that sizes around it can be tried */
    bool large;     /* the device is a GPU: large cases too, and larger sizes for timing */
    bool timed;     /* speed will be measured: cases large enough for that */
    bool simulated; /* under a simulator that watches every access: small cases only; the first of a
                     * kernel has at least two tiles, the last of them partial */
    bool halves;    /* all inputs are numbers that half holds exactly */
    bool other_units; /* see struct test_case */
    bool pictures;    /* the results for photographs will be looked at */
    uint64_t seed;    /* of all random inputs */
    const struct photograph *photographs;
    size_t photograph_count;
};

struct photograph {
    char name[48]; /* the file's name without folder and ending */
    struct image image;
};

/* A size that a case is to be made of: as many numbers as the exercise's size has names. */
enum { SIZE_NUMBERS = 4 };
#define SIZE_NONE ((size_t)-1) /* in size_form.fill: a number that is left out is 0 */
struct case_size {
    size_t numbers[SIZE_NUMBERS];
};

/* How sizes of an exercise are written. */
struct size_form {
    const char *form;                /* for a person: "HEIGHT or HEIGHTxWIDTH" */
    const char *names[SIZE_NUMBERS]; /* "height", "width" */
    unsigned counts;                 /* bit i: i numbers may be given */
    size_t fill[SIZE_NUMBERS]; /* of a number that is left out; 0: the first number; or SIZE_NONE */
    size_t planes;             /* of the largest array */
    size_t depth;              /* outputs along dimension 2; 0: one */
    const char *on_cpu, *on_gpu;             /* the usual ones, separated by commas */
    const char *timed_on_cpu, *timed_on_gpu; /* the largest that make_case() times */
    /* Whether there is such a case, beyond that; NULL: always. */
    bool (*check)(const struct case_size *size, char *reason, size_t reason_size);
};
size_t size_count(const struct size_form *form); /* how many numbers there are */

/* What CLBlast has for an exercise. */
enum clblast_routine {
    CLBLAST_NONE,
    CLBLAST_GEMM,     /* a matrix product: CLBlast is the limit to face */
    CLBLAST_CONVGEMM, /* a convolution by way of a matrix product */
};

/* --- an exercise ------------------------------------------------------------------------------- */

/* A mistake that is known by its results. */
struct suspect {
    const char *code;     /* a diagnosis code of the judge */
    const char *sentence; /* for a beginner */
    /* What a kernel with this mistake computes for the case, dense like expected; NaN where it reads
     * what belongs to nobody. False: it does not apply, cannot be told from the right result, or the
     * case is too large to try. */
    bool (*results)(const struct test_case *test, int variant, double *values);
    int variant; /* which of several mistakes of one kind */
};

struct exercise {
    unsigned number; /* from 1; 0 for a worked example */
    const char *name;
    const char *title;
    const char *file; /* where the participant's file lies, from the course's folder */
    const struct kernel_contract *kernels;
    size_t kernel_count;
    size_t (*case_count)(const struct case_request *request);
    /* Makes one case, cheap ones first; its inputs are random from request->seed and index.
     * False: out of memory. */
    bool (*make_case)(const struct case_request *request, size_t index, struct test_case *test);
    struct size_form sizes;
    /* Makes a timed case of that size for one of the kernels; of the request seed and halves matter.
     * False: out of memory. */
    bool (*make_sized)(const struct case_size *size, size_t kernel,
                       const struct case_request *request, struct test_case *test);
    /* Sizes of small cases, separated by commas, one for each build that cases need beyond the first,
     * in their order; NULL: one build does for all. */
    const char *later_builds;
    bool takes_halves;              /* its inputs may be given as half (case_request.halves) */
    const char *ladder;             /* the folder of its rungs, "kernels/sepia"; NULL: none */
    const struct suspect *suspects; /* ends with a row without code */
    enum clblast_routine clblast;   /* of CLBlast's, what does the same */
    size_t
        chained; /* the first so many kernels, one after the other, do what the last does alone */
    const char *next; /* the subcommand that leads on; NULL after the last */
};

/* Every exercise in its order, then the worked examples. */
const struct exercise *const *exercise_table(size_t *count);

/* The exercise that text means: a number, a name, or a path whose file name holds a name
 * ("my_matmul.cl"); the longest name that fits wins. NULL if none does. */
const struct exercise *exercise_find(const char *text);

#endif
