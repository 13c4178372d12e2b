/* PTX for a chip's own target, made from what the compiler wrote for the plain one. */
#include "../../host/opencl/ptx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void becomes(const char *ptx, const char *expected)
{
    char *text = ptx_for_target(ptx, "sm_90a");
    if (expected) {
        assert_non_null(text);
        assert_string_equal(text, expected);
    } else {
        assert_null(text);
    }
    free(text);
}

static void names_the_target(void **state)
{
    (void)state;
    becomes(".version 8.8\n.target sm_90, texmode_independent\n.address_size 64\n",
            ".version 8.8\n.target sm_90a, texmode_independent\n.address_size 64\n");
    becomes(".target sm_90\nret;", ".target sm_90a\nret;");
    becomes(".target sm_90", ".target sm_90a");
}

static void hidden_instructions_come_out(void **state)
{
    (void)state;
    becomes(".target sm_90\n// begin inline asm\n{\n//@wgmma.fence.sync.aligned;\n\t//@ret;\n}\n",
            ".target sm_90a\n// begin inline asm\n{\nwgmma.fence.sync.aligned;\nret;\n}\n");
}

static void other_comments_stay(void **state)
{
    static const char REST[] = "mov.u32 %r1, 0; //@not at the beginning\n// @ret;\n//";
    char ptx[256] = ".target sm_90\n", expected[256] = ".target sm_90a\n";

    (void)state;
    becomes(strcat(ptx, REST), strcat(expected, REST));
}

static void other_chips_are_refused(void **state)
{
    (void)state;
    becomes(".target sm_80\nret;\n", NULL);
    becomes(".target sm_90a\nret;\n", NULL);
    becomes(".target sm_900\nret;\n", NULL);
    becomes("// .target sm_90\n", NULL);
    becomes("", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_target),
        cmocka_unit_test(hidden_instructions_come_out),
        cmocka_unit_test(other_comments_stay),
        cmocka_unit_test(other_chips_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
