/* Tune lines: what is read, what is refused, and the arithmetic of combinations. */
#include "../../host/exercises/tuning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct tuning tuning;
static char reason[256];

static const char TWO[] = "/* a kernel */\n"
                          "#ifndef TILE_X\n"
                          "#define TILE_X 64 /* columns */\n"
                          "#endif\n"
                          "// tune: TILE_X = 32 64 128\n"
                          "#if !defined(LOCAL_X)\n"
                          "#define LOCAL_X 16\n"
                          "#endif\n"
                          "  //  tune:LOCAL_X=0 16\t2147483647\r\n"
                          "__kernel void f() {}\n";

static void reads(const char *text)
{
    if (!tuning_read(text, &tuning, reason, sizeof reason))
        fail_msg("refused: %s", reason);
}

static void reads_the_space_of_a_file(void **state)
{
    (void)state;
    reads(TWO);
    assert_int_equal(tuning.count, 2);
    assert_int_equal(tuning.combinations, 9);
    assert_string_equal(tuning.parameters[0].name, "TILE_X");
    assert_int_equal(tuning.parameters[0].own, 1);
    assert_string_equal(tuning.parameters[1].name, "LOCAL_X");
    assert_int_equal(tuning.parameters[1].values[2], 2147483647);
    assert_true(tuning_has(&tuning, "TILE_X"));
    assert_false(tuning_has(&tuning, "TILE"));
}

static void a_file_without_tune_lines_has_no_combinations(void **state)
{
    (void)state;
    reads("__kernel void f() {} // tuned by hand\n/ tune: X = 1\ntune: X = 1");
    assert_int_equal(tuning.count, 0);
    assert_int_equal(tuning.combinations, 0);
    reads("");
    assert_int_equal(tuning.combinations, 0);
}

/* One tune line behind an #ifndef of A. */
static void refuses(const char *line, const char *why)
{
    char text[4096];
    snprintf(text, sizeof text, "#ifndef A\n#define A 1\n#endif\n%s\n", line);
    if (tuning_read(text, &tuning, reason, sizeof reason))
        fail_msg("took: %s", line);
    if (!strstr(reason, why) || strncmp(reason, "line 4: ", 8) != 0)
        fail_msg("%s: expected a word about \"%s\", not: %s", line, why, reason);
    assert_int_equal(tuning.count, 0);
}

static void refuses_what_is_malformed(void **state)
{
    (void)state;
    refuses("// tune:", "is no name");
    refuses("// tune: = 1 2", "is no name");
    refuses("// tune: 8A = 1 2", "\"8A\" is no name");
    refuses("// tune: A-B = 1 2", "\"A-B\" is no name");
    refuses("// tune: A 1 2", "there is no =");
    refuses("// tune: A", "there is no =");
    refuses("// tune: A =", "lists no values");
    refuses("// tune: A = 1, 2", "\"1,\" is no whole number");
    refuses("// tune: A = -1", "\"-1\" is no whole number");
    refuses("// tune: A = 1.5", "\"1.5\" is no whole number");
    refuses("// tune: A = 1 = 2", "\"=\" is no whole number");
    refuses("// tune: A = 0x10", "\"0x10\" is no whole number");
    refuses("// tune: A = 2147483648", "too large");
    refuses("// tune: A = 99999999999999999999999999999999999999999999", "too large");
    refuses("// tune: A = 8 16 8", "lists 8 twice");
    refuses("// tune: AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDD = 1", "too long");
    refuses("// tune: B = 1 2", "#ifndef B");
}

static void refuses_a_second_line_for_a_parameter(void **state)
{
    (void)state;
    assert_false(
        tuning_read("#ifndef A\n// tune: A = 1\n// tune: A = 2\n", &tuning, reason, sizeof reason));
    assert_string_equal(reason, "line 3: A has a tune line already");
}

/* Parameters P0, P1, ... of ten values each. */
static void write_many(char *text, size_t size, int parameters, int values)
{
    size_t used = 0;
    for (int i = 0; i < parameters; i++) {
        used += (size_t)snprintf(text + used, size - used, "#ifndef P%d\n// tune: P%d =", i, i);
        for (int j = 0; j < values; j++)
            used += (size_t)snprintf(text + used, size - used, " %d", j);
        used += (size_t)snprintf(text + used, size - used, "\n");
    }
}

