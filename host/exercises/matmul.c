/* Exercise 4: C = A B, row-major, with leading dimensions that may exceed the widths. */
#include "cases.h"
#include "half.h"
#include "rows.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { A, B, C, M, N, K, LDA, LDB, LDC };

static const struct kernel_contract KERNELS[] = {{
    .name = "matmul",
    .dimensions = 2,
    .arguments = {[A] = {"a", ARGUMENT_INPUT},
                  [B] = {"b", ARGUMENT_INPUT},
                  [C] = {"c", ARGUMENT_OUTPUT},
                  [M] = {"m", ARGUMENT_COUNT},
                  [N] = {"n", ARGUMENT_COUNT},
                  [K] = {"k", ARGUMENT_COUNT},
                  [LDA] = {"lda", ARGUMENT_COUNT},
                  [LDB] = {"ldb", ARGUMENT_COUNT},
                  [LDC] = {"ldc", ARGUMENT_COUNT}},
}};

/* --- sizes ------------------------------------------------------------------------------------- */

/* A product, and by how much its leading dimensions exceed the widths. */
struct product {
    size_t m, n, k;
    size_t extra_a, extra_b, extra_c;
    bool timed;
};

struct products {
    size_t count;
    struct product values[64];
};

enum { TILE_LIMIT = 256 };

static double work(const struct product *product)
{
    return (double)product->m * (double)product->n * (double)product->k;
}

static bool same(const struct product *one, const struct product *other)
{
    return one->m == other->m && one->n == other->n && one->k == other->k &&
           one->extra_a == other->extra_a && one->extra_b == other->extra_b &&
           one->extra_c == other->extra_c;
}

/* Keeps the list in the order of the work, and drops what has no elements or is known. */
static void add(struct products *products, struct product product)
{
    size_t place = products->count;

    for (size_t i = 0; i < products->count; i++)
        if (same(&products->values[i], &product))
            return;
    if (product.m == 0 || product.n == 0 || product.k == 0 ||
        products->count == sizeof products->values / sizeof products->values[0])
        return;
    for (; place > 0 && work(&products->values[place - 1]) > work(&product); place--)
        products->values[place] = products->values[place - 1];
    products->values[place] = product;
    products->count++;
}

static void add_around_tile(struct products *products, size_t rows, size_t columns)
{
    const struct product some[] = {
        {.m = rows, .n = columns, .k = 16},
        {.m = rows - 1, .n = columns + 1, .k = 15},
        {.m = rows + 1, .n = columns - 1, .k = 17},
        {.m = rows + 1, .n = columns + 1, .k = columns + 1},
        {.m = rows - 1, .n = columns - 1, .k = columns - 1},
        {.m = 2 * rows + 1, .n = columns, .k = 33},
        {.m = rows, .n = 2 * columns + 1, .k = 31},
        {.m = 2 * rows, .n = 2 * columns, .k = 48, .extra_a = 3, .extra_b = 1, .extra_c = 2},
    };
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        add(products, some[i]);
}

static const struct product ALWAYS[] = {
    {.m = 1, .n = 1, .k = 1},
    {.m = 2, .n = 3, .k = 4},
    {.m = 5, .n = 5, .k = 5},
    {.m = 17, .n = 19, .k = 23}, /* primes */
    {.m = 61, .n = 67, .k = 71},
    {.m = 37, .n = 41, .k = 1},
    {.m = 40, .n = 48, .k = 2},
    {.m = 32, .n = 32, .k = 37},
    {.m = 16, .n = 16, .k = 259},
    {.m = 64, .n = 64, .k = 64},
    {.m = 1, .n = 300, .k = 70}, /* thin and flat */
    {.m = 300, .n = 1, .k = 70},
    {.m = 70, .n = 300, .k = 1},
    {.m = 7, .n = 1000, .k = 33},
    {.m = 1000, .n = 7, .k = 65},
    {.m = 3, .n = 4, .k = 5, .extra_a = 1, .extra_b = 1, .extra_c = 1}, /* with gaps */
    {.m = 48, .n = 40, .k = 56, .extra_a = 8},
    {.m = 48, .n = 40, .k = 56, .extra_b = 16},
    {.m = 48, .n = 40, .k = 56, .extra_c = 4},
    {.m = 33, .n = 29, .k = 47, .extra_a = 7, .extra_b = 5, .extra_c = 3},
    {.m = 64, .n = 64, .k = 64, .extra_a = 64, .extra_b = 64, .extra_c = 64},
    {.m = 100, .n = 130, .k = 90, .extra_a = 37, .extra_b = 29, .extra_c = 19},
    {.m = 128, .n = 256, .k = 512},
};

