/* The space that a .cl file declares by its lines "// tune: NAME = 1 2 3": which values a tuner may try
 * for which macro. A combination of values is a number below tuning.combinations. */
#ifndef WORKSHOP_EXERCISES_TUNING_H
#define WORKSHOP_EXERCISES_TUNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TUNING_PARAMETERS = 16,
    TUNING_VALUES = 32, /* of one parameter */
    TUNING_NAME = 32,   /* bytes of a parameter's name */
    TUNING_NEIGHBOURS = TUNING_PARAMETERS * (TUNING_VALUES - 1),
    TUNING_OPTIONS = 768, /* bytes of the build options of any combination */
};

#define TUNING_COMBINATIONS ((uint64_t)100000000) /* a larger space is refused */
#define TUNING_DEFAULTS UINT64_MAX /* in place of a combination: the values of the file itself */

struct tuning_parameter {
    char name[TUNING_NAME];
    size_t count;
    uint32_t values[TUNING_VALUES]; /* 0 to 2^31 - 1, in the file's order, none twice */
    size_t own; /* index of the file's own value; count: not in the list, or not known */
};

struct tuning {
    size_t count; /* of parameters; 0: the file has no tune lines */
    struct tuning_parameter parameters[TUNING_PARAMETERS];
    uint64_t combinations; /* product of the counts; 0 without parameters */
};

/* Reads the tune lines of a file's text. False with a sentence in reason, "line 3: ...", if one of
 * them is malformed, or they span more than TUNING_COMBINATIONS; tuning then holds nothing. */
bool tuning_read(const char *text, struct tuning *tuning, char *reason, size_t reason_size);

/* Whether a tune line names the parameter. */
bool tuning_has(const struct tuning *tuning, const char *name);

/* Appends "-D NAME=VALUE" to the options, a space before it if they are not empty. False if it does
 * not fit; options are then as before. */
bool tuning_append(char *options, size_t size, const char *name, uint32_t value);

/* The build options of a combination, "-D TILE_X=64 -D LOCAL_X=16"; "" for TUNING_DEFAULTS. */
void tuning_options(const struct tuning *tuning, uint64_t number, char options[TUNING_OPTIONS]);

/* The combination that these options make, in any order; false if a parameter or value is missing
 * from the space, or from the options. */
bool tuning_number(const struct tuning *tuning, const char *options, uint64_t *number);

/* The combination that the file's own values are; false if they are no such combination. */
bool tuning_own(const struct tuning *tuning, uint64_t *number);

/* The combinations that differ from this one in one parameter alone: first those a step away in its
 * list, then the others. Returns how many. */
size_t tuning_neighbours(const struct tuning *tuning, uint64_t number,
                         uint64_t neighbours[TUNING_NEIGHBOURS]);

#endif
