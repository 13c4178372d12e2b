/* Writes that go astray: guards, gaps and inputs of a buffer, compared as bits, without a device. */
#include "../../host/judge/guarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { GUARD = 4, PLANES = 2, ROWS = 2, COLUMNS = 3, PITCH = 5, EXTENT = PLANES * ROWS * PITCH };
enum { ALL = EXTENT + 2 * GUARD };

static const uint32_t POISON = 0x7fc12345;
static const struct array ARRAY = {
    .planes = PLANES, .rows = ROWS, .columns = COLUMNS, .pitch = PITCH};
static float host[ALL], after[ALL];
static struct guarded buffer;

static void set_bits(float *at, uint32_t bits)
{
    memcpy(at, &bits, sizeof bits);
}

/* A launch that wrote nothing; the array's element i holds i. */
static int fill(void **state)
{
    (void)state;
    for (int i = 0; i < ALL; i++)
        set_bits(&host[i], POISON);
    for (int i = 0; i < EXTENT; i++)
        if (i % PITCH < COLUMNS)
            host[GUARD + i] = (float)i;
    memcpy(after, host, sizeof after);
    buffer = (struct guarded){
        .array = &ARRAY, .guard = GUARD, .poison = POISON, .host = host, .after = after};
    return 0;
}

/* --- guards and gaps --------------------------------------------------------------------------- */

static void no_write_is_no_stray_write(void **state)
{
    (void)state;
    assert_int_equal(guarded_stray(&buffer).count, 0);
}

static void writes_into_the_array_are_no_stray_writes(void **state)
{
    (void)state;
    for (int i = 0; i < EXTENT; i++)
        if (i % PITCH < COLUMNS)
            after[GUARD + i] = -1.0f;
    assert_int_equal(guarded_stray(&buffer).count, 0);
}

static void one_stray_write(size_t at, ptrdiff_t offset, bool in_gap, size_t row)
{
    fill(NULL);
    after[at] = 1.0f;
    const struct stray_write stray = guarded_stray(&buffer);
    assert_int_equal(stray.count, 1);
    assert_int_equal(stray.offset, offset);
    assert_int_equal(stray.in_gap, in_gap);
    if (in_gap)
        assert_int_equal(stray.row, row);
}

static void every_float_outside_of_the_array_is_watched(void **state)
{
    size_t watched = 0;

    (void)state;
    for (int i = -GUARD; i < EXTENT + GUARD; i++) {
        const bool inside = i >= 0 && i < EXTENT, in_gap = inside && i % PITCH >= COLUMNS;
        if (inside && !in_gap)
            continue;
        one_stray_write((size_t)(GUARD + i), i, in_gap, in_gap ? (size_t)i / PITCH : 0);
        watched++;
    }
    assert_int_equal(watched, 2 * GUARD + PLANES * ROWS * (PITCH - COLUMNS));
}

static void stray_writes_are_counted_from_the_end(void **state)
{
    (void)state;
    after[0] = 1.0f;
    after[GUARD + COLUMNS] = 1.0f;
    after[GUARD + EXTENT + 1] = 1.0f;
    after[GUARD + EXTENT + 2] = 1.0f;
    const struct stray_write stray = guarded_stray(&buffer);
    assert_int_equal(stray.count, 4);
    assert_int_equal(stray.offset, EXTENT + 1);
    assert_false(stray.in_gap);
}

/* A kernel without its guard reads NaN and writes NaN. */
static void another_nan_is_a_stray_write(void **state)
{
    (void)state;
    set_bits(&after[GUARD + EXTENT], POISON + 1);
    assert_int_equal(guarded_stray(&buffer).count, 1);
    set_bits(&after[GUARD + EXTENT], POISON);
    assert_int_equal(guarded_stray(&buffer).count, 0);
}

static void without_guards_only_gaps_are_watched(void **state)
{
    (void)state;
    buffer.guard = 0;
    after[COLUMNS] = 1.0f;
    const struct stray_write stray = guarded_stray(&buffer);
    assert_true(stray.in_gap);
    assert_int_equal(stray.row, 0);
}

/* --- inputs ------------------------------------------------------------------------------------ */

static void inputs_left_alone_have_not_changed(void **state)
{
    size_t index = 0, count = 0;

    (void)state;
    assert_false(guarded_changed(&buffer, &index, &count));
    assert_int_equal(count, 0);
}

static void changed_inputs_are_counted(void **state)
{
    size_t index = 0, count = 0;

    (void)state;
    after[GUARD + PITCH + 1] = 0.5f;
    after[GUARD + 3 * PITCH] = 0.5f;
    assert_true(guarded_changed(&buffer, &index, &count));
    assert_int_equal(index, PITCH + 1);
    assert_int_equal(count, 2);
}

static void a_changed_gap_is_no_changed_input(void **state)
{
    size_t index = 0, count = 0;

    (void)state;
    after[GUARD + COLUMNS] = 0.5f;
    assert_false(guarded_changed(&buffer, &index, &count));
    assert_int_equal(count, 0);
}

static void inputs_are_compared_as_bits(void **state)
{
    size_t index = 1, count = 0;

    (void)state;
    after[GUARD] = -0.0f; /* it was 0 */
    assert_true(guarded_changed(&buffer, &index, &count));
    assert_int_equal(index, 0);
}

static void before_and_after_point_at_the_array(void **state)
{
    (void)state;
    assert_ptr_equal(guarded_before(&buffer), host + GUARD);
    assert_ptr_equal(guarded_after(&buffer), after + GUARD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(no_write_is_no_stray_write, fill),
        cmocka_unit_test_setup(writes_into_the_array_are_no_stray_writes, fill),
        cmocka_unit_test_setup(every_float_outside_of_the_array_is_watched, fill),
        cmocka_unit_test_setup(stray_writes_are_counted_from_the_end, fill),
        cmocka_unit_test_setup(another_nan_is_a_stray_write, fill),
        cmocka_unit_test_setup(without_guards_only_gaps_are_watched, fill),
        cmocka_unit_test_setup(inputs_left_alone_have_not_changed, fill),
        cmocka_unit_test_setup(changed_inputs_are_counted, fill),
        cmocka_unit_test_setup(a_changed_gap_is_no_changed_input, fill),
        cmocka_unit_test_setup(inputs_are_compared_as_bits, fill),
        cmocka_unit_test_setup(before_and_after_point_at_the_array, fill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