static const struct product LARGE[] = {
    {.m = 1000, .n = 2000, .k = 3000},
    {.m = 512, .n = 512, .k = 512},
    {.m = 2048, .n = 2048, .k = 2048, .timed = true},
    {.m = 4096, .n = 4096, .k = 4096, .timed = true},
};

/* Two work-groups each way, the last partial, and few terms; and a single one, with so many terms that
 * what one step along k leaves behind meets the next, wide as a step may be. Of tiles that are much work
 * both get less: the first a single row, the second fewer terms. */
static void add_simulated(struct products *products, const struct case_request *request)
{
    enum { WORK = 1 << 16, LEAST = 33, MOST = 129 };
    const size_t rows = request_tile(request, 1, TILE_LIMIT);
    const size_t columns = request_tile(request, 0, TILE_LIMIT);
    const bool large = tile_is_large(request);
    const size_t affordable = WORK / (rows * columns) + 1;
    const size_t most = affordable < MOST ? affordable : MOST;

    add(products, (struct product){.m = large ? 1 : rows + 1, .n = columns + 1, .k = 3});
    add(products,
        (struct product){.m = rows, .n = columns, .k = large || most < LEAST ? LEAST : most});
}

static void list(const struct case_request *request, struct products *products)
{
    products->count = 0;
    if (request->simulated) {
        add_simulated(products, request);
        return;
    }
    for (size_t i = 0; i < sizeof ALWAYS / sizeof ALWAYS[0]; i++)
        add(products, ALWAYS[i]);
    add_around_tile(products, request_tile(request, 1, TILE_LIMIT),
                    request_tile(request, 0, TILE_LIMIT));
    if (!request->large)
        add(products, (struct product){.m = 512, .n = 512, .k = 512, .timed = true});
    for (size_t i = 0; request->large && i < sizeof LARGE / sizeof LARGE[0]; i++)
        add(products, LARGE[i]);
}

static size_t case_count(const struct case_request *request)
{
    struct products products;
    list(request, &products);
    return products.count;
}

/* --- the reference ----------------------------------------------------------------------------- */

/* A larger product is compared in some rows and columns only. */
#define WHOLE_LIMIT ((size_t)1 << 28)
enum { SAMPLES = 16 };

static double bound_factor(size_t k)
{
    return (double)(k + 1) * (double)FLT_EPSILON;
}

/* sum += a's row times b, magnitude += the same of absolute values; count columns of b. */
static void add_row(const float *a, size_t k, const float *b, size_t ldb, size_t count, double *sum,
                    double *magnitude)
{
    for (size_t p = 0; p < k; p++) {
        const double factor = (double)a[p];
        const float *row = b + p * ldb;
        for (size_t j = 0; j < count; j++) {
            const double term = factor * (double)row[j];
            sum[j] += term;
            magnitude[j] += fabs(term);
        }
    }
}

static void reference_row(struct test_case *test, size_t row)
{
    const struct array *a = &test->arguments[A].array, *b = &test->arguments[B].array;
    double *expected = test->expected + row * b->columns, *bound = test->bound + row * b->columns;

    for (size_t j = 0; j < b->columns; j++)
        expected[j] = bound[j] = 0;
    add_row(a->values + row * a->pitch, a->columns, b->values, b->pitch, b->columns, expected,
            bound);
    for (size_t j = 0; j < b->columns; j++)
        bound[j] *= bound_factor(a->columns);
}

/* The first, the last, and random ones between. */
static void sample(size_t length, struct random random, size_t samples[SAMPLES])
{
    samples[0] = 0;
    samples[1] = length - 1;
    for (size_t i = 2; i < SAMPLES; i++)
        samples[i] = (size_t)(random_bits(&random) % length);
}

