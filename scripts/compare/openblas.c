/* OpenBLAS: a matrix product on all processors, by the library that others measure themselves against. An
 * OpenBLAS that is older than the processor takes it for one of 2004 and is five times slower than it could be;
 * OPENBLAS_CORETYPE=SKYLAKEX then names code that suits it. Where it runs other code, nothing is compared. */
#include "../../host/judge/foreign.h"

#include <cblas.h>
#include <string.h>
#include <strings.h>

const char contestant_name[] = "openblas";

enum { A, B, C, M, N, K, LDA, LDB, LDC }; /* arguments of the exercise's contract */

/* Whether it runs code for vectors as wide as this processor has. */
static bool suits_processor(void)
{
    static const char *const OF_16_FLOATS[] = {"SkylakeX", "Cooperlake", "SapphireRapids"};
    const char *core = openblas_get_corename();

    for (size_t i = 0; i < sizeof OF_16_FLOATS / sizeof OF_16_FLOATS[0]; i++) {
        if (strcasecmp(core, OF_16_FLOATS[i]) == 0)
            return __builtin_cpu_supports("avx512f");
    }
    return !__builtin_cpu_supports("avx512f") && strcasecmp(core, "Prescott") != 0;
}

bool contestant_serves(const struct test_case *test)
{
    return strcmp(test->kernel->name, "matmul") == 0 && suits_processor();
}

bool contestant_run(const struct test_case *test, float *output)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)test->arguments[M].count,
                (int)test->arguments[N].count, (int)test->arguments[K].count, 1.0f,
                test->arguments[A].array.values, (int)test->arguments[LDA].count,
                test->arguments[B].array.values, (int)test->arguments[LDB].count, 0.0f, output,
                (int)test->arguments[LDC].count);
    return true;
}
