/* Sizes that a person asks for: "2^24", "1024x768", "1000x2000x3000". */
#ifndef WORKSHOP_EXERCISES_SIZES_H
#define WORKSHOP_EXERCISES_SIZES_H

#include "exercise.h"

enum { SIZES_LIMIT = 16 };

/* Reads one size of the exercise: whole numbers, or powers like 2^24, with an x between them; what is
 * left out is filled in as the exercise says. False with a sentence in reason. */
bool size_read(const struct exercise *exercise, const char *text, struct case_size *size,
               char *reason, size_t reason_size);

/* Reads a list of sizes separated by commas. Returns how many, at most SIZES_LIMIT; 0 with a sentence
 * in reason. */
size_t sizes_read(const struct exercise *exercise, const char *text, struct case_size *sizes,
                  char *reason, size_t reason_size);

/* Elements of the case's largest array. */
double size_elements(const struct exercise *exercise, const struct case_size *size);

/* "4,096 x 4,096" */
void size_print(const struct exercise *exercise, const struct case_size *size, char *text,
                size_t text_size);

/* Which tuned values suit a launch: "small" below 2^18 outputs, "medium" below 2^22, else "large". */
const char *size_class(const struct test_case *test);

/* The same of the case that such a size makes. */
const char *class_of_size(const struct exercise *exercise, const struct case_size *size);

/* The class of the largest case that `run` measures on a GPU, or on another device. */
const char *class_of_run(const struct exercise *exercise, bool on_gpu);

/* The usual size of the class that is worth tuning: large on a GPU, else medium; the last usual one
 * where there is none of that class. */
void size_to_tune(const struct exercise *exercise, bool on_gpu, struct case_size *size);

#endif
