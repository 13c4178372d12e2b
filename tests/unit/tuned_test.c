/* The stores of tuned values, in a course folder of their own. */
#include "../../host/exercises/tuned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/tuned_test_XXXXXX";
static char options[512], from[256], notice[8192];

static const struct device_key CPU = {"pthread-cpu", "Portable Computing Language", "3.1", "CPU"};
static const struct device_key H100 = {"NVIDIA H100 80GB HBM3", "NVIDIA CUDA", "580", "GPU"};
static const struct device_key OTHER_DRIVER = {"pthread-cpu", "Portable Computing Language", "5.0",
                                               "CPU"};

static const char KERNEL[] =
    "#ifndef A\n#define A 1\n#endif\n// tune: A = 1 2 4\n#ifndef B\n#define "
    "B 1\n#endif\n// tune: B = 1 2\n";

static const char *in_root(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(in_root(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int start(void **state)
{
    (void)state;
    unlink(in_root(".workshop/tuned.json"));
    unlink(in_root(".workshop/tuned.json.corrupt"));
    write_file("solutions/04_matmul.cl", KERNEL);
    write_file("mine.cl", KERNEL);
    write_file("solutions/tuned.json", "[]");
    tuned_notice();
    return 0;
}

static bool find(const struct device_key *device, const char *size_class)
{
    return tuned_find(device, in_root("mine.cl"), size_class, options, sizeof options, from,
                      sizeof from);
}

static void keep(const struct device_key *device, const char *size_class, const char *values)
{
    if (!tuned_keep(device, in_root("mine.cl"), size_class, values, 1.5, 2.0, notice,
                    sizeof notice))
        fail_msg("not kept: %s", notice);
}

static void finds_what_was_kept(void **state)
{
    (void)state;
    assert_false(tuned_may_find(in_root("mine.cl")));
    assert_false(find(&CPU, "medium"));
    keep(&CPU, "medium", "-D A=4 -D B=2");
    assert_true(tuned_may_find(in_root("mine.cl")));
    assert_true(find(&CPU, "medium"));
    assert_string_equal(options, "-D A=4 -D B=2");
    assert_int_equal(strncmp(from, "tuned by you on 2", 17), 0);
    keep(&CPU, "medium", "-D A=2 -D B=1"); /* in place of the older ones */
    assert_true(find(&CPU, "medium"));
    assert_string_equal(options, "-D A=2 -D B=1");
    keep(&CPU, "medium", ""); /* the file's own are the best */
    assert_true(find(&CPU, "medium"));
    assert_string_equal(options, "");
}

static void a_changed_file_has_no_values(void **state)
{
    (void)state;
    keep(&CPU, "medium", "-D A=4");
    write_file("mine.cl", "// another one\n");
    assert_false(find(&CPU, "medium"));
    assert_false(tuned_may_find(in_root("mine.cl")));
}

static void falls_back_to_the_nearest_class(void **state)
{
    (void)state;
    keep(&CPU, "small", "-D A=1");
    assert_true(find(&CPU, "large"));
    assert_string_equal(options, "-D A=1");
    keep(&CPU, "medium", "-D A=2");
    assert_true(find(&CPU, "large"));
    assert_string_equal(options, "-D A=2");
    assert_true(find(&CPU, "small"));
    assert_string_equal(options, "-D A=1");
}

static void values_of_another_machine_are_kept_and_not_used(void **state)
{
    (void)state;
    keep(&OTHER_DRIVER, "medium", "-D A=4");
    assert_string_equal(tuned_notice(), "");
    assert_false(find(&CPU, "medium"));
    assert_non_null(strstr(tuned_notice(), "driver 5.0"));
    keep(&CPU, "medium", "-D A=2");
    assert_true(find(&OTHER_DRIVER, "medium"));
    assert_string_equal(options, "-D A=4");
}

static void forgets_a_file_on_a_device(void **state)
{
    size_t count = 1;
    (void)state;
    assert_true(tuned_forget(&CPU, in_root("mine.cl"), &count, notice, sizeof notice));
    assert_int_equal(count, 0);
    keep(&CPU, "small", "-D A=4");
    keep(&CPU, "large", "-D A=2");
    keep(&H100, "large", "-D A=1");
    assert_true(tuned_forget(&CPU, in_root("mine.cl"), &count, notice, sizeof notice));
    assert_int_equal(count, 2);
    assert_string_equal(notice, "");
    assert_false(find(&CPU, "small"));
    assert_true(find(&H100, "large"));
}

static const char SHIPPED[] =
    "[{\"file\": \"solutions/04_matmul.cl\", \"device\": \"nvidia h\", \"platform\": \"nvidia\", "
    "\"class\": \"large\", \"for\": \"NVIDIA H100 and H200\", \"values\": {\"A\": 2, \"GONE\": 3}},"
    "{\"file\": \"solutions/04_matmul.cl\", \"device\": \"cpu\", \"platform\": \"Portable\", "
    "\"class\": \"medium\", \"values\": {\"A\": 4, \"B\": 2}},"
    "{\"file\": \"solutions/04_matmul.cl\", \"device\": \"cpu\", \"platform\": \"Portable\", "
    "\"class\": \"medium\", \"values\": {\"A\": 1}}]";

static void values_that_came_with_the_course_go_by_device_and_bytes(void **state)
{
    (void)state;
    write_file("solutions/tuned.json", SHIPPED);
    assert_true(find(&H100, "small"));
    assert_string_equal(options, "-D A=2"); /* GONE stands in no tune line */
    assert_string_equal(from, "shipped for NVIDIA H100 and H200");
    assert_true(find(&CPU, "medium"));
    assert_string_equal(options, "-D A=4 -D B=2"); /* the first that fits */
    keep(&CPU, "small",
         "-D A=2 -D B=1"); /* for other sizes: those of this class came with the course */
    assert_true(find(&CPU, "medium"));
    assert_string_equal(options, "-D A=4 -D B=2");
    assert_true(find(&CPU, "small"));
    assert_string_equal(options, "-D A=2 -D B=1");
    keep(&CPU, "medium", "-D A=1 -D B=1"); /* what was found here wins */
    assert_true(find(&CPU, "medium"));
    assert_string_equal(options, "-D A=1 -D B=1");
    write_file("mine.cl", "#ifndef A\n#endif\n// tune: A = 1 2 4\n");
    assert_false(find(&H100, "small"));
}

static void a_damaged_store_of_the_course_is_said(void **state)
{
    static const char *const DAMAGED[] = {"[{]", "{}", "[{\"file\": 1}]", "\xff\xfe", ""};
    (void)state;
    for (size_t i = 0; i < sizeof DAMAGED / sizeof DAMAGED[0]; i++) {
        write_file("solutions/tuned.json", DAMAGED[i]);
        assert_false(find(&CPU, "medium"));
        assert_non_null(strstr(tuned_notice(), "is damaged"));
        assert_string_equal(tuned_notice(), "");
    }
}

static void a_corrupt_or_foreign_store_is_set_aside_and_said(void **state)
{
    static const char *const CORRUPT[] = {
        "{\"rows\": [", "[]", "{\"rows\": {}}", "{\"rows\": [1]}",
        "{\"rows\": [{\"device\": \"a\", \"platform\": \"b\", \"driver\": \"c\", \"file\": \"d\", "
        "\"class\": \"e\", \"date\": \"f\", \"values\": {\"A\": -1}}]}"};
    struct stat info;
    (void)state;
    for (size_t i = 0; i < sizeof CORRUPT / sizeof CORRUPT[0]; i++) {
        keep(&CPU, "medium", "-D A=4");
        write_file(".workshop/tuned.json", CORRUPT[i]);
        assert_false(find(&CPU, "medium"));
        assert_non_null(strstr(tuned_notice(), "tuned.json.corrupt"));
        assert_int_equal(stat(in_root(".workshop/tuned.json.corrupt"), &info), 0);
        assert_int_equal(info.st_size, strlen(CORRUPT[i]));
        keep(&CPU, "medium", "-D A=2");
        assert_true(find(&CPU, "medium"));
    }
}

static void holds_a_bounded_number_of_rows(void **state)
{
    char text[64];
    struct stat info;
    (void)state;
    for (int i = 0; i < 520; i++) {
        snprintf(text, sizeof text, "%s// %d\n", "#ifndef A\n#endif\n// tune: A = 1 2 4\n", i);
        write_file("mine.cl", text);
        keep(&CPU, "medium", "-D A=4");
    }
    assert_true(find(&CPU, "medium"));
    assert_int_equal(stat(in_root(".workshop/tuned.json"), &info), 0);
    assert_true(info.st_size < 500 * 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(finds_what_was_kept, start),
        cmocka_unit_test_setup(forgets_a_file_on_a_device, start),
        cmocka_unit_test_setup(a_changed_file_has_no_values, start),
        cmocka_unit_test_setup(falls_back_to_the_nearest_class, start),
        cmocka_unit_test_setup(values_of_another_machine_are_kept_and_not_used, start),
        cmocka_unit_test_setup(values_that_came_with_the_course_go_by_device_and_bytes, start),
        cmocka_unit_test_setup(a_damaged_store_of_the_course_is_said, start),
        cmocka_unit_test_setup(a_corrupt_or_foreign_store_is_set_aside_and_said, start),
        cmocka_unit_test_setup(holds_a_bounded_number_of_rows, start),
    };
    if (!mkdtemp(root) || setenv("WORKSHOP_ROOT", root, 1) != 0 ||
        mkdir(in_root("solutions"), 0777) != 0)
        return 1;
    const int failures = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const FILES[] = {".workshop/tuned.json",   ".workshop/tuned.json.corrupt",
                                        ".workshop/lock",         "solutions/tuned.json",
                                        "solutions/04_matmul.cl", "mine.cl"};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
        unlink(in_root(FILES[i]));
    rmdir(in_root(".workshop"));
    rmdir(in_root("solutions"));
    rmdir(root);
    return failures;
}
