/* What a warp's accesses cost. */
#include "../../host/judge/warp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One access: work-item i at bytes first + i * stride. */
static struct traffic strided(unsigned count, uint64_t first, uint64_t stride, uint32_t bytes)
{
    struct traffic traffic = {0};
    struct lane lanes[WARP];
    for (unsigned i = 0; i < count; i++)
        lanes[i] = (struct lane){i, first + i * stride, bytes};
    traffic_add(&traffic, lanes, count);
    return traffic;
}

static void assert_global(const struct traffic *traffic, uint64_t sectors, uint64_t used,
                          enum pattern_code pattern)
{
    assert_int_equal(traffic->sectors, sectors);
    assert_int_equal(traffic->used, used);
    assert_string_equal(pattern_name(traffic_pattern(traffic, SPACE_GLOBAL)),
                        pattern_name(pattern));
}

static void neighbouring_floats_are_four_sectors(void **state)
{
    const struct traffic traffic = strided(32, 0, 4, 4);
    (void)state;
    assert_global(&traffic, 4, 128, PATTERN_COALESCED);
    assert_int_equal(traffic.stride, 4);
}

static void neighbouring_float4s_are_sixteen_sectors(void **state)
{
    const struct traffic traffic = strided(32, 0, 16, 16);
    (void)state;
    assert_global(&traffic, 16, 512, PATTERN_COALESCED);
}

static void every_second_float_uses_half_of_eight_sectors(void **state)
{
    const struct traffic traffic = strided(32, 0, 8, 4);
    (void)state;
    assert_global(&traffic, 8, 128, PATTERN_PARTLY);
}

static void a_column_touches_a_sector_for_every_work_item(void **state)
{
    const struct traffic traffic = strided(32, 0, 512, 4);
    (void)state;
    assert_global(&traffic, 32, 128, PATTERN_STRIDED);
}

static void neighbours_that_begin_inside_a_sector_need_one_more(void **state)
{
    const struct traffic traffic = strided(32, 4, 4, 4);
    (void)state;
    assert_global(&traffic, 5, 128, PATTERN_SHIFTED);
}

static void one_element_for_all_is_one_sector(void **state)
{
    const struct traffic traffic = strided(32, 64, 0, 4);
    (void)state;
    assert_global(&traffic, 1, 4, PATTERN_SHARED);
    assert_int_equal(traffic_pattern(&traffic, SPACE_CONSTANT), PATTERN_SHARED);
}

static void different_constants_come_one_by_one(void **state)
{
    const struct traffic traffic = strided(32, 0, 4, 4);
    (void)state;
    assert_int_equal(traffic_pattern(&traffic, SPACE_CONSTANT), PATTERN_ONE_BY_ONE);
}

static void one_work_item_is_alone(void **state)
{
    const struct traffic traffic = strided(1, 0, 0, 64);
    (void)state;
    assert_global(&traffic, 2, 64, PATTERN_ALONE);
}

static void a_descending_order_is_as_good(void **state)
{
    struct traffic traffic = {0};
    struct lane lanes[WARP];
    (void)state;
    for (unsigned i = 0; i < WARP; i++)
        lanes[i] = (struct lane){i, 4 * (WARP - 1 - i), 4};
    traffic_add(&traffic, lanes, WARP);
    assert_global(&traffic, 4, 128, PATTERN_COALESCED);
    assert_int_equal(traffic.stride, -4);
}

static void assert_turns(const struct traffic *traffic, uint64_t turns, uint64_t least,
                         unsigned conflict)
{
    assert_int_equal(traffic->turns, turns);
    assert_int_equal(traffic->least_turns, least);
    assert_int_equal(traffic->conflict, conflict);
}

static void a_row_of_local_memory_has_no_conflict(void **state)
{
    const struct traffic traffic = strided(32, 0, 4, 4);
    (void)state;
    assert_turns(&traffic, 1, 1, 0);
}

static void a_column_of_32_by_32_has_a_32_way_conflict(void **state)
{
    const struct traffic traffic = strided(32, 0, 32 * 4, 4);
    (void)state;
    assert_turns(&traffic, 32, 1, 32);
    assert_int_equal(traffic_pattern(&traffic, SPACE_LOCAL), PATTERN_BANK_CONFLICT);
}

