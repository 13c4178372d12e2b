#include "half.h"

#include <math.h>

enum { FRACTION_BITS = 10, BIAS = 15 };

#define LEAST_NORMAL 0x1p-14f
#define LEAST 0x1p-24f /* the least positive number: all smaller ones are multiples of it */

float half_round(float value)
{
    int exponent = 0;
    if (fabsf(value) < LEAST_NORMAL)
        return rintf(value / LEAST) * LEAST;
    const float fraction = frexpf(value, &exponent);
    return ldexpf(rintf(ldexpf(fraction, FRACTION_BITS + 1)), exponent - FRACTION_BITS - 1);
}

uint16_t half_bits(float value)
{
    const unsigned sign = signbit(value) ? 1u << 15 : 0;
    const float magnitude = fabsf(value);
    int exponent = 0;
    if (magnitude < LEAST_NORMAL)
        return (uint16_t)(sign | (unsigned)(magnitude / LEAST));
    const float fraction = frexpf(magnitude, &exponent); /* 0.5 to 1 */
    const unsigned bits =
        (unsigned)ldexpf(fraction, FRACTION_BITS + 1) & ((1u << FRACTION_BITS) - 1);
    return (uint16_t)(sign | (unsigned)(exponent - 1 + BIAS) << FRACTION_BITS | bits);
}