/* Some columns of the product, gathered into a narrow B first. */
static bool reference_columns(struct test_case *test, const size_t columns[SAMPLES])
{
    const struct array *a = &test->arguments[A].array, *b = &test->arguments[B].array;
    float *narrow = malloc(b->rows * SAMPLES * sizeof *narrow);

    if (!narrow)
        return false;
    for (size_t p = 0; p < b->rows; p++)
        for (size_t s = 0; s < SAMPLES; s++)
            narrow[p * SAMPLES + s] = b->values[p * b->pitch + columns[s]];
    for (size_t row = 0; row < a->rows; row++) {
        double sum[SAMPLES] = {0}, magnitude[SAMPLES] = {0};
        add_row(a->values + row * a->pitch, a->columns, narrow, SAMPLES, SAMPLES, sum, magnitude);
        for (size_t s = 0; s < SAMPLES; s++) {
            test->expected[row * b->columns + columns[s]] = sum[s];
            test->bound[row * b->columns + columns[s]] = bound_factor(a->columns) * magnitude[s];
        }
    }
    free(narrow);
    return true;
}

static bool reference_samples(struct test_case *test, struct random random)
{
    const struct array *output = case_output(test);
    size_t rows[SAMPLES], columns[SAMPLES];

    sample(output->rows, random, rows);
    random.state = ~random.state;
    sample(output->columns, random, columns);
    for (size_t row = 0; row < output->rows; row++)
        skip_row(test, 0, row);
    if (!reference_columns(test, columns))
        return false;
    for (size_t i = 0; i < SAMPLES; i++)
        reference_row(test, rows[i]);
    return true;
}

/* --- cases ------------------------------------------------------------------------------------- */

static void describe_case(const struct product *product, struct test_case *test)
{
    const size_t gap = product->extra_a + product->extra_b + product->extra_c;
    const double m = (double)product->m, n = (double)product->n, k = (double)product->k;
    char leading[112] = "";

    if (gap > 0)
        snprintf(leading, sizeof leading, ", lda = %s, ldb = %s, ldc = %s",
                 grouped(product->k + product->extra_a).text,
                 grouped(product->n + product->extra_b).text,
                 grouped(product->n + product->extra_c).text);
    case_name(test, "m = %s, n = %s, k = %s%s", grouped(product->m).text, grouped(product->n).text,
              grouped(product->k).text, leading);
    test->outputs[0] = product->n;
    test->outputs[1] = product->m;
    test->timed = product->timed;
    test->bytes = 4 * (m * k + k * n + m * n);
    test->flops = 2 * m * n * k;
}

static bool add_arrays(const struct product *product, struct test_case *test)
{
    struct array a = planes_shape(1, product->m, product->k);
    struct array b = planes_shape(1, product->k, product->n);
    struct array c = planes_shape(1, product->m, product->n);

    a.pitch += product->extra_a;
    b.pitch += product->extra_b;
    c.pitch += product->extra_c;
    test->arguments[M].count = (uint32_t)product->m;
    test->arguments[N].count = (uint32_t)product->n;
    test->arguments[K].count = (uint32_t)product->k;
    test->arguments[LDA].count = (uint32_t)a.pitch;
    test->arguments[LDB].count = (uint32_t)b.pitch;
    test->arguments[LDC].count = (uint32_t)c.pitch;
    return case_add_input(test, A, a) && case_add_input(test, B, b) && case_add_output(test, C, c);
}

static void round_to_halves(const struct array *array)
{
    for (size_t i = 0; i < array_extent(array); i++)
        array->values[i] = half_round(array->values[i]);
}

static bool make_product(const struct product *product, const struct case_request *request,
                         size_t index, struct test_case *test)
{
    const uint64_t seed = request->seed;
    case_begin(test, &KERNELS[0]);
    if (!add_arrays(product, test))
        return case_failed(test);
    fill_signed(&test->arguments[A].array, random_stream(seed, index, A));
    fill_signed(&test->arguments[B].array, random_stream(seed, index, B));
    test->other_units = request->other_units;
    if (request->halves) {
        round_to_halves(&test->arguments[A].array);
        round_to_halves(&test->arguments[B].array);
    }
    describe_case(product, test);
    if (work(product) <= (double)WHOLE_LIMIT) {
        for (size_t row = 0; row < product->m; row++)
            reference_row(test, row);
        return true;
    }
    return reference_samples(test, random_stream(seed, index, C)) || case_failed(test);
}

