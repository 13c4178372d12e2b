/* Random numbers for the inputs of cases: small, fast, and the same everywhere for the same seed. */
#ifndef WORKSHOP_EXERCISES_RANDOM_H
#define WORKSHOP_EXERCISES_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* A stream of its own for every argument of every case. */
struct random random_stream(uint64_t seed, uint64_t case_index, uint64_t argument);

uint64_t random_bits(struct random *random);

/* Uniform, with all 24 bits of the mantissa in use. */
float random_unit(struct random *random);   /* from 0 to 1 */
float random_signed(struct random *random); /* from -1 to 1 */

#endif
