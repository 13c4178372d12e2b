/* The worked examples: kernels to read and run, judged like exercises. */
#include "cases.h"
#include "rows.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

/* --- copy and fusion: vectors, element by element ---------------------------------------------- */

/* What a kernel makes of an element, and how far from it a float result may be, in epsilons of it. */
struct operation {
    double (*value)(float first, float second, float c);
    double epsilons; /* 0: exact */
    double flops;    /* an element */
};

static double copied(float first, float second, float c)
{
    (void)second, (void)c;
    return (double)first;
}

static double multiplied(float first, float second, float c)
{
    (void)c;
    return (double)(first * second);
}

static double increased(float first, float second, float c)
{
    (void)second;
    return (double)(first + c);
}

static double root(float first, float second, float c)
{
    (void)second, (void)c;
    return sqrt((double)first);
}

static double all_at_once(float first, float second, float c)
{
    return sqrt((double)first * (double)second + (double)c);
}

static const struct kernel_contract COPY_KERNELS[] = {{
    .name = "copy",
    .dimensions = 1,
    .arguments = {{"input", ARGUMENT_INPUT}, {"output", ARGUMENT_OUTPUT}, {"n", ARGUMENT_COUNT}},
}};

static const struct operation COPY_OPERATION = {copied, 0, 0};

static const struct kernel_contract FUSION_KERNELS[] = {
    {.name = "multiply",
     .dimensions = 1,
     .arguments = {{"x", ARGUMENT_INPUT},
                   {"y", ARGUMENT_INPUT},
                   {"product", ARGUMENT_OUTPUT},
                   {"n", ARGUMENT_COUNT}}},
    {.name = "add_constant",
     .dimensions = 1,
     .arguments = {{"product", ARGUMENT_INPUT},
                   {"sum", ARGUMENT_OUTPUT},
                   {"c", ARGUMENT_NUMBER},
                   {"n", ARGUMENT_COUNT}}},
    {.name = "square_root",
     .dimensions = 1,
     .arguments = {{"sum", ARGUMENT_INPUT}, {"z", ARGUMENT_OUTPUT}, {"n", ARGUMENT_COUNT}}},
    {.name = "fused",
     .dimensions = 1,
     .arguments = {{"x", ARGUMENT_INPUT},
                   {"y", ARGUMENT_INPUT},
                   {"z", ARGUMENT_OUTPUT},
                   {"c", ARGUMENT_NUMBER},
                   {"n", ARGUMENT_COUNT}}},
};
enum { FUSION_KERNEL_COUNT = sizeof FUSION_KERNELS / sizeof FUSION_KERNELS[0] };

/* OpenCL grants a square root 3 units in the last place; what precedes it in fused is halved by it. */
static const struct operation FUSION_OPERATIONS[FUSION_KERNEL_COUNT] = {
    {multiplied, 0, 1}, {increased, 0, 1}, {root, 4, 1}, {all_at_once, 5, 3}};

/* Sets each argument as its kind asks: positive inputs of length n, the output, c, and n. */
static bool add_vectors(struct test_case *test, size_t n, uint64_t seed, size_t index)
{
    const size_t count = contract_argument_count(test->kernel);

    for (size_t i = 0; i < count; i++) {
        const enum argument_kind kind = test->kernel->arguments[i].kind;
        struct random random = random_stream(seed, index, i);
        if (kind == ARGUMENT_INPUT && !case_add_input(test, i, vector_shape(n)))
            return false;
        if (kind == ARGUMENT_OUTPUT && !case_add_output(test, i, vector_shape(n)))
            return false;
        if (kind == ARGUMENT_INPUT)
            fill_unit(&test->arguments[i].array, random);
        if (kind == ARGUMENT_NUMBER)
            test->arguments[i].number = 0.25f + random_unit(&random);
        if (kind == ARGUMENT_COUNT)
            test->arguments[i].count = (uint32_t)n;
    }
    return true;
}

