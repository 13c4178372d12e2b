/* What a kernel wrote against what is right: elements, and the pattern in what is wrong. The cases
 * are made by hand: a vector z, or an image out of two planes. */
#include "../../host/judge/compare.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LIMIT = 4096 }; /* floats of an output */

/* --- a case ------------------------------------------------------------------------------------ */

static const struct kernel_contract VECTOR = {
    "vector", 1, {{"z", ARGUMENT_OUTPUT}, {"n", ARGUMENT_COUNT}}};
static const struct kernel_contract IMAGE = {
    "image", 2, {{"out", ARGUMENT_OUTPUT}, {"height", ARGUMENT_COUNT}, {"width", ARGUMENT_COUNT}}};

static const struct launch_shape LINE = {.local = {16, 1, 1}, .tile = {16, 1, 1}};
static const struct launch_shape SQUARE = {.local = {8, 8, 1}, .tile = {8, 8, 1}};

/* What a test plays with: a case, and two launches that did everything right. */
static struct scene {
    const struct launch_shape *shape;
    struct test_case test;
    double expected[LIMIT], bound[LIMIT];
    float before[2][LIMIT], after[2][LIMIT]; /* of both launches */
    struct launched launched[2];
    struct comparison comparison;
} scene;

static float poison(uint32_t low_bits)
{
    const uint32_t bits = 0x7fc00000u | low_bits;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void set_scene(const struct kernel_contract *kernel, const struct launch_shape *shape,
                      struct array array)
{
    scene = (struct scene){.shape = shape};
    const size_t extent = array_extent(&array);
    assert_true(extent <= LIMIT);
    scene.test.kernel = kernel;
    scene.test.arguments[0].array = array;
    scene.test.outputs[0] = array.columns;
    scene.test.outputs[1] = array.rows;
    scene.test.outputs[2] = 1;
    scene.test.expected = scene.expected;
    scene.test.bound = scene.bound;
    for (size_t i = 0; i < array_elements(&array); i++) {
        scene.expected[i] = 0.5 + sin((double)i);
        scene.bound[i] = 1e-6;
    }
    for (uint32_t run = 0; run < 2; run++) {
        for (size_t i = 0; i < extent; i++)
            scene.before[run][i] = scene.after[run][i] = poison(run + 1);
        for (size_t i = 0; i < array_elements(&array); i++)
            scene.after[run][i / array.columns * array.pitch + i % array.columns] =
                (float)scene.expected[i];
        scene.launched[run] = (struct launched){scene.before[run], scene.after[run]};
    }
}

static void set_vector(size_t n)
{
    set_scene(&VECTOR, &LINE, (struct array){1, 1, n, n, NULL});
    snprintf(scene.test.name, sizeof scene.test.name, "n = %zu", n);
    scene.test.arguments[1].count = (uint32_t)n;
}

static void set_image(size_t height, size_t width)
{
    set_scene(&IMAGE, &SQUARE, (struct array){2, height, width, width, NULL});
    snprintf(scene.test.name, sizeof scene.test.name, "%zu x %zu", height, width);
    scene.test.arguments[1].count = (uint32_t)height;
    scene.test.arguments[2].count = (uint32_t)width;
    scene.test.reach = 1;
}

static void write_both(size_t place, float value)
{
    scene.after[0][place] = scene.after[1][place] = value;
}

static void leave_unwritten(size_t place)
{
    for (int run = 0; run < 2; run++)
        scene.after[run][place] = scene.before[run][place];
}

/* Compares the scene; comparison_free() is the test's. */
static const struct comparison *compared(void)
{
    assert_true(compare_case(&scene.test, scene.shape, &scene.launched[0], &scene.launched[1],
                             &scene.comparison));
    return &scene.comparison;
}

static void expect(size_t wrong, size_t unwritten)
{
    const struct comparison *comparison = compared();
    assert_int_equal(comparison->wrong, wrong);
    assert_int_equal(comparison->unwritten, unwritten);
    assert_int_equal(comparison_passes(comparison), wrong == 0 && unwritten == 0);
    comparison_free(&scene.comparison);
}

/* --- elements ---------------------------------------------------------------------------------- */

static void right_results_pass(void **state)
{
    (void)state;
    set_vector(100);
    expect(0, 0);
    set_image(5, 7);
    expect(0, 0);
}

static void what_is_not_a_number_fails(void **state)
{
    static const float VALUES[] = {NAN, INFINITY, -INFINITY};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        set_vector(100);
        write_both(3, VALUES[i]);
        expect(1, 0);
        assert_int_equal(scene.comparison.first_wrong, 3);
    }
}

/* The input's poison, read past its end and written. */
static void another_poison_is_wrong_and_not_unwritten(void **state)
{
    (void)state;
    set_vector(100);
    write_both(99, poison(77));
    expect(1, 0);
}

