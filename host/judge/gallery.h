/* The pictures that the cases of a judgement make. */
#ifndef WORKSHOP_JUDGE_GALLERY_H
#define WORKSHOP_JUDGE_GALLERY_H

#include "../exercises/exercise.h"

struct gallery {
    char folder[4096]; /* "": no pictures are wanted */
    float *previous;   /* of the latest picture, for a combined one; owned */
    size_t previous_elements;
};

void gallery_open(struct gallery *gallery, const char *folder);
void gallery_close(struct gallery *gallery);

/* Writes the case's picture, if it has one, as FOLDER/NAME.png and sends "picture" events; of a wrong
 * result also what was expected, and the difference. got: dense, like expected. */
void gallery_add(struct gallery *gallery, const struct test_case *test, const float *got,
                 bool passes);

#endif
