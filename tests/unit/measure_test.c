/* Measuring in turns: how often each contestant runs, and which times count. */
#include "../../host/judge/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* A contestant that does nothing and says what it took. */
struct player {
    double ms, first_ms;
    size_t runs;
};

static cl_int play(void *self, double *ms)
{
    struct player *player = self;
    *ms = player->runs++ == 0 ? player->first_ms : player->ms;
    return CL_SUCCESS;
}

static cl_int break_off(void *self, double *ms)
{
    *ms = 0.0;
    return play(self, ms) == CL_SUCCESS ? CL_OUT_OF_RESOURCES : CL_SUCCESS;
}

static void the_warm_up_does_not_count(void **state)
{
    struct player player = {.ms = 2.0, .first_ms = 900.0};
    struct contestant contestant = {.run = play, .self = &player};

    (void)state;
    assert_int_equal(measure_in_turns(&contestant, 1, 0.0), CL_SUCCESS);
    assert_int_equal(player.runs, 1 + ROUNDS_LEAST);
    assert_true(contestant.median_ms == 2.0 && contestant.min_ms == 2.0);
}

static void the_slow_run_once_and_the_others_as_ever(void **state)
{
    struct player slow = {.ms = 1.0, .first_ms = SLOW_MS + 1.0}, quick = {.ms = 3.0};
    struct contestant contestants[] = {{.run = play, .self = &slow}, {.run = play, .self = &quick}};

    (void)state;
    assert_int_equal(measure_in_turns(contestants, 2, 0.0), CL_SUCCESS);
    assert_int_equal(slow.runs, 1);
    assert_int_equal(quick.runs, 1 + ROUNDS_LEAST);
    assert_true(contestants[0].median_ms == SLOW_MS + 1.0 && contestants[0].spread == 0.0);
    assert_true(contestants[1].median_ms == 3.0);
}

static void an_error_ends_it(void **state)
{
    struct player player = {.ms = 1.0};
    struct contestant contestant = {.run = break_off, .self = &player};

    (void)state;
    assert_int_equal(measure_in_turns(&contestant, 1, 0.0), CL_OUT_OF_RESOURCES);
    assert_int_equal(player.runs, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_warm_up_does_not_count),
        cmocka_unit_test(the_slow_run_once_and_the_others_as_ever),
        cmocka_unit_test(an_error_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