static void operate(struct test_case *test, const struct operation *operation, size_t n)
{
    const size_t output = case_output_index(test);
    const float *first = test->arguments[0].array.values;
    const float *second = output == 2 ? test->arguments[1].array.values : first;
    const bool has_number = test->kernel->arguments[output + 1].kind == ARGUMENT_NUMBER;
    const float c = has_number ? test->arguments[output + 1].number : 0;

    for (size_t i = 0; i < n; i++) {
        test->expected[i] = operation->value(first[i], second[i], c);
        test->bound[i] = operation->epsilons * (double)FLT_EPSILON * test->expected[i];
    }
    test->bytes = 4 * (double)(output + 1) * (double)n;
    test->flops = operation->flops * (double)n;
}

static bool make_vector_case(uint64_t seed, size_t index, size_t n,
                             const struct kernel_contract *kernel,
                             const struct operation *operation, struct test_case *test)
{
    case_begin(test, kernel);
    case_name(test, "n = %s", grouped(n).text);
    if (!add_vectors(test, n, seed, index))
        return case_failed(test);
    operate(test, operation, n);
    test->outputs[0] = n;
    return true;
}

static size_t copy_case_count(const struct case_request *request)
{
    return vector_lengths(request).count;
}

static bool make_copy_case(const struct case_request *request, size_t index, struct test_case *test)
{
    const size_t n = vector_lengths(request).values[index];
    const bool made =
        make_vector_case(request->seed, index, n, &COPY_KERNELS[0], &COPY_OPERATION, test);
    test->timed = made && vector_length_timed(request, n);
    return made;
}

static bool make_copy_sized(const struct case_size *size, size_t kernel,
                            const struct case_request *request, struct test_case *test)
{
    test->timed = make_vector_case(request->seed, kernel, size->numbers[0], &COPY_KERNELS[kernel],
                                   &COPY_OPERATION, test);
    return test->timed;
}

static size_t fusion_case_count(const struct case_request *request)
{
    return FUSION_KERNEL_COUNT * vector_lengths(request).count;
}

static bool make_fusion_case(const struct case_request *request, size_t index,
                             struct test_case *test)
{
    const size_t which = index % FUSION_KERNEL_COUNT;
    const size_t n = vector_lengths(request).values[index / FUSION_KERNEL_COUNT];
    const bool made = make_vector_case(request->seed, index, n, &FUSION_KERNELS[which],
                                       &FUSION_OPERATIONS[which], test);
    test->timed = made && vector_length_timed(request, n);
    return made;
}

static bool make_fusion_sized(const struct case_size *size, size_t kernel,
                              const struct case_request *request, struct test_case *test)
{
    test->timed = make_vector_case(request->seed, kernel, size->numbers[0], &FUSION_KERNELS[kernel],
                                   &FUSION_OPERATIONS[kernel], test);
    return test->timed;
}

/* --- negative: an image, element by element ---------------------------------------------------- */

enum { RGB, OUT, HEIGHT, WIDTH };

static const struct kernel_contract NEGATIVE_KERNELS[] = {{
    .name = "negative",
    .dimensions = 2,
    .arguments = {[RGB] = {"rgb", ARGUMENT_INPUT},
                  [OUT] = {"out", ARGUMENT_OUTPUT},
                  [HEIGHT] = {"height", ARGUMENT_COUNT},
                  [WIDTH] = {"width", ARGUMENT_COUNT}},
}};

static size_t negative_case_count(const struct case_request *request)
{
    return image_extents(request).count + request->photograph_count + (request->simulated ? 0 : 1);
}

static bool make_negative(const struct photograph *photograph, struct extent extent,
                          struct random random, struct test_case *test)
{
    const struct array shape = planes_shape(3, extent.height, extent.width);

    case_begin(test, &NEGATIVE_KERNELS[0]);
    case_name(test, "%s x %s", grouped(extent.height).text, grouped(extent.width).text);
    if (!case_add_input(test, RGB, shape) || !case_add_output(test, OUT, shape))
        return case_failed(test);
    const struct array *rgb = &test->arguments[RGB].array;
    if (photograph)
        fill_photograph(rgb, photograph);
    else
        fill_pixels(rgb, random);
    for (size_t i = 0; i < array_elements(rgb); i++)
        test->expected[i] = (double)(1 - rgb->values[i]);
    test->arguments[HEIGHT].count = (uint32_t)extent.height;
    test->arguments[WIDTH].count = (uint32_t)extent.width;
    test->outputs[0] = extent.width;
    test->outputs[1] = extent.height;
    test->bytes = 8 * (double)array_elements(rgb);
    test->flops = (double)array_elements(rgb);
    return true;
}