static void refuses_spaces_beyond_all_bounds(void **state)
{
    char text[8192];
    (void)state;
    write_many(text, sizeof text, 8, 10); /* 10^8: just in bounds */
    reads(text);
    assert_int_equal(tuning.combinations, 100000000);
    write_many(text, sizeof text, 9, 10);
    assert_false(tuning_read(text, &tuning, reason, sizeof reason));
    assert_non_null(strstr(reason, "100 million"));
    write_many(text, sizeof text, 16, 32);
    assert_false(tuning_read(text, &tuning, reason, sizeof reason));
    assert_non_null(strstr(reason, "100 million"));
    write_many(text, sizeof text, 17, 1);
    assert_false(tuning_read(text, &tuning, reason, sizeof reason));
    assert_non_null(strstr(reason, "16 at most"));
    write_many(text, sizeof text, 1, 33);
    assert_false(tuning_read(text, &tuning, reason, sizeof reason));
    assert_non_null(strstr(reason, "more than 32 values"));
}

static void every_combination_has_its_options_and_back(void **state)
{
    char options[TUNING_OPTIONS], text[8192];
    uint64_t number;
    (void)state;
    reads(TWO);
    for (uint64_t i = 0; i < tuning.combinations; i++) {
        tuning_options(&tuning, i, options);
        assert_true(tuning_number(&tuning, options, &number));
        assert_int_equal(number, i);
    }
    tuning_options(&tuning, 5, options);
    assert_string_equal(options, "-D TILE_X=64 -D LOCAL_X=2147483647");
    assert_true(tuning_number(&tuning, "-D LOCAL_X=2147483647 -D TILE_X=64", &number));
    assert_int_equal(number, 5);
    assert_false(tuning_number(&tuning, "-D LOCAL_X=16", &number));
    assert_false(tuning_number(&tuning, "-D LOCAL_X=17 -D TILE_X=64", &number));
    assert_false(tuning_number(&tuning, "-D OTHER=16 -D TILE_X=64", &number));
    assert_false(tuning_number(&tuning, "-cl-fast-relaxed-math", &number));
    assert_true(tuning_own(&tuning, &number));
    assert_int_equal(number, 4);
    tuning_options(&tuning, TUNING_DEFAULTS, options);
    assert_string_equal(options, "");
    write_many(text, sizeof text, 8, 10);
    reads(text);
    tuning_options(&tuning, tuning.combinations - 1, options);
    assert_true(tuning_number(&tuning, options, &number));
    assert_int_equal(number, tuning.combinations - 1);
    assert_false(tuning_own(&tuning, &number));
}

static void neighbours_differ_in_one_parameter(void **state)
{
    uint64_t neighbours[TUNING_NEIGHBOURS];
    (void)state;
    reads(TWO);
    assert_int_equal(tuning_neighbours(&tuning, 0, neighbours), 4); /* 32, 0 */
    assert_int_equal(neighbours[0], 3);                             /* 64, 0 */
    assert_int_equal(neighbours[1], 1);                             /* 32, 16 */
    assert_int_equal(neighbours[2], 6);                             /* 128, 0: two steps */
    assert_int_equal(neighbours[3], 2);
}

static void a_value_that_two_lines_define_is_not_known(void **state)
{
    uint64_t number;
    (void)state;
    reads("#ifndef A\n#ifdef GPU\n#define A 1\n#else\n#define A 2\n#endif\n#endif\n// tune: A = 1 "
          "2\n");
    assert_false(tuning_own(&tuning, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_space_of_a_file),
        cmocka_unit_test(a_file_without_tune_lines_has_no_combinations),
        cmocka_unit_test(refuses_what_is_malformed),
        cmocka_unit_test(refuses_a_second_line_for_a_parameter),
        cmocka_unit_test(refuses_spaces_beyond_all_bounds),
        cmocka_unit_test(every_combination_has_its_options_and_back),
        cmocka_unit_test(neighbours_differ_in_one_parameter),
        cmocka_unit_test(a_value_that_two_lines_define_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
