/* Oclgrind, the simulator that watches every access of a kernel: runs small cases under it, and reads
 * what it says. */
#ifndef WORKSHOP_JUDGE_OCLGRIND_H
#define WORKSHOP_JUDGE_OCLGRIND_H

#include "diagnosis.h"
#include "verdict.h"

enum { FINDINGS_LIMIT = 16, SITES_LIMIT = 2 };

/* A kind of thing that it finds. */
struct kind {
    const char *beginning; /* of its message */
    enum diagnosis_code code;
    const char *sentence; /* for a beginner */
};

/* A line of the .cl file that takes part, and the work-item that was there. */
struct site {
    size_t line;
    bool has_item;            /* the work-item is told: */
    size_t item[3], group[3]; /* its ids */
    char work_item[160];      /* "work-item (1, 0) of work-group (0, 0)"; "" if it is not told */
};

/* One thing found: messages of the same kind about the same line are one. */
struct finding {
    const struct kind *kind;
    char kernel[64];
    struct site sites[SITES_LIMIT];
    size_t site_count;
    char detail[128]; /* "Only 1 out of 256 work-items executed barrier" */
    bool doubtful;    /* Oclgrind is known to say it of kernels with which nothing is wrong */
    size_t count;     /* how many such messages */
};

struct findings {
    struct finding items[FINDINGS_LIMIT];
    size_t count;
};

bool oclgrind_present(void);

/* Not all work-items reach a barrier; a value that was never set gets into a result. */
bool finding_is_divergence(const struct finding *finding);
bool finding_is_unset_value(const struct finding *finding);

/* Runs each kernel of the request's file once, on a small case, with every checker on. findings come
 * sorted by code. report tells how the run ended, and is to be freed; false: it could not begin. */
bool oclgrind_run(const struct verdict_request *request, struct findings *findings,
                  struct report *report);

#endif
