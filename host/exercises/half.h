/* Numbers of half precision (IEEE 754 binary16), as tensor cores take them. */
#ifndef WORKSHOP_EXERCISES_HALF_H
#define WORKSHOP_EXERCISES_HALF_H

#include <stddef.h>
#include <stdint.h>

/* The nearest number that half holds exactly, ties to even; magnitudes of at most 65504. */
float half_round(float value);

/* The bits of a number that half holds exactly. */
uint16_t half_bits(float value);

#endif