static bool make_case(const struct case_request *request, size_t index, struct test_case *test)
{
    struct products products;
    list(request, &products);
    return make_product(&products.values[index], request, index, test);
}

static bool make_sized(const struct case_size *size, size_t kernel,
                       const struct case_request *request, struct test_case *test)
{
    const struct product product = {.m = size->numbers[0],
                                    .n = size->numbers[1],
                                    .k = size->numbers[2],
                                    .extra_a = size->numbers[3],
                                    .extra_b = size->numbers[3],
                                    .extra_c = size->numbers[3],
                                    .timed = true};
    return make_product(&product, request, kernel, test);
}

/* --- known mistakes ---------------------------------------------------------------------------- */

/* How a mistaken kernel walks: element (row, p) of A at row * a_row + p * a_step, element (p, column)
 * of B at p * b_step + column * b_column; term p of the sum counts times(...) times. */
struct walk {
    size_t m, n, k;
    size_t a_row, a_step, b_step, b_column;
    size_t (*times)(const struct walk *walk, size_t p);
    size_t tile; /* for times */
};

static size_t once(const struct walk *walk, size_t p)
{
    (void)walk, (void)p;
    return 1;
}

static struct walk right_walk(const struct test_case *test)
{
    return (struct walk){
        .m = test->arguments[M].count,
        .n = test->arguments[N].count,
        .k = test->arguments[K].count,
        .a_row = test->arguments[LDA].count,
        .a_step = 1,
        .b_step = test->arguments[LDB].count,
        .b_column = 1,
        .times = once,
    };
}

static double walk_sum(const struct test_case *test, const struct walk *walk, size_t row,
                       size_t column)
{
    const struct array *a = &test->arguments[A].array, *b = &test->arguments[B].array;
    double sum = 0;

    for (size_t p = 0; p < walk->k; p++) {
        const size_t times = walk->times(walk, p);
        if (times > 0)
            sum += (double)times * array_at(a, row * walk->a_row + p * walk->a_step) *
                   array_at(b, p * walk->b_step + column * walk->b_column);
    }
    return sum;
}

/* What is read past a matrix meets the judge's guard; what lies farther is unknown. */
static bool stays_near(const struct test_case *test, const struct walk *walk)
{
    const struct array *a = &test->arguments[A].array, *b = &test->arguments[B].array;
    const size_t a_last = (walk->m - 1) * walk->a_row + (walk->k - 1) * walk->a_step;
    const size_t b_last = (walk->k - 1) * walk->b_step + (walk->n - 1) * walk->b_column;
    return a_last < array_extent(a) + array_guard(test, a) &&
           b_last < array_extent(b) + array_guard(test, b);
}

static bool multiply(const struct test_case *test, const struct walk *walk, double *values)
{
    if (walk->m * walk->n * walk->k > (size_t)1 << 24 || !stays_near(test, walk))
        return false;
    for (size_t row = 0; row < walk->m; row++)
        for (size_t column = 0; column < walk->n; column++)
            values[row * walk->n + column] = walk_sum(test, walk, row, column);
    return suspect_shows(test, values);
}

/* Terms of the sum that are left out or count more than once. */

static size_t last_only(const struct walk *walk, size_t p)
{
    return p == walk->k - 1;
}

static size_t first_tile_only(const struct walk *walk, size_t p)
{
    return p < walk->tile;
}

static size_t last_tile_only(const struct walk *walk, size_t p)
{
    return p / walk->tile == (walk->k - 1) / walk->tile;
}

static size_t whole_tiles_only(const struct walk *walk, size_t p)
{
    return p < walk->k / walk->tile * walk->tile;
}

static size_t last_of_tile_left_out(const struct walk *walk, size_t p)
{
    return p % walk->tile != walk->tile - 1;
}

