/* Sizes as a person writes them, and the cases that are made of them. */
#include "../../host/exercises/sizes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *exercise, *text;
    size_t numbers[SIZE_NUMBERS]; /* all 0: refused */
} ROWS[] = {
    {"vector_add", "1", {1}},
    {"vector_add", "2^24", {1 << 24}},
    {"vector_add", "2^31", {(size_t)1 << 31}},
    {"vector_add", "2^32", {0}},
    {"vector_add", "99999999999999999999", {0}},
    {"vector_add", "10x10", {0}},
    {"vector_add", "0", {0}},
    {"vector_add", "2^", {0}},
    {"vector_add", "-1", {0}},
    {"vector_add", " 1", {0}},
    {"vector_add", "", {0}},
    {"vector_add", "4k", {0}},
    {"image_filters", "100", {100, 100}},
    {"image_filters", "100x3", {100, 3}},
    {"image_filters", "100x", {0}},
    {"image_filters", "x3", {0}},
    {"image_filters", "1x2x3", {0}},
    {"image_filters", "2^20x2^11", {0}},
    {"conv2d", "64", {64, 64, 3}},
    {"conv2d", "64x32", {64, 32, 3}},
    {"conv2d", "64x32x7", {64, 32, 7}},
    {"conv2d", "64x32x4", {0}},
    {"conv2d", "64x32x1000", {0}},
    {"matmul", "3", {3, 3, 3}},
    {"matmul", "3x4x5", {3, 4, 5}},
    {"matmul", "3x4", {0}},
    {"matmul", "3x4x5x6", {3, 4, 5, 6}},
    {"matmul", "3x4x5x6x7", {0}},
    {"matmul", "1x2^17x2^17", {0}},
    {"matmul", "2^17x2^14x1", {(size_t)1 << 17, 1 << 14, 1}},
};

static void test_each_size_is_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct case_size size;
        char reason[256] = "";
        const bool wanted = ROWS[i].numbers[0] > 0;
        print_message("%s %s\n", ROWS[i].exercise, ROWS[i].text);
        assert_int_equal(
            size_read(exercise_find(ROWS[i].exercise), ROWS[i].text, &size, reason, sizeof reason),
            wanted);
        if (wanted)
            assert_memory_equal(size.numbers, ROWS[i].numbers, sizeof size.numbers);
        else
            assert_true(strlen(reason) > 10);
    }
}

static void test_a_list_is_read_whole_or_refused(void **state)
{
    const struct exercise *matmul = exercise_find("matmul");
    struct case_size sizes[SIZES_LIMIT];
    char reason[256], text[64];
    (void)state;
    assert_int_equal(sizes_read(matmul, "1,2x3x4,2^3", sizes, reason, sizeof reason), 3);
    size_print(matmul, &sizes[1], text, sizeof text);
    assert_string_equal(text, "2 x 3 x 4");
    assert_int_equal(sizes[2].numbers[2], 8);
    assert_int_equal(sizes_read(matmul, "1,,2", sizes, reason, sizeof reason), 0);
    assert_int_equal(sizes_read(matmul, "1,", sizes, reason, sizeof reason), 0);
    assert_int_equal(
        sizes_read(matmul, "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", sizes, reason, sizeof reason), 0);
}

static void test_every_exercise_makes_its_smallest_sizes(void **state)
{
    size_t count;
    const struct exercise *const *table = exercise_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct case_size size;
        char reason[256];
        assert_true(sizes_read(table[i], table[i]->sizes.on_cpu,
                               &(struct case_size[SIZES_LIMIT]){0}[0], reason, sizeof reason) > 0);
        assert_true(sizes_read(table[i], table[i]->sizes.on_gpu,
                               &(struct case_size[SIZES_LIMIT]){0}[0], reason, sizeof reason) > 0);
        assert_true(size_read(table[i], "7", &size, reason, sizeof reason));
        for (size_t kernel = 0; kernel < table[i]->kernel_count; kernel++) {
            struct test_case test;
            assert_true(
                table[i]->make_sized(&size, kernel, &(struct case_request){.seed = 1}, &test));
            assert_ptr_equal(test.kernel, &table[i]->kernels[kernel]);
            assert_true(test.timed && test.bytes > 0 && test.outputs[0] == 7);
            assert_string_equal(size_class(&test), "small");
            assert_string_equal(class_of_size(table[i], &size), "small");
            case_free(&test);
        }
    }
}

/* The largest case that make_case() times on a CPU. */
static void test_the_class_of_run_is_that_of_its_timed_case(void **state)
{
    const struct case_request request = {.tile = {1, 1, 1}, .timed = true};
    size_t count;
    const struct exercise *const *table = exercise_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        const char *found = NULL;
        for (size_t j = table[i]->case_count(&request); j-- > 0 && !found;) {
            struct test_case test;
            assert_true(table[i]->make_case(&request, j, &test));
            found = test.timed ? size_class(&test) : NULL;
            case_free(&test);
        }
        assert_non_null(found);
        assert_string_equal(class_of_run(table[i], false), found);
        assert_string_equal(class_of_run(table[i], true), "large");
    }
}

static void test_a_gpu_tunes_a_large_size_and_a_cpu_a_medium_one(void **state)
{
    size_t count;
    struct case_size size;
    const struct exercise *const *table = exercise_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        size_to_tune(table[i], true, &size);
        assert_string_equal(class_of_size(table[i], &size), "large");
        size_to_tune(table[i], false, &size);
        assert_string_equal(class_of_size(table[i], &size), "medium");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_size_is_read_or_refused),
        cmocka_unit_test(test_a_list_is_read_whole_or_refused),
        cmocka_unit_test(test_every_exercise_makes_its_smallest_sizes),
        cmocka_unit_test(test_the_class_of_run_is_that_of_its_timed_case),
        cmocka_unit_test(test_a_gpu_tunes_a_large_size_and_a_cpu_a_medium_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