static void the_bound_decides(void **state)
{
    (void)state;
    set_vector(10);
    scene.expected[4] = 1.0;
    scene.bound[4] = 0.25;
    write_both(4, 1.25f);
    expect(0, 0);
    write_both(4, 1.2500001f);
    expect(1, 0);
    scene.bound[4] = 0.0;
    write_both(4, 1.0f);
    expect(0, 0);
}

static void what_was_not_written_is_told_apart(void **state)
{
    (void)state;
    set_vector(100);
    leave_unwritten(98);
    leave_unwritten(99);
    write_both(5, 0.0f);
    expect(1, 2);
    assert_int_equal(scene.comparison.first_unwritten, 98);
}

static void elements_without_reference_have_to_be_written(void **state)
{
    (void)state;
    set_vector(10);
    scene.expected[2] = scene.expected[3] = NAN;
    write_both(2, 12345.0f);
    leave_unwritten(3);
    expect(0, 1);
}

static void the_gap_between_rows_is_not_compared(void **state)
{
    (void)state;
    set_scene(&IMAGE, &SQUARE, (struct array){1, 4, 6, 9, NULL});
    write_both(0 * 9 + 6, 1.0f);
    expect(0, 0);
    write_both(2 * 9 + 1, -9.0f);
    expect(1, 0);
    assert_int_equal(scene.comparison.first_wrong, 2 * 6 + 1);
}

static void the_largest_error_is_kept(void **state)
{
    (void)state;
    set_vector(10);
    scene.expected[1] = scene.expected[2] = 1.0;
    write_both(1, 1.5f);
    write_both(2, -2.0f);
    assert_true(fabs(compared()->max_error - 3.0) < 1e-6);
    comparison_free(&scene.comparison);
}

static void one_launch_is_enough(void **state)
{
    (void)state;
    set_vector(10);
    assert_true(
        compare_case(&scene.test, scene.shape, &scene.launched[0], NULL, &scene.comparison));
    assert_true(comparison_passes(&scene.comparison));
    comparison_free(&scene.comparison);
}

static void a_second_launch_that_is_wrong_fails(void **state)
{
    (void)state;
    set_vector(10);
    scene.after[1][7] = 9.0f;
    assert_true(compared()->differs);
    assert_false(comparison_passes(&scene.comparison));
    assert_int_equal(scene.comparison.first_wrong, 7);
    comparison_free(&scene.comparison);
}

static void small_differences_of_right_results_are_none(void **state)
{
    (void)state;
    set_vector(10);
    scene.after[1][7] = nextafterf(scene.after[0][7], 9.0f);
    assert_true(comparison_passes(compared()));
    assert_false(scene.comparison.differs);
    comparison_free(&scene.comparison);
}

/* += onto poison in one launch, onto numbers in the other. */
static void results_that_hang_on_the_old_output_are_found(void **state)
{
    (void)state;
    set_vector(10);
    for (size_t i = 0; i < 10; i++) {
        scene.before[1][i] = 0.25f;
        scene.after[0][i] = poison(1);
        scene.after[1][i] = 0.25f + (float)scene.expected[i];
    }
    assert_true(compared()->reads_output);
    assert_int_equal(scene.comparison.unwritten, 0);
    comparison_free(&scene.comparison);
}

/* --- patterns ---------------------------------------------------------------------------------- */

static const struct exercise NO_SUSPECTS = {.name = "none"};
static struct pattern pattern;

static void add_scene(void)
{
    compared();
    pattern_add(&pattern, &scene.comparison);
    comparison_free(&scene.comparison);
}

/* The first diagnosis has this code, and its message this text. */
static void diagnosed(const char *code, const char *text)
{
    cJSON *diagnoses = cJSON_CreateArray();
    pattern_diagnose(&pattern, diagnoses);
    const cJSON *first = cJSON_GetArrayItem(diagnoses, 0);
    assert_non_null(first);
    assert_string_equal(cJSON_GetObjectItem(first, "code")->valuestring, code);
    const char *message = cJSON_GetObjectItem(first, "message")->valuestring;
    if (!strstr(message, text))
        fail_msg("\"%s\" is not in: %s", text, message);
    cJSON_Delete(diagnoses);
}

static void nothing_wrong_is_no_diagnosis(void **state)
{
    cJSON *diagnoses = cJSON_CreateArray();

    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &VECTOR);
    set_vector(100);
    add_scene();
    pattern_diagnose(&pattern, diagnoses);
    assert_int_equal(cJSON_GetArraySize(diagnoses), 0);
    cJSON_Delete(diagnoses);
}

static void wrong_values_are_told_with_their_place(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &VECTOR);
    set_vector(48);
    scene.expected[19] = 0.5;
    write_both(19, -2.5f);
    add_scene();
    diagnosed("wrong-values", "z[19] (work-item 3 of work-group 1): expected 0.5, got -2.5");
    diagnosed("wrong-values", "47 of 48 elements are right");
}

static void places_in_images_have_plane_row_and_column(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &IMAGE);
    set_image(16, 16);
    write_both(256 + 9 * 16 + 10, -2.5f);
    add_scene();
    diagnosed("wrong-values", "out[plane 1, row 9, column 10] (work-item (2, 1) of work-group "
                              "(1, 1))");
}