static bool make_negative_sized(const struct case_size *size, size_t kernel,
                                const struct case_request *request, struct test_case *test)
{
    const struct extent extent = {size->numbers[0], size->numbers[1]};
    test->timed = make_negative(NULL, extent, random_stream(request->seed, kernel, RGB), test);
    return test->timed;
}

static bool make_negative_case(const struct case_request *request, size_t index,
                               struct test_case *test)
{
    const struct extents extents = image_extents(request);
    const struct random random = random_stream(request->seed, index, RGB);
    const size_t side = timed_image_side(request);

    if (index < extents.count)
        return make_negative(NULL, extents.values[index], random, test);
    if (index == extents.count + request->photograph_count) {
        test->timed = make_negative(NULL, (struct extent){side, side}, random, test);
        return test->timed;
    }
    const struct photograph *photograph = &request->photographs[index - extents.count];
    const struct extent extent = {photograph->image.height, photograph->image.width};
    if (!make_negative(photograph, extent, random, test))
        return false;
    case_name(test, "%s, %zu x %zu", photograph->name, extent.height, extent.width);
    snprintf(test->picture, sizeof test->picture, "%s_negative", photograph->name);
    return true;
}

/* --- sizes ---------------------------------------------------------------------------------- */

#define VECTOR_SIZES                                                                               \
    {                                                                                              \
        .form = "N", .names = {"n"}, .counts = 1u << 1, .planes = 1, .on_cpu = "2^16,2^20,2^24",   \
        .on_gpu = "2^20,2^24,2^28", .timed_on_cpu = "5000000", .timed_on_gpu = "2^25"              \
    }

/* --- the rows ---------------------------------------------------------------------------------- */

static const struct suspect NO_SUSPECTS[] = {{0}};

static const struct suspect NEGATIVE_SUSPECTS[] = {
    {"transposed",
     "Row and column are exchanged where the kernel stores: pixels lie row by row, so the index is "
     "row * width + column.",
     stored_transposed, 0},
    {"channel-swap", "The planes lie in another order than in the input: blue, green, red.",
     stored_in_other_planes, 0},
    {0},
};

const struct exercise COPY_EXAMPLE = {
    .name = "copy",
    .title = "Example: copying",
    .file = "kernels/copy.cl",
    .kernels = COPY_KERNELS,
    .kernel_count = sizeof COPY_KERNELS / sizeof COPY_KERNELS[0],
    .case_count = copy_case_count,
    .make_case = make_copy_case,
    .sizes = VECTOR_SIZES,
    .make_sized = make_copy_sized,
    .suspects = NO_SUSPECTS,
};

const struct exercise NEGATIVE_EXAMPLE = {
    .name = "negative",
    .title = "Example: the negative of a photograph",
    .file = "kernels/negative.cl",
    .kernels = NEGATIVE_KERNELS,
    .kernel_count = sizeof NEGATIVE_KERNELS / sizeof NEGATIVE_KERNELS[0],
    .case_count = negative_case_count,
    .make_case = make_negative_case,
    .sizes = {.form = "HEIGHT or HEIGHTxWIDTH",
              .names = {"height", "width"},
              .counts = 1u << 1 | 1u << 2,
              .planes = 3,
              .on_cpu = "512,4096",
              .on_gpu = "1024,4096,8192",
              .timed_on_cpu = "2048",
              .timed_on_gpu = "4096"},
    .make_sized = make_negative_sized,
    .suspects = NEGATIVE_SUSPECTS,
};

const struct exercise FUSION_EXAMPLE = {
    .name = "fusion",
    .title = "Example: three kernels fused into one",
    .file = "kernels/fusion.cl",
    .kernels = FUSION_KERNELS,
    .kernel_count = FUSION_KERNEL_COUNT,
    .chained = 3,
    .case_count = fusion_case_count,
    .make_case = make_fusion_case,
    .sizes = VECTOR_SIZES,
    .make_sized = make_fusion_sized,
    .suspects = NO_SUSPECTS,
};
