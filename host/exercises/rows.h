/* The exercises that exercise.c lists, each defined in the file of its name. */
#ifndef WORKSHOP_EXERCISES_ROWS_H
#define WORKSHOP_EXERCISES_ROWS_H

#include "exercise.h"

extern const struct exercise VECTOR_ADD_EXERCISE;
extern const struct exercise IMAGE_FILTERS_EXERCISE;
extern const struct exercise CONV2D_EXERCISE;
extern const struct exercise MATMUL_EXERCISE;
extern const struct exercise COPY_EXAMPLE;
extern const struct exercise NEGATIVE_EXAMPLE;
extern const struct exercise FUSION_EXAMPLE;

#endif