static void unwritten_elements_come_first(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &VECTOR);
    set_vector(4096);
    for (size_t i = 4093; i < 4096; i++)
        leave_unwritten(i);
    add_scene();
    diagnosed("unwritten-output", "4,093 of 4,096 elements are right; never written: the last 3");
    diagnosed("unwritten-output", "z[4093]");
}

static void wrong_tails_of_uneven_sizes_are_partial_tiles(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &VECTOR);
    set_vector(32);
    add_scene();
    set_vector(37);
    write_both(36, -2.0f);
    add_scene();
    diagnosed("wrong-in-partial-tile", "z[36]");
}

static void wrong_rims_of_images_are_edges(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &IMAGE);
    set_image(16, 16);
    for (size_t column = 0; column < 16; column++)
        write_both(column, -2.0f);
    add_scene();
    diagnosed("wrong-at-edges", "row 0, columns 0 to 15");
}

static void values_of_ten_bits_are_imprecise(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &VECTOR);
    set_vector(32);
    for (size_t i = 0; i < 32; i++)
        write_both(i, roundf((float)scene.expected[i] * 1024) / 1024);
    add_scene();
    diagnosed("low-precision", "z[");
}

static void not_a_number_is_never_imprecise(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &VECTOR);
    set_vector(32);
    write_both(3, NAN);
    add_scene();
    diagnosed("wrong-values", "z[3]");
}

static void differing_launches_are_nondeterministic(void **state)
{
    (void)state;
    pattern_start(&pattern, &NO_SUSPECTS, &VECTOR);
    set_vector(32);
    scene.after[0][3] = 7.0f;
    scene.after[1][3] = 8.0f;
    add_scene();
    diagnosed("nondeterministic", "Two launches");
}

/* --- suspects ---------------------------------------------------------------------------------- */

static bool negated(const struct test_case *test, int variant, double *values)
{
    (void)variant;
    for (size_t i = 0; i < array_elements(&test->arguments[0].array); i++)
        values[i] = -test->expected[i];
    return true;
}

static bool never(const struct test_case *test, int variant, double *values)
{
    (void)test, (void)variant, (void)values;
    return false;
}

static const struct suspect SUSPECTS[] = {
    {"transposed", "It cannot be this.", never, 0},
    {"channel-swap", "All signs are turned.", negated, 0},
    {NULL, NULL, NULL, 0},
};
static const struct exercise WITH_SUSPECTS = {.name = "some", .suspects = SUSPECTS};

static void add_negated(size_t n)
{
    set_vector(n);
    for (size_t i = 0; i < n; i++)
        write_both(i, -(float)scene.expected[i]);
}

static void a_suspect_that_explains_everything_is_named(void **state)
{
    (void)state;
    pattern_start(&pattern, &WITH_SUSPECTS, &VECTOR);
    add_negated(32);
    add_scene();
    add_negated(37);
    add_scene();
    diagnosed("channel-swap", "All signs are turned. First wrong: z[0]");
}

static void a_suspect_that_does_not_explain_one_case_is_out(void **state)
{
    (void)state;
    pattern_start(&pattern, &WITH_SUSPECTS, &VECTOR);
    add_negated(32);
    add_scene();
    add_negated(37);
    write_both(36, 9.0f);
    add_scene();
    diagnosed("wrong-values", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_results_pass),
        cmocka_unit_test(what_is_not_a_number_fails),
        cmocka_unit_test(another_poison_is_wrong_and_not_unwritten),
        cmocka_unit_test(the_bound_decides),
        cmocka_unit_test(what_was_not_written_is_told_apart),
        cmocka_unit_test(elements_without_reference_have_to_be_written),
        cmocka_unit_test(the_gap_between_rows_is_not_compared),
        cmocka_unit_test(the_largest_error_is_kept),
        cmocka_unit_test(one_launch_is_enough),
        cmocka_unit_test(a_second_launch_that_is_wrong_fails),
        cmocka_unit_test(small_differences_of_right_results_are_none),
        cmocka_unit_test(results_that_hang_on_the_old_output_are_found),
        cmocka_unit_test(nothing_wrong_is_no_diagnosis),
        cmocka_unit_test(wrong_values_are_told_with_their_place),
        cmocka_unit_test(places_in_images_have_plane_row_and_column),
        cmocka_unit_test(unwritten_elements_come_first),
        cmocka_unit_test(wrong_tails_of_uneven_sizes_are_partial_tiles),
        cmocka_unit_test(wrong_rims_of_images_are_edges),
        cmocka_unit_test(values_of_ten_bits_are_imprecise),
        cmocka_unit_test(not_a_number_is_never_imprecise),
        cmocka_unit_test(differing_launches_are_nondeterministic),
        cmocka_unit_test(a_suspect_that_explains_everything_is_named),
        cmocka_unit_test(a_suspect_that_does_not_explain_one_case_is_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