static void a_column_of_32_by_33_has_none(void **state)
{
    const struct traffic traffic = strided(32, 0, 33 * 4, 4);
    (void)state;
    assert_turns(&traffic, 1, 1, 0);
    assert_int_equal(traffic_pattern(&traffic, SPACE_LOCAL), PATTERN_NO_CONFLICT);
}

static void every_second_word_has_a_two_way_conflict(void **state)
{
    const struct traffic traffic = strided(32, 0, 8, 4);
    (void)state;
    assert_turns(&traffic, 2, 1, 2);
}

static void the_same_word_for_all_has_no_conflict(void **state)
{
    const struct traffic traffic = strided(32, 4, 0, 4);
    (void)state;
    assert_turns(&traffic, 1, 1, 0);
}

static void neighbouring_float4s_go_in_four_parts_without_conflict(void **state)
{
    const struct traffic traffic = strided(32, 0, 16, 16);
    (void)state;
    assert_turns(&traffic, 4, 4, 0);
}

static void the_picture_is_of_the_access_with_most_work_items(void **state)
{
    struct traffic traffic = strided(8, 0, 4, 4);
    struct lane lanes[WARP];
    (void)state;
    for (unsigned i = 0; i < 16; i++)
        lanes[i] = (struct lane){i, 256 + 4 * i, 4};
    traffic_add(&traffic, lanes, 16);
    traffic_add(&traffic, lanes, 4);
    assert_int_equal(traffic.picture_lanes, 16);
    assert_int_equal(traffic.picture[0].offset, 256);
    assert_int_equal(traffic.warps, 3);
    assert_int_equal(traffic.lanes, 28);
}

static void expect_sentence(const struct traffic *traffic, enum space space, unsigned dimensions,
                            const char *wanted)
{
    char text[512];
    traffic_sentence(traffic, space, false, dimensions, text, sizeof text);
    assert_non_null(strstr(text, wanted));
}

static void sentences_tell_sectors_shares_and_ways_out(void **state)
{
    struct traffic traffic = strided(32, 0, 4, 4);
    (void)state;
    expect_sentence(&traffic, SPACE_GLOBAL, 1,
                    "one warp reads 128 neighbouring bytes: 4 sectors, 100 % of the bytes");
    traffic = strided(32, 0, 8, 4);
    expect_sentence(&traffic, SPACE_GLOBAL, 1, "in 8 sectors where 4 would do: 50 %");
    traffic = strided(32, 0, 512, 4);
    expect_sentence(&traffic, SPACE_GLOBAL, 2, "32 sectors move, and 12.5 %");
    expect_sentence(&traffic, SPACE_GLOBAL, 2, "exchange the dimensions");
    expect_sentence(&traffic, SPACE_GLOBAL, 1, "neighbouring work-items take neighbouring");
    traffic = strided(32, 0, 128, 4);
    expect_sentence(&traffic, SPACE_LOCAL, 2, "32-way bank conflict");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbouring_floats_are_four_sectors),
        cmocka_unit_test(neighbouring_float4s_are_sixteen_sectors),
        cmocka_unit_test(every_second_float_uses_half_of_eight_sectors),
        cmocka_unit_test(a_column_touches_a_sector_for_every_work_item),
        cmocka_unit_test(neighbours_that_begin_inside_a_sector_need_one_more),
        cmocka_unit_test(one_element_for_all_is_one_sector),
        cmocka_unit_test(different_constants_come_one_by_one),
        cmocka_unit_test(one_work_item_is_alone),
        cmocka_unit_test(a_descending_order_is_as_good),
        cmocka_unit_test(a_row_of_local_memory_has_no_conflict),
        cmocka_unit_test(a_column_of_32_by_32_has_a_32_way_conflict),
        cmocka_unit_test(a_column_of_32_by_33_has_none),
        cmocka_unit_test(every_second_word_has_a_two_way_conflict),
        cmocka_unit_test(the_same_word_for_all_has_no_conflict),
        cmocka_unit_test(neighbouring_float4s_go_in_four_parts_without_conflict),
        cmocka_unit_test(the_picture_is_of_the_access_with_most_work_items),
        cmocka_unit_test(sentences_tell_sectors_shares_and_ways_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