static size_t last_again_and_again(const struct walk *walk, size_t p)
{
    const size_t end = (walk->k + walk->tile - 1) / walk->tile * walk->tile;
    return p == walk->k - 1 ? end - p : 1;
}

static size_t first_m(const struct walk *walk, size_t p)
{
    return p < walk->m;
}

static size_t first_n(const struct walk *walk, size_t p)
{
    return p < walk->n;
}

static size_t all_but_first(const struct walk *walk, size_t p)
{
    (void)walk;
    return p > 0;
}

static size_t all_but_last(const struct walk *walk, size_t p)
{
    return p < walk->k - 1;
}

static size_t none(const struct walk *walk, size_t p)
{
    (void)walk, (void)p;
    return 0;
}

static size_t (*const TERMS[])(const struct walk *, size_t) = {
    last_only,
    first_tile_only,
    last_tile_only,
    whole_tiles_only,
    last_of_tile_left_out,
    last_again_and_again,
    first_m,
    first_n,
    all_but_first,
    all_but_last,
    none,
};
enum {
    LAST_ONLY,
    FIRST_TILE_ONLY,
    LAST_TILE_ONLY,
    WHOLE_TILES_ONLY,
    LAST_OF_TILE_LEFT_OUT,
    LAST_AGAIN_AND_AGAIN,
    FIRST_M,
    FIRST_N,
    ALL_BUT_FIRST,
    ALL_BUT_LAST,
    NO_TERMS,
};

/* A variant of other_terms: which of TERMS, and the side of the tiles. */
enum { TERMS_STEP = 4096 };
#define IN_TILES(terms, tile) ((terms) + TERMS_STEP * (tile))

static bool other_terms(const struct test_case *test, int variant, double *values)
{
    struct walk walk = right_walk(test);
    walk.times = TERMS[variant % TERMS_STEP];
    walk.tile = (size_t)(variant / TERMS_STEP);
    return multiply(test, &walk, values);
}

/* Strides that lead elsewhere. */

static void turn_a(struct walk *walk)
{
    walk->a_step = walk->a_row;
    walk->a_row = 1;
}

static void turn_b(struct walk *walk)
{
    walk->b_column = walk->b_step;
    walk->b_step = 1;
}

static void turn_both(struct walk *walk)
{
    turn_a(walk);
    turn_b(walk);
}

/* Column by column, where the matrices are taken to lie that way. */
static void columns_of_a(struct walk *walk)
{
    walk->a_row = 1;
    walk->a_step = walk->m;
}

static void columns_of_b(struct walk *walk)
{
    walk->b_step = 1;
    walk->b_column = walk->k;
}

static void without_lda(struct walk *walk)
{
    walk->a_row = walk->k;
}

static void without_ldb(struct walk *walk)
{
    walk->b_step = walk->n;
}

static void without_both(struct walk *walk)
{
    without_lda(walk);
    without_ldb(walk);
}

static void lda_is_n(struct walk *walk)
{
    walk->a_row = walk->n;
}

static void ldb_is_k(struct walk *walk)
{
    walk->b_step = walk->k;
}

static void exchanged(struct walk *walk)
{
    const size_t lda = walk->a_row;
    walk->a_row = walk->b_step;
    walk->b_step = lda;
}

/* Sums of another length, which may lead into the next row and past the matrices. */

static void m_terms(struct walk *walk)
{
    walk->k = walk->m;
}

static void n_terms(struct walk *walk)
{
    walk->k = walk->n;
}

static void (*const STRIDES[])(struct walk *) = {
    turn_a,       turn_b,   turn_both, columns_of_a, columns_of_b, without_lda, without_ldb,
    without_both, lda_is_n, ldb_is_k,  exchanged,    m_terms,      n_terms,
};
enum {
    TURN_A,
    TURN_B,
    TURN_BOTH,
    COLUMNS_OF_A,
    COLUMNS_OF_B,
    WITHOUT_LDA,
    WITHOUT_LDB,
    WITHOUT_BOTH,
    LDA_IS_N,
    LDB_IS_K,
    EXCHANGED,
    M_TERMS,
    N_TERMS,
};

