/* Compares what a kernel wrote with what is right, and finds the pattern in what is wrong. */
#ifndef WORKSHOP_JUDGE_COMPARE_H
#define WORKSHOP_JUDGE_COMPARE_H

#include "../exercises/exercise.h"
#include "../opencl/program.h"
#include "diagnosis.h"

/* What became of one element. */
enum element { ELEMENT_RIGHT, ELEMENT_WRONG, ELEMENT_UNWRITTEN };

/* Of one case: dense arrays over the output, like expected. */
struct comparison {
    const struct test_case *test;
    struct launch_shape shape; /* that it was launched with */
    size_t elements, wrong, unwritten;
    size_t first_wrong; /* index of the first wrong element, if there is any */
    size_t first_unwritten;
    double max_error;  /* largest |got - expected| that is a number */
    bool differs;      /* two launches with the same inputs gave different results */
    bool reads_output; /* the results depend on what the output held before */
    float *got;        /* of the first launch, or the second where only that is a number; owned */
    unsigned char *state; /* enum element; owned */
};

/* What one launch left of the output, and what was there before. */
struct launched {
    const float *before, *after; /* planes x rows x pitch */
};

/* Compares one or two launches (second may be NULL). False: out of memory. */
bool compare_case(const struct test_case *test, const struct launch_shape *shape,
                  const struct launched *first, const struct launched *second,
                  struct comparison *comparison);
void comparison_free(struct comparison *comparison);
/* How many elements are not what they should be, and nothing else: got is planes x rows x pitch. NaN is
 * wrong wherever a number is expected. */
size_t compare_wrong(const struct test_case *test, const float *got);

bool comparison_passes(const struct comparison *comparison);

/* --- over all cases of a kernel ----------------------------------------------------------------- */

enum { SUSPECTS_LIMIT = 64 };

/* A case that failed, the first in which much is right if there is one: there the difference shows. */
struct example {
    char case_name[96];
    char place[512]; /* where in it, expected and got, and how many; "" if there is none */
    bool telling;    /* at least half of its elements are right */
};

/* What is left of each explanation after the cases so far. */
struct pattern {
    const struct exercise *exercise;
    const struct kernel_contract *kernel;
    bool fails;              /* at least one case does */
    bool round_passes;       /* a case of whole tiles only passed */
    bool round_fails;        /* and one failed */
    size_t partial_passes;   /* cases that leave a remainder, and passed, */
    size_t partial_fails;    /* or failed */
    char right_options[64];  /* that the first cases were built with, if they passed; "" else */
    bool right_fails;        /* a case with these failed, */
    bool other_fails;        /* or one with others */
    size_t largest_pass;     /* elements of the largest case that passed, */
    size_t smallest_fail;    /* and of the smallest that failed; 0: there is none */
    bool beyond_edges;       /* something wrong lies far from every edge */
    bool writes;             /* at least one element of some case was written */
    bool first_group_only;   /* in some case just what the first work-group makes was written, */
    bool other_unwritten;    /* and in some case another part */
    bool branch_is_empty;    /* that of inspect_empty_branch(), which says why nothing is */
    double error_squares;    /* over all wrong elements: of got - expected, */
    double expected_squares; /* and of expected */
    bool not_a_number;       /* a wrong element is NaN or infinite, */
    bool fraction;           /* or has digits behind the point, */
    bool whole; /* or is a whole number, but 0, where a number with such digits is expected */
    bool differs, reads_output;
    bool out[SUSPECTS_LIMIT];  /* a suspect that does not explain a case */
    bool seen[SUSPECTS_LIMIT]; /* a suspect that explains a case */
    struct example wrong;      /* of wrong elements, */
    struct example interior;   /* with others far from the edges, */
    struct example unwritten;  /* and of elements that were not written */
};

void pattern_start(struct pattern *pattern, const struct exercise *exercise,
                   const struct kernel_contract *kernel);

/* Takes one case, passed or failed, into account. */
void pattern_add(struct pattern *pattern, const struct comparison *comparison);

/* Appends the diagnoses that explain what is wrong, the most specific first, to an array. */
void pattern_diagnose(const struct pattern *pattern, cJSON *diagnoses);

#endif
