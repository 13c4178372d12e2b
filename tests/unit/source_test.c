/* .cl files in memory: reading, lines, build options, TODO blocks, tokens. Runs in the root. */
#include "../../host/opencl/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/source_test_XXXXXX";
static char reason[5000];

/* --- helpers ----------------------------------------------------------------------------------- */

static struct source source_of(const char *text)
{
    const struct source source = {strdup(text), strlen(text), strdup("kernel.cl")};
    assert_non_null(source.text);
    assert_non_null(source.name);
    return source;
}

/* The path of the file in the test's folder; the next call changes it. */
static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *file_of(const char *name, const char *bytes, size_t size)
{
    const char *path = path_of(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    return path;
}

static void refused(const char *path, const char *why)
{
    struct source source;
    assert_false(source_read(path, &source, reason, sizeof reason));
    assert_non_null(strstr(reason, path));
    assert_non_null(strstr(reason, why));
    assert_null(strchr(reason, '\n'));
    assert_null(source.text);
    assert_null(source.name);
}

/* --- reading ----------------------------------------------------------------------------------- */

static void reads_a_file_to_its_last_byte(void **state)
{
    static const char TEXT[] = "__kernel void a() {}\n// ends without a newline";
    struct source source;

    (void)state;
    const char *path = file_of("a.cl", TEXT, sizeof TEXT - 1);
    assert_true(source_read(path, &source, reason, sizeof reason));
    assert_string_equal(source.text, TEXT);
    assert_int_equal(source.length, sizeof TEXT - 1);
    assert_string_equal(source.name, path);
    source_free(&source);
    assert_null(source.text);
}

static void says_why_it_cannot_read_a_file(void **state)
{
    (void)state;
    refused(path_of("missing.cl"), "No such file");
    refused(folder, "is a folder");
    refused("/dev/null", "is not a regular file");
    refused(file_of("empty.cl", "", 0), "is empty");
    refused(file_of("blank.cl", " \t\r\n", 4), "is empty");
    refused(file_of("binary.cl", "a\0b", 3), "is not a text file");
    assert_int_equal(mkfifo(path_of("fifo.cl"), 0600), 0);
    refused(path_of("fifo.cl"), "is not a regular file");
    assert_int_equal(symlink("nowhere", path_of("link.cl")), 0);
    refused(path_of("link.cl"), "No such file");
}

static void takes_files_up_to_the_limit(void **state)
{
    char *text = malloc(SOURCE_LIMIT + 1);
    struct source source;

    (void)state;
    assert_non_null(text);
    memset(text, ';', SOURCE_LIMIT + 1);
    assert_true(
        source_read(file_of("limit.cl", text, SOURCE_LIMIT), &source, reason, sizeof reason));
    assert_int_equal(source.length, SOURCE_LIMIT);
    source_free(&source);
    refused(file_of("large.cl", text, SOURCE_LIMIT + 1), "is larger than 1 MiB");
    free(text);
}

/* --- lines ------------------------------------------------------------------------------------- */

static void a_line(const struct source *source, size_t number, const char *expected)
{
    char line[16];
    source_line(source, number, line, sizeof line);
    assert_string_equal(line, expected);
}

static void finds_lines_by_their_number(void **state)
{
    struct source source = source_of("first\r\n\n  third\nlonger than the line\nlast");

    (void)state;
    a_line(&source, 0, "");
    a_line(&source, 1, "first");
    a_line(&source, 2, "");
    a_line(&source, 3, "  third");
    a_line(&source, 4, "longer than the");
    a_line(&source, 5, "last");
    a_line(&source, 6, "");
    a_line(&source, SIZE_MAX, "");
    source_free(&source);
}

/* --- build options ----------------------------------------------------------------------------- */

static const struct device DEVICE = {
    .name = "Tesla V100", .platform_name = "NVIDIA CUDA", .vendor = "NVIDIA Corporation"};

static void options_are(const char *text, const char *expected)
{
    struct source source = source_of(text);
    char options[1024];
    assert_true(source_build_options(&source, &DEVICE, options, sizeof options));
    assert_string_equal(options, expected);
    source_free(&source);
}

static void takes_the_build_options_of_its_device(void **state)
{
    (void)state;
    options_are("// build: NVIDIA: -cl-nv-maxrregcount=128\n", "-cl-nv-maxrregcount=128");
    options_are("int x;\n// build: nvidia: -a\n// build: CUDA: -b -c\n// build: tesla: -d",
                "-a -b -c -d");
    options_are("    // build: V100: -D X=\"a: b\"\r\n", "-D X=\"a: b\"");
}

static void leaves_the_build_options_of_others(void **state)
{
    (void)state;
    options_are("// build: AMD: -a\n// build: pocl: -b\n", "");
    options_are("int x; // build: NVIDIA: -a\n", "");
    options_are("// built: NVIDIA: -a\n// build NVIDIA: -a\n", "");
    options_are("", "");
}

static void a_build_line_ends_with_its_line(void **state)
{
    (void)state;
    options_are("// build: NVIDIA:\n-a\n", "");
    options_are("// build:\nNVIDIA: -a\n", "");
    options_are("// build: NVIDIA\n: -a\n", "");
}

/* All or nothing: never a part of an option. */
static void build_options_that_do_not_fit_are_refused(void **state)
{
    char text[2048] = "// build: NVIDIA: ", options[1024];
    struct source source;

    (void)state;
    memset(text + strlen(text), 'a', 600);
    source = source_of(text);
    assert_false(source_build_options(&source, &DEVICE, options, 100));
    if (source_build_options(&source, &DEVICE, options, sizeof options))
        assert_int_equal(strlen(options), 600);
    source_free(&source);
}

/* --- what a file says of itself ---------------------------------------------------------------- */

static void states(const char *text, const char *what, const char *expected)
{
    struct source source = source_of(text);
    char value[16];
    assert_int_equal(source_states(&source, what, value, sizeof value), *expected != '\0');
    assert_string_equal(value, expected);
    source_free(&source);
}

static void reads_what_a_file_says_of_itself(void **state)
{
    (void)state;
    states("/* x */\n// needs: NVIDIA sm_90a\n", "needs", "NVIDIA sm_90a");
    states("  // format:fp16 \t\r\n", "format", "fp16");
    states("// needs: A\n// needs: B", "needs", "A");
    states("// needs:\n", "needs", "");
    states("// needsno: A\n//needs: A\nint a; // needs: A\n", "needs", "");
    states("// needs: fifteen letters\n", "needs", "fifteen letters");
    states("// needs: sixteen letters!\n", "needs", "");
    states("", "needs", "");
}

static void serves(const char *text, const char *expected)
{
    struct source source = source_of(text);
    char why[128];
    if (*expected) {
        assert_false(source_serves(&source, &DEVICE, why, sizeof why));
        assert_string_equal(why, expected);
    } else {
        assert_true(source_serves(&source, &DEVICE, why, sizeof why));
    }
    source_free(&source);
}

static void knows_what_a_file_needs(void **state)
{
    char own[300], word[128];

    (void)state;
    serves("__kernel void f(void) {}\n", "");
    serves("// needs: Nobody\n", "needs Nobody");
    serves("// needs: Nobody sm_90a\n", "needs Nobody sm_90a");
    snprintf(word, sizeof word, "%.*s", (int)strcspn(DEVICE.vendor, " "), DEVICE.vendor);
    snprintf(own, sizeof own, "// needs: %s\n", word);
    serves(own, "");
    snprintf(own, sizeof own, "// needs: %s sm_90a\n// format: fp16\n", word);
    serves(own, "");
}

static void knows_the_format_of_inputs(void **state)
{
    static const struct {
        char text[40];
        enum source_format format;
        bool coarse;
    } ROWS[] = {
        {"// format: fp16\n", FORMAT_FP16, true},
        {"int x;\n// format: tf32\n", FORMAT_TF32, true},
        {"// format: bf16x6 \r\n", FORMAT_BF16X6, false},
        {"// format: fp8\n", FORMAT_OTHER, true},
        {"// formats: fp16\n", FORMAT_FLOAT, false},
        {"/* format: fp16 */\n", FORMAT_FLOAT, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct source source = source_of(ROWS[i].text);
        assert_int_equal(source_format(&source), ROWS[i].format);
        assert_int_equal(source_is_coarse(&source), ROWS[i].coarse);
        source_free(&source);
    }
}

static void knows_the_target_that_a_file_asks_for(void **state)
{
    struct source with = source_of("// needs: NVIDIA  sm_90a\n");
    struct source without = source_of("// needs: NVIDIA\n");
    char target[16];

    (void)state;
    source_target(&with, target, sizeof target);
    assert_string_equal(target, "sm_90a");
    source_target(&without, target, sizeof target);
    assert_string_equal(target, "");
    source_free(&with);
    source_free(&without);
}

/* --- TODO blocks ------------------------------------------------------------------------------- */

static void cleared(const char *text, const char *expected)
{
    struct source source = source_of(text);
    source_clear_todos(&source);
    assert_string_equal(source.text, expected);
    assert_int_equal(source.length, strlen(expected));
    source_free(&source);
}

static void clears_what_stands_in_todo_blocks(void **state)
{
    (void)state;
    cleared("a\n  // TODO 1: x\n  // y\n  b\n  c\n  // END TODO 1\nd\n",
            "a\n  // TODO 1: x\n  // y\n\n  // END TODO 1\nd\n");
    cleared("// TODO 1: x\na\n// END TODO 1\n// TODO 2: y\nb\n// END TODO 2",
            "// TODO 1: x\n\n// END TODO 1\n// TODO 2: y\n\n// END TODO 2");
    cleared("a // TODO 1: no block\nb\n", "a // TODO 1: no block\nb\n");
    cleared("// TODO: without a number\n", "// TODO: without a number\n");
    cleared("", "");
}

static void clears_the_rest_of_a_block_without_end(void **state)
{
    (void)state;
    cleared("a\n// TODO 1: x\nb\nc", "a\n// TODO 1: x\n\n");
}

/* --- loops ------------------------------------------------------------------------------------- */

static void kept_loops(const char *text, const char *expected)
{
    struct source source = source_of(text);
    char *kept = source_keeping_loops(&source);
    if (expected) {
        assert_non_null(kept);
        assert_string_equal(kept, expected);
    } else {
        assert_null(kept);
    }
    free(kept);
    source_free(&source);
}

static void keeps_loops_that_are_to_be_unrolled(void **state)
{
    (void)state;
    kept_loops("#pragma unroll\n  #pragma unroll 4\nx",
               "#pragma nounroll\n  #pragma nounroll 4\nx");
    kept_loops("#pragma unroll", "#pragma nounroll");
    kept_loops("#pragma unroll#pragma unroll#pragma unroll",
               "#pragma nounroll#pragma nounroll#pragma nounroll");
    kept_loops("#pragma nounroll\nunroll\n#pragma", NULL);
    kept_loops("#pragma unrol", NULL);
    kept_loops("", NULL);
}

/* --- tokens ------------------------------------------------------------------------------------ */

static void tokens_are(const char *text, const char *name, const char *expected)
{
    struct source source = source_of(text);
    char *tokens = source_function_tokens(&source, name);
    if (expected) {
        assert_non_null(tokens);
        assert_string_equal(tokens, expected);
    } else {
        assert_null(tokens);
    }
    free(tokens);
    source_free(&source);
}

static void tokens_are_of_all_definitions(void **state)
{
    (void)state;
    tokens_are("#if 0\nvoid f(int a) { }\n#endif\nvoid f(int a) { b(); }", "f",
               "(int a){}(int a){b();}");
    tokens_are("void f(int a);\nvoid f(int a) { b(); }", "f", "(int a){b();}");
    tokens_are("void g(void) { f(1); }\nvoid ff(void) { }\nvoid f2(void) { }", "f", NULL);
    tokens_are("void f(void); void g(void) { }", "f", NULL);
}

static void tokens_take_strings_as_they_are(void **state)
{
    (void)state;
    tokens_are("char *s = \"f(a) {}\"; void f(void) { p(\"}//\", '\"'); }", "f",
               "(void){p(\"}//\",'\"');}");
    tokens_are("char c = '\\''; void f(void) { }", "f", "(void){}");
    tokens_are("#error don't\nvoid f(void) { }", "f", "(void){}");
    tokens_are("void f(void) { p(\"", "f", NULL);
}

static void tokens_leave_out_comments_and_white_space(void **state)
{
    (void)state;
    tokens_are("__kernel void f ( const  uint n )\n{ // a comment\n  x /* two */ = /* } */ n;\n}\n",
               "f", "(const uint n){x=n;}");
    tokens_are("a  =\tb ;\n", NULL, "a=b;");
    tokens_are("int/**/x", NULL, "int x");
    tokens_are("/* never closed", NULL, "");
    tokens_are("", NULL, "");
}

static void tokens_end_with_the_function(void **state)
{
    (void)state;
    tokens_are("void f(a) { if (b) { c; } } void g(d) { e; }", "f", "(a){if(b){c;}}");
    tokens_are("void f(a) { if (b) { c; } } void g(d) { e; }", "g", "(d){e;}");
}

static void tokens_know_a_function_by_its_whole_name(void **state)
{
    (void)state;
    tokens_are("void my_f(a) { b; } void f2(c) { d; } void f(e) { g; }", "f", "(e){g;}");
    tokens_are("void my_f(a) { b; }", "f", NULL);
    tokens_are("int f = 3;", "f", NULL);
    tokens_are("/* void f(a) { b; } */", "f", NULL);
    tokens_are("void f(a) { b;", "f", NULL);
    tokens_are("", "f", NULL);
}

/* --- all --------------------------------------------------------------------------------------- */

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const NAMES[] = {"a.cl",    "empty.cl", "blank.cl", "binary.cl",
                                        "fifo.cl", "link.cl",  "limit.cl", "large.cl"};

    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        unlink(path_of(NAMES[i]));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_file_to_its_last_byte),
        cmocka_unit_test(says_why_it_cannot_read_a_file),
        cmocka_unit_test(takes_files_up_to_the_limit),
        cmocka_unit_test(finds_lines_by_their_number),
        cmocka_unit_test(takes_the_build_options_of_its_device),
        cmocka_unit_test(leaves_the_build_options_of_others),
        cmocka_unit_test(a_build_line_ends_with_its_line),
        cmocka_unit_test(build_options_that_do_not_fit_are_refused),
        cmocka_unit_test(reads_what_a_file_says_of_itself),
        cmocka_unit_test(knows_what_a_file_needs),
        cmocka_unit_test(knows_the_format_of_inputs),
        cmocka_unit_test(knows_the_target_that_a_file_asks_for),
        cmocka_unit_test(clears_what_stands_in_todo_blocks),
        cmocka_unit_test(clears_the_rest_of_a_block_without_end),
        cmocka_unit_test(keeps_loops_that_are_to_be_unrolled),
        cmocka_unit_test(tokens_leave_out_comments_and_white_space),
        cmocka_unit_test(tokens_are_of_all_definitions),
        cmocka_unit_test(tokens_take_strings_as_they_are),
        cmocka_unit_test(tokens_end_with_the_function),
        cmocka_unit_test(tokens_know_a_function_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
