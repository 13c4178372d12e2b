/* The codes of a verdict and their order. */
#include "../../host/judge/diagnosis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* As the contract orders them. */
static const char *const ORDER[] = {
    "build-error",         "missing-kernel",   "wrong-arguments", "work-group-too-large",
    "out-of-resources",    "timeout",          "crash",           "not-started",
    "out-of-bounds-write", "input-modified",   "missing-barrier", "unwritten-output",
    "missing-clamp",       "channel-swap",     "transposed",      "wrong-in-partial-tile",
    "wrong-at-edges",      "nondeterministic", "low-precision",   "wrong-values",
};
enum { ORDER_COUNT = sizeof ORDER / sizeof ORDER[0] };

static void every_code_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int code = 0; code < DIAGNOSIS_CODES; code++) {
        assert_non_null(diagnosis_name((enum diagnosis_code)code));
        assert_int_equal(diagnosis_find(diagnosis_name((enum diagnosis_code)code)), code);
    }
    assert_int_equal(diagnosis_find("no-such-code"), DIAGNOSIS_CODES);
    assert_int_equal(diagnosis_find(""), DIAGNOSIS_CODES);
    assert_int_equal(diagnosis_find(NULL), DIAGNOSIS_CODES);
}

static void codes_stand_in_the_order_of_the_contract(void **state)
{
    (void)state;
    for (int i = 0; i < ORDER_COUNT; i++)
        assert_in_range(diagnosis_find(ORDER[i]), 0, DIAGNOSIS_CODES - 1);
    for (int i = 1; i < ORDER_COUNT; i++)
        assert_true(diagnosis_find(ORDER[i - 1]) < diagnosis_find(ORDER[i]));
}

static const char *text_at(const cJSON *diagnoses, int index, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(cJSON_GetArrayItem(diagnoses, index), key));
}

static void a_diagnosis_holds_what_it_was_made_of(void **state)
{
    cJSON *diagnosis = diagnosis_new(MISSING_BARRIER, "matmul", "n = 3", "a \"message\"\n");

    (void)state;
    assert_string_equal(cJSON_GetObjectItem(diagnosis, "code")->valuestring, "missing-barrier");
    assert_string_equal(cJSON_GetObjectItem(diagnosis, "kernel")->valuestring, "matmul");
    assert_string_equal(cJSON_GetObjectItem(diagnosis, "case")->valuestring, "n = 3");
    assert_string_equal(cJSON_GetObjectItem(diagnosis, "message")->valuestring, "a \"message\"\n");
    cJSON_Delete(diagnosis);
}

static void sorting_puts_the_most_specific_first(void **state)
{
    cJSON *diagnoses = cJSON_CreateArray();

    (void)state;
    for (int code = DIAGNOSIS_CODES - 1; code >= 0; code--)
        cJSON_AddItemToArray(diagnoses, diagnosis_new((enum diagnosis_code)code, "kernel", "", ""));
    diagnosis_sort(diagnoses);
    assert_int_equal(cJSON_GetArraySize(diagnoses), DIAGNOSIS_CODES);
    for (int code = 0; code < DIAGNOSIS_CODES; code++)
        assert_string_equal(text_at(diagnoses, code, "code"),
                            diagnosis_name((enum diagnosis_code)code));
    cJSON_Delete(diagnoses);
}

static void sorting_keeps_the_first_of_the_same_code_and_kernel(void **state)
{
    static const struct {
        enum diagnosis_code code;
        const char *kernel, *message;
    } ROWS[] = {{WRONG_VALUES, "sepia", "1"},
                {WRONG_VALUES, "greyscale", "2"},
                {WRONG_VALUES, "sepia", "3"},
                {TIMEOUT, "sepia", "4"}};
    static const char *const LEFT[] = {"4", "1", "2"};
    cJSON *diagnoses = cJSON_CreateArray();

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        cJSON_AddItemToArray(diagnoses,
                             diagnosis_new(ROWS[i].code, ROWS[i].kernel, "", ROWS[i].message));
    diagnosis_sort(diagnoses);
    assert_int_equal(cJSON_GetArraySize(diagnoses), 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(text_at(diagnoses, i, "message"), LEFT[i]);
    cJSON_Delete(diagnoses);
}

static void sorting_nothing_leaves_nothing(void **state)
{
    cJSON *diagnoses = cJSON_CreateArray();

    (void)state;
    diagnosis_sort(diagnoses);
    assert_int_equal(cJSON_GetArraySize(diagnoses), 0);
    cJSON_Delete(diagnoses);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_name_of_its_own),
        cmocka_unit_test(codes_stand_in_the_order_of_the_contract),
        cmocka_unit_test(a_diagnosis_holds_what_it_was_made_of),
        cmocka_unit_test(sorting_puts_the_most_specific_first),
        cmocka_unit_test(sorting_keeps_the_first_of_the_same_code_and_kernel),
        cmocka_unit_test(sorting_nothing_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
