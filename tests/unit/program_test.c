/* What is read from build logs as PoCL, clang and NVIDIA's driver write them, and NDRanges. */
#include "../../host/opencl/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LIMIT = 8 };
static struct build_message messages[LIMIT];

static void message_is(size_t index, bool is_error, size_t line, size_t column, const char *text)
{
    assert_int_equal(messages[index].is_error, is_error);
    assert_int_equal(messages[index].line, line);
    assert_int_equal(messages[index].column, column);
    assert_string_equal(messages[index].text, text);
}

/* --- logs -------------------------------------------------------------------------------------- */

static void reads_a_log_of_clang(void **state)
{
    static const char LOG[] = "mine/vector add.cl:3:19: error: expected ';' at end of declaration\n"
                              "    int unused = 1\n"
                              "                  ^\n"
                              "                  ;\n"
                              "mine/vector add.cl:4:5: warning: unused variable 'a' [-Wunused]\n"
                              "mine/vector add.cl:4:5: note: declared here\n"
                              "1 warning and 1 error generated.\n";

    (void)state;
    assert_int_equal(build_messages(LOG, "mine/vector add.cl", messages, LIMIT), 2);
    message_is(0, true, 3, 19, "expected ';' at end of declaration");
    message_is(1, false, 4, 5, "unused variable 'a' [-Wunused]");
}

/* As PoCL 3.1 of Debian 12 wrote it. */
static void reads_a_log_of_pocl(void **state)
{
    static const char LOG[] =
        "error: /tmp/k.cl:3:19: expected ';' at end of declaration\n"
        "Device pthread-skylake-avx512-AMD EPYC failed to build the program\n";

    (void)state;
    assert_int_equal(build_messages(LOG, "/tmp/k.cl", messages, LIMIT), 1);
    message_is(0, true, 3, 19, "expected ';' at end of declaration");
}

static void reads_a_log_of_nvidia(void **state)
{
    static const char LOG[] = "<kernel>:7:1: warning: somewhere else\n"
                              "k.cl:3:29: error: use of undeclared identifier 'oops'\n"
                              "    z[i] = x[i] + oops;\n"
                              "                  ^\n";

    (void)state;
    const size_t count = build_messages(LOG, "k.cl", messages, LIMIT);
    assert_int_equal(count, 1);
    message_is(0, true, 3, 29, "use of undeclared identifier 'oops'");
}

static void tells_errors_before_warnings(void **state)
{
    static const char LOG[] = "k.cl:1:1: warning: first\r\n"
                              "k.cl:2:2: fatal error: second\r\n"
                              "k.cl:3:3: error: third\r\n"
                              "error: without a place";

    (void)state;
    assert_int_equal(build_messages(LOG, "k.cl", messages, LIMIT), 4);
    message_is(0, true, 2, 2, "second");
    message_is(1, true, 3, 3, "third");
    message_is(2, true, 0, 0, "without a place");
    message_is(3, false, 1, 1, "first");
    assert_int_equal(build_messages(LOG, "k.cl", messages, 2), 2);
    message_is(1, true, 3, 3, "third");
}

static void reads_nothing_where_nothing_is(void **state)
{
    (void)state;
    assert_int_equal(build_messages(NULL, "k.cl", messages, LIMIT), 0);
    assert_int_equal(build_messages("", "k.cl", messages, LIMIT), 0);
    assert_int_equal(
        build_messages("\n\n  \nno error: here\nk.cl:1:2: note: none\n", "k.cl", messages, LIMIT),
        0);
    assert_int_equal(build_messages("k.cl:1:1: error: a", "k.cl", messages, 0), 0);
}

static void cuts_messages_that_are_too_long(void **state)
{
    char log[2000] = "k.cl:1:2: error: ";

    (void)state;
    memset(log + strlen(log), 'a', 1500);
    assert_int_equal(build_messages(log, "k.cl", messages, LIMIT), 1);
    assert_int_equal(strlen(messages[0].text), sizeof messages[0].text - 1);
}

static void reads_that_nvidia_has_too_little_local_memory(void **state)
{
    char reason[256] = "";

    (void)state;
    assert_true(build_log_tells_local_memory("ptxas error   : Entry function 'conv2d' uses too "
                                             "much shared data (0x404014 bytes, 0x38c00 max)\n",
                                             reason, sizeof reason));
    assert_string_equal(reason, "conv2d needs 4210708 bytes of local memory for a work-group, but "
                                "the device has 232448. Use smaller tiles.");
    assert_false(build_log_tells_local_memory(NULL, reason, sizeof reason));
    assert_false(build_log_tells_local_memory(
        "ptxas info    : Compiling entry function 'conv2d' for 'sm_90'\n", reason, sizeof reason));
}

/* --- NDRanges ---------------------------------------------------------------------------------- */

static void an_ndrange_is_made_of_whole_tiles(void **state)
{
    const struct launch_shape shape = {.local = {16, 8, 1}, .tile = {64, 8, 2}};
    const size_t outputs[3] = {65, 8, 3};
    size_t global_size[3];

    (void)state;
    launch_global_size(&shape, outputs, global_size);
    assert_int_equal(global_size[0], 2 * 16);
    assert_int_equal(global_size[1], 8);
    assert_int_equal(global_size[2], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_log_of_clang),
        cmocka_unit_test(reads_a_log_of_pocl),
        cmocka_unit_test(reads_a_log_of_nvidia),
        cmocka_unit_test(tells_errors_before_warnings),
        cmocka_unit_test(reads_nothing_where_nothing_is),
        cmocka_unit_test(cuts_messages_that_are_too_long),
        cmocka_unit_test(reads_that_nvidia_has_too_little_local_memory),
        cmocka_unit_test(an_ndrange_is_made_of_whole_tiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
