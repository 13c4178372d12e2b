#include "random.h"

#define GOLDEN_GAMMA 0x9e3779b97f4a7c15u

/* The finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014, in Stafford's variant 13). */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct random random_stream(uint64_t seed, uint64_t case_index, uint64_t argument)
{
    uint64_t state = mix(seed + GOLDEN_GAMMA);
    state = mix(state ^ (case_index + 2 * GOLDEN_GAMMA));
    return (struct random){mix(state ^ (argument + 3 * GOLDEN_GAMMA))};
}

uint64_t random_bits(struct random *random)
{
    random->state += GOLDEN_GAMMA;
    return mix(random->state);
}

/* 53 bits as a double, so that rounding to float leaves none of the mantissa's bits at zero. */
static double unit(struct random *random)
{
    return (double)(int64_t)(random_bits(random) >> 11) * 0x1p-53;
}

float random_unit(struct random *random)
{
    return (float)unit(random);
}

float random_signed(struct random *random)
{
    return (float)(2 * unit(random) - 1);
}