static bool other_strides(const struct test_case *test, int variant, double *values)
{
    struct walk walk = right_walk(test);
    STRIDES[variant](&walk);
    return multiply(test, &walk, values);
}

static bool element_by_element(const struct test_case *test, int variant, double *values)
{
    const struct array *a = &test->arguments[A].array, *b = &test->arguments[B].array;
    const struct array *c = case_output(test);
    const size_t common =
        c->rows < a->columns ? c->rows : a->columns; /* rows of B that A has too */

    (void)variant;
    for (size_t row = 0; row < c->rows; row++)
        for (size_t column = 0; column < c->columns; column++) {
            const bool both = column < a->columns && row < common;
            values[row * c->columns + column] = both
                                                    ? (double)a->values[row * a->pitch + column] *
                                                          (double)b->values[row * b->pitch + column]
                                                    : 0;
        }
    return suspect_shows(test, values);
}

#define LEFT_OUT(tile)                                                                             \
    "The last terms of each sum are missing: k was taken in steps of " #tile                       \
    " and the remainder dropped. What happens where k is no multiple of the step?"
#define FIRST_TERMS(tile)                                                                          \
    "Only the first " #tile " terms of each sum were added. Does the loop go on to all of k?"
#define LAST_TERMS(tile)                                                                           \
    "Each sum holds the last tile of " #tile                                                       \
    " terms only. Is the sum set to 0 within the loop instead of before it?"
#define ENDS_AFTER(size, matrix)                                                                   \
    "Each sum ends after " size " terms, but it has k. They differ unless " matrix " is square."
#define SHORT_TILES(tile)                                                                          \
    "In each tile the last of the " #tile " terms is left out. Does the inner loop end too early?"
#define REPEATED(tile)                                                                             \
    "Where the last tile of " #tile " reaches past k, the last term counts several times. "        \
    "Elements that do not exist have to be 0."

