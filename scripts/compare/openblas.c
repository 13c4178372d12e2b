/* OpenBLAS: a matrix product on all processors, by the library that others measure themselves against.
 * OPENBLAS_CORETYPE may choose code for another processor: where it is set, nothing is compared. */
#include "../../host/judge/foreign.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

const char contestant_name[] = "openblas";

enum { A, B, C, M, N, K, LDA, LDB, LDC }; /* arguments of the exercise's contract */

bool contestant_serves(const struct test_case *test)
{
    return strcmp(test->kernel->name, "matmul") == 0 && !getenv("OPENBLAS_CORETYPE");
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
