/* Half precision: every bit pattern of a number, and what lies between them. */
#include "../../host/exercises/half.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* The number that bits stand for, by the standard's own words. */
static float number_of(unsigned bits)
{
    const float sign = bits >> 15 ? -1.0f : 1.0f;
    const unsigned exponent = bits >> 10 & 31, fraction = bits & 1023;
    if (exponent == 0)
        return sign * ldexpf((float)fraction, -24);
    return sign * ldexpf((float)(1024 + fraction), (int)exponent - 25);
}

static void test_every_number_keeps_its_bits(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 1u << 16; bits++) {
        if ((bits >> 10 & 31) == 31)
            continue; /* infinities and NaNs */
        const float number = number_of(bits);
        assert_true(half_round(number) == number);
        assert_int_equal(half_bits(number), bits);
    }
}

static void test_what_lies_between_goes_to_the_nearest(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 0x7bff; bits++) {
        const float low = number_of(bits), high = number_of(bits + 1), middle = (low + high) / 2;
        assert_true(half_round(nextafterf(middle, 0.0f)) == low);
        assert_true(half_round(nextafterf(middle, HUGE_VALF)) == high);
        assert_true(half_round(middle) == (bits % 2 == 0 ? low : high));
        assert_true(half_round(-middle) == -half_round(middle));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_number_keeps_its_bits),
        cmocka_unit_test(test_what_lies_between_goes_to_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