static const struct suspect SUSPECTS[] = {
    {"transposed",
     "The product is stored column by column. C is row-major: element (row, column) lies at "
     "row * ldc + column.",
     stored_transposed, 0},
    {"transposed",
     "Row and column of A are exchanged where it is read: element (row, p) lies at row * lda + p.",
     other_strides, TURN_A},
    {"transposed",
     "Row and column of A are exchanged where it is read: element (row, p) lies at row * lda + p.",
     other_strides, COLUMNS_OF_A},
    {"transposed",
     "Row and column of B are exchanged where it is read: element (p, column) lies at "
     "p * ldb + column.",
     other_strides, TURN_B},
    {"transposed",
     "Row and column of B are exchanged where it is read: element (p, column) lies at "
     "p * ldb + column.",
     other_strides, COLUMNS_OF_B},
    {"transposed",
     "Row and column of both A and B are exchanged where they are read: the elements lie at "
     "row * lda + p and at p * ldb + column.",
     other_strides, TURN_BOTH},
    {"wrong-values",
     "The kernel takes the rows of A to follow each other without a gap. A row starts every lda "
     "floats, and lda can be larger than k.",
     other_strides, WITHOUT_LDA},
    {"wrong-values",
     "The kernel takes the rows of B to follow each other without a gap. A row starts every ldb "
     "floats, and ldb can be larger than n.",
     other_strides, WITHOUT_LDB},
    {"wrong-values",
     "The kernel takes the rows of A and of B to follow each other without a gap. They start every "
     "lda and every ldb floats.",
     other_strides, WITHOUT_BOTH},
    {"wrong-values", "The row of A was found with n. A row of A starts every lda floats.",
     other_strides, LDA_IS_N},
    {"wrong-values", "The row of B was found with k. A row of B starts every ldb floats.",
     other_strides, LDB_IS_K},
    {"wrong-values", "lda and ldb are exchanged: lda belongs to A, ldb to B.", other_strides,
     EXCHANGED},
    {"wrong-values", "All results are 0: nothing was added to the sums.", other_terms, NO_TERMS},
    {"wrong-values", "Only the last term of each sum is left. Is an = in the loop meant to be +=?",
     other_terms, LAST_ONLY},
    {"wrong-values",
     "A and B were multiplied element by element. An element of C is the sum over a row of A times "
     "a "
     "column of B.",
     element_by_element, 0},
    {"wrong-values", ENDS_AFTER("m", "A"), other_terms, FIRST_M},
    {"wrong-values", ENDS_AFTER("m", "A"), other_strides, M_TERMS},
    {"wrong-values", ENDS_AFTER("n", "B"), other_terms, FIRST_N},
    {"wrong-values", ENDS_AFTER("n", "B"), other_strides, N_TERMS},
    {"wrong-values", "The first term of each sum is missing. Does the loop start at 0?",
     other_terms, ALL_BUT_FIRST},
    {"wrong-values", SHORT_TILES(8), other_terms, IN_TILES(LAST_OF_TILE_LEFT_OUT, 8)},
    {"wrong-values", SHORT_TILES(16), other_terms, IN_TILES(LAST_OF_TILE_LEFT_OUT, 16)},
    {"wrong-values", SHORT_TILES(32), other_terms, IN_TILES(LAST_OF_TILE_LEFT_OUT, 32)},
    {"wrong-values", FIRST_TERMS(8), other_terms, IN_TILES(FIRST_TILE_ONLY, 8)},
    {"wrong-values", FIRST_TERMS(16), other_terms, IN_TILES(FIRST_TILE_ONLY, 16)},
    {"wrong-values", FIRST_TERMS(32), other_terms, IN_TILES(FIRST_TILE_ONLY, 32)},
    {"wrong-values", FIRST_TERMS(64), other_terms, IN_TILES(FIRST_TILE_ONLY, 64)},
    {"wrong-values", LAST_TERMS(8), other_terms, IN_TILES(LAST_TILE_ONLY, 8)},
    {"wrong-values", LAST_TERMS(16), other_terms, IN_TILES(LAST_TILE_ONLY, 16)},
    {"wrong-values", LAST_TERMS(32), other_terms, IN_TILES(LAST_TILE_ONLY, 32)},
    {"wrong-in-partial-tile", LEFT_OUT(4), other_terms, IN_TILES(WHOLE_TILES_ONLY, 4)},
    {"wrong-in-partial-tile", LEFT_OUT(8), other_terms, IN_TILES(WHOLE_TILES_ONLY, 8)},
    {"wrong-in-partial-tile", LEFT_OUT(16), other_terms, IN_TILES(WHOLE_TILES_ONLY, 16)},
    {"wrong-in-partial-tile", LEFT_OUT(32), other_terms, IN_TILES(WHOLE_TILES_ONLY, 32)},
    {"wrong-in-partial-tile", REPEATED(8), other_terms, IN_TILES(LAST_AGAIN_AND_AGAIN, 8)},
    {"wrong-in-partial-tile", REPEATED(16), other_terms, IN_TILES(LAST_AGAIN_AND_AGAIN, 16)},
    {"wrong-in-partial-tile", REPEATED(32), other_terms, IN_TILES(LAST_AGAIN_AND_AGAIN, 32)},
    {"wrong-values", "The last term of each sum is missing. Does the loop end at k - 1 too early?",
     other_terms, ALL_BUT_LAST},
    {0},
};

const struct exercise MATMUL_EXERCISE = {
    .number = 4,
    .name = "matmul",
    .title = "Matrix multiplication",
    .file = "exercises/04_matmul.cl",
    .kernels = KERNELS,
    .kernel_count = sizeof KERNELS / sizeof KERNELS[0],
    .case_count = case_count,
    .make_case = make_case,
    .sizes = {.form = "N, MxNxK, or MxNxKxGAP: the leading dimensions exceed the widths by GAP",
              .names = {"m", "n", "k", "gap"},
              .counts = 1u << 1 | 1u << 3 | 1u << 4,
              .fill = {0, 0, 0, SIZE_NONE},
              .planes = 1,
              .on_cpu = "256,512,1024",
              .on_gpu = "1024,2048,4096",
              .timed_on_cpu = "512",
              .timed_on_gpu = "4096"},
    .make_sized = make_sized,
    .ladder = "kernels/matmul",
    .suspects = SUSPECTS,
    .clblast = CLBLAST_GEMM,
    .takes_halves = true,
    .next = NULL,
};
