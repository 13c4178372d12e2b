/* The library's own calls: what they refuse, which kernels they take, and several threads at once.
 * (tests/outside/multiply.c holds what a program of somebody else's needs.) */
#include "../../host/exercises/tuned.h"
#include "../../host/opencl/device.h"

#include <workshop/matmul.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static workshop_matmul *matmul;                  /* the solution on the CPU */
static char root[] = "/tmp/library_test_XXXXXX"; /* a course that holds tuned values only */
static char path[64];                            /* a kernel's file in it */

static int open_solution(void **state)
{
    (void)state;
    if (!mkdtemp(root) || setenv("WORKSHOP_ROOT", root, 1) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/kernel.cl", root);
    return workshop_matmul_open("cpu", NULL, NULL, &matmul) == WORKSHOP_SUCCESS ? 0 : -1;
}

static int close_solution(void **state)
{
    static const char *const FILES[] = {"kernel.cl", ".workshop/tuned.json", ".workshop/lock",
                                        ".workshop"};
    (void)state;
    workshop_matmul_close(matmul);
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        char file[64];
        snprintf(file, sizeof file, "%s/%s", root, FILES[i]);
        remove(file);
    }
    return rmdir(root);
}

static void refused(enum workshop_status status, enum workshop_status expected, const char *words)
{
    if (status != expected || !strstr(workshop_error(), words))
        print_error("%s: %s\n", workshop_status_name(status), workshop_error());
    assert_int_equal(status, expected);
    assert_non_null(strstr(workshop_error(), words));
}

/* --- arguments --------------------------------------------------------------------------------- */

static float values[64];

static void refuses_sizes_and_leading_dimensions(void **state)
{
    static const struct {
        size_t m, n, k, lda, ldb, ldc;
        const char *words;
    } ROWS[] = {
        {0, 2, 2, 2, 2, 2, "m is 0"},
        {2, 0, 2, 2, 2, 2, "n is 0"},
        {2, 2, 0, 2, 2, 2, "k is 0"},
        {2, 2, 3, 2, 2, 2, "lda is 2"},
        {2, 3, 2, 2, 2, 3, "ldb is 2"},
        {2, 3, 2, 2, 3, 2, "ldc is 2"},
        {(size_t)UINT32_MAX + 1, 2, 2, 2, 2, 2, "m is 4294967296"},
        {2, 2, 2, 2, 2, (size_t)UINT32_MAX + 1, "ldc is 4294967296"},
        {UINT32_MAX, 1, UINT32_MAX, UINT32_MAX, 1, 1, "more bytes than can be counted"},
        {1u << 31, 1, INT32_MAX, INT32_MAX, 1, 1, "more bytes"}, /* once its rows are padded */
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        refused(workshop_matmul_multiply(matmul, ROWS[i].m, ROWS[i].n, ROWS[i].k, values,
                                         ROWS[i].lda, values, ROWS[i].ldb, values + 32,
                                         ROWS[i].ldc),
                WORKSHOP_INVALID_ARGUMENT, ROWS[i].words);
}

static void refuses_null_and_the_same_memory(void **state)
{
    float *c = values + 32;
    workshop_matmul **nowhere = NULL;
    (void)state;
    refused(workshop_matmul_multiply(NULL, 2, 2, 2, values, 2, values, 2, c, 2),
            WORKSHOP_INVALID_ARGUMENT, "The handle is NULL");
    refused(workshop_matmul_multiply(matmul, 2, 2, 2, NULL, 2, values, 2, c, 2),
            WORKSHOP_INVALID_ARGUMENT, "a is NULL");
    refused(workshop_matmul_multiply(matmul, 2, 2, 2, values, 2, NULL, 2, c, 2),
            WORKSHOP_INVALID_ARGUMENT, "b is NULL");
    refused(workshop_matmul_multiply(matmul, 2, 2, 2, values, 2, values, 2, NULL, 2),
            WORKSHOP_INVALID_ARGUMENT, "c is NULL");
    refused(workshop_matmul_multiply(matmul, 2, 2, 2, values, 2, c, 2, c, 2),
            WORKSHOP_INVALID_ARGUMENT, "c is the same memory as b");
    refused(workshop_matmul_open("cpu", NULL, NULL, nowhere), WORKSHOP_INVALID_ARGUMENT, "NULL");
    workshop_matmul_close(NULL);
    assert_null(workshop_matmul_context(NULL));
    assert_null(workshop_matmul_device(NULL));
}

/* --- the caller's context, queue and buffers --------------------------------------------------- */

struct own {
    cl_context context;
    cl_command_queue queue;
    cl_mem a, b, c;
};

static struct own make_own(cl_context context, size_t bytes)
{
    struct own own = {.context = context};
    clRetainContext(context);
    own.queue = clCreateCommandQueue(context, workshop_matmul_device(matmul), 0, NULL);
    own.a = clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, NULL, NULL);
    own.b = clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, NULL, NULL);
    own.c = clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, NULL, NULL);
    return own;
}

static void free_own(struct own *own)
{
    clReleaseMemObject(own->c);
    clReleaseMemObject(own->b);
    clReleaseMemObject(own->a);
    clReleaseCommandQueue(own->queue);
    clReleaseContext(own->context);
}

static enum workshop_status enqueue(const struct own *own, cl_command_queue queue, cl_mem c,
                                    size_t n, cl_event *event)
{
    return workshop_matmul_enqueue(matmul, queue, 4, n, 4, own->a, 4, own->b, n, c, n, 0, NULL,
                                   event);
}

static void refuses_buffers_and_queues_that_do_not_fit(void **state)
{
    cl_device_id device = workshop_matmul_device(matmul);
    cl_context other = clCreateContext(NULL, 1, &device, NULL, NULL, NULL);
    struct own own = make_own(workshop_matmul_context(matmul), 64);
    struct own foreign = make_own(other, 64);
    cl_event event = (cl_event)values;

    (void)state;
    refused(enqueue(&own, NULL, own.c, 4, &event), WORKSHOP_INVALID_ARGUMENT, "The queue is NULL");
    assert_null(event);
    refused(enqueue(&own, own.queue, NULL, 4, NULL), WORKSHOP_INVALID_ARGUMENT,
            "The buffer of c is NULL");
    refused(enqueue(&own, own.queue, own.a, 4, NULL), WORKSHOP_INVALID_ARGUMENT,
            "c is the same buffer as a");
    refused(enqueue(&own, own.queue, own.c, 5, NULL), WORKSHOP_INVALID_ARGUMENT,
            "The buffer of b has 64 bytes; 4 x 5 elements with a leading dimension of 5 take 80");
    refused(enqueue(&own, foreign.queue, own.c, 4, NULL), WORKSHOP_INVALID_ARGUMENT,
            "The queue belongs to another context");
    refused(enqueue(&own, own.queue, foreign.c, 4, NULL), WORKSHOP_INVALID_ARGUMENT,
            "The buffer of c belongs to another context");
    assert_int_equal(enqueue(&own, own.queue, own.c, 4, NULL), WORKSHOP_SUCCESS);
    clFinish(own.queue);
    free_own(&foreign);
    free_own(&own);
    clReleaseContext(other);
}

static void refuses_a_context_without_the_device(void **state)
{
    workshop_matmul *other = matmul;
    (void)state;
    refused(workshop_matmul_open_in(NULL, workshop_matmul_device(matmul), NULL, NULL, &other),
            WORKSHOP_INVALID_ARGUMENT, "The context is NULL");
    assert_null(other);
    refused(workshop_matmul_open_in(workshop_matmul_context(matmul), NULL, NULL, NULL, &other),
            WORKSHOP_INVALID_ARGUMENT, "The device is NULL");
    refused(workshop_matmul_open_in(workshop_matmul_context(matmul), (cl_device_id)values, NULL,
                                    NULL, &other),
            WORKSHOP_INVALID_ARGUMENT, "The device is none of the context's");
}

/* --- kernels ----------------------------------------------------------------------------------- */

#define HEAD                                                                                       \
    "__kernel void matmul(__global const float *a, __global const float *b, __global float *c, "   \
    "const uint m, const uint n, const uint k, const uint lda, const uint ldb, const uint ldc)"

static enum workshop_status open_text(const char *text, const char *options)
{
    workshop_matmul *opened = NULL;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    const enum workshop_status status = workshop_matmul_open("cpu", path, options, &opened);
    workshop_matmul_close(opened);
    return status;
}

static void refuses_kernels_that_cannot_be_launched(void **state)
{
    (void)state;
    refused(open_text("__kernel void other(__global float *c) { c[0] = 1; }", NULL),
            WORKSHOP_INVALID_KERNEL, "there is no kernel called matmul");
    refused(open_text("__kernel void matmul(__global float *c) { c[0] = 1; }", NULL),
            WORKSHOP_INVALID_KERNEL, "matmul takes 1 arguments, not the 9");
    refused(open_text("#define LOCAL_X 100000\n" HEAD " { c[0] = 1; }", NULL),
            WORKSHOP_INVALID_KERNEL, "LOCAL_X is 100000");
    refused(open_text("#define TILE_X 0\n" HEAD " { c[0] = 1; }", NULL), WORKSHOP_INVALID_KERNEL,
            "TILE_X is 0");
    refused(open_text("#define LOCAL_X wide\n" HEAD " { c[0] = 1; }", NULL), WORKSHOP_BUILD_ERROR,
            "LOCAL_X has to be a whole number");
    refused(open_text(" \n", NULL), WORKSHOP_INVALID_FILE, "is empty");
}

static void gives_build_options_to_the_compiler(void **state)
{
    (void)state;
    refused(open_text("#ifndef WANTED\n#error without it\n#endif\n" HEAD " { c[0] = 1; }", NULL),
            WORKSHOP_BUILD_ERROR, ":2:2: ");
    assert_int_equal(
        open_text("#ifndef WANTED\n#error\n#endif\n" HEAD " { c[0] = 1; }", "-D WANTED"),
        WORKSHOP_SUCCESS);
    refused(open_text(HEAD " { c[0] = 1; }", "--no-such-option"), WORKSHOP_INVALID_ARGUMENT,
            "--no-such-option");
}

static void refuses_arguments_of_another_size(void **state)
{
    static const char TEXT[] =
        "__kernel void matmul(__global const float *a, __global const float *b, __global float *c, "
        "const ulong m, const uint n, const uint k, const uint lda, const uint ldb, const uint ldc)"
        " { c[0] = 1; }";
    workshop_matmul *opened = NULL;
    FILE *file = fopen(path, "w");
    (void)state;
    assert_non_null(file);
    fputs(TEXT, file);
    fclose(file);
    assert_int_equal(workshop_matmul_open("cpu", path, NULL, &opened), WORKSHOP_SUCCESS);
    refused(workshop_matmul_multiply(opened, 2, 2, 2, values, 2, values, 2, values + 32, 2),
            WORKSHOP_INVALID_KERNEL, "does not take the arguments");
    workshop_matmul_close(opened);
}

/* --- tuned values ------------------------------------------------------------------------------ */

/* c gets V everywhere. */
static const char TUNABLE[] = "#ifndef V\n#define V 1\n#endif\n"
                              "// tune: V = 1 2 3\n"
                              "#if V == 3\n#error not here\n#endif\n" HEAD
                              " { if (get_global_id(0) < n && get_global_id(1) < m)"
                              " c[get_global_id(1) * ldc + get_global_id(0)] = V; }";

/* What the file gives for a product of one row with n columns. */
static float value_for(const char *options, size_t n)
{
    workshop_matmul *opened = NULL;
    float *b = calloc(2 * n, sizeof *b);
    assert_non_null(b);
    assert_int_equal(workshop_matmul_open("cpu", path, options, &opened), WORKSHOP_SUCCESS);
    assert_int_equal(workshop_matmul_multiply(opened, 1, n, 1, values, 1, b, n, b + n, n),
                     WORKSHOP_SUCCESS);
    const float value = b[n];
    workshop_matmul_close(opened);
    free(b);
    return value;
}

static void takes_what_was_tuned_for_the_device_and_the_size(void **state)
{
    enum { SMALL = 10, LARGE = 1 << 22 };
    struct device device;
    char notice[1024];

    (void)state;
    assert_int_equal(device_of(workshop_matmul_device(matmul), &device), CL_SUCCESS);
    const struct device_key key = {device.name, device.platform_name, device.driver, "CPU"};
    assert_int_equal(open_text(TUNABLE, NULL), WORKSHOP_SUCCESS);
    assert_true(value_for(NULL, SMALL) == 1.0f);
    assert_true(tuned_keep(&key, path, "small", "-D V=2", 1.0, 1.0, notice, sizeof notice));
    assert_true(tuned_keep(&key, path, "large", "-D V=3", 1.0, 1.0, notice, sizeof notice));
    assert_true(value_for(NULL, SMALL) == 2.0f);
    assert_true(value_for("", SMALL) == 1.0f);   /* the caller's options stand alone */
    assert_true(value_for(NULL, LARGE) == 1.0f); /* 3 does not build: the file's own */
}

static void takes_what_came_with_the_solution(void **state)
{
    static const char ROWS[] =
        "[{\"file\": \"solutions/04_matmul.cl\", \"device\": \"CPU\", \"platform\": \"Portable\","
        "  \"class\": \"small\", \"values\": {\"V\": 2, \"OTHER\": 5}},"
        " {\"file\": \"solutions/03_conv2d.cl\", \"device\": \"CPU\", \"platform\": \"Portable\","
        "  \"class\": \"large\", \"values\": {\"V\": 3}}]";
    const struct device_key cpu = {"some CPU", "Portable Computing Language", "3.1", "CPU"};
    const struct device_key gpu = {"some GPU", "NVIDIA CUDA", "580", "GPU"};
    char options[128];

    (void)state;
    assert_true(tuned_find_carried(&cpu, TUNABLE, "solutions/04_matmul.cl", ROWS, "large", options,
                                   sizeof options));
    assert_string_equal(options, "-D V=2"); /* the nearest class; no parameter that it has not */
    assert_false(tuned_find_carried(&gpu, TUNABLE, "solutions/04_matmul.cl", ROWS, "large", options,
                                    sizeof options));
    assert_string_equal(options, "");
}

/* --- devices ----------------------------------------------------------------------------------- */

static void takes_the_device_of_the_environment(void **state)
{
    workshop_matmul *other = NULL;
    (void)state;
    refused(workshop_matmul_open("no such device", NULL, NULL, &other), WORKSHOP_NO_DEVICE,
            "no such device");
    setenv("WORKSHOP_DEVICE", "none of these", 1);
    refused(workshop_matmul_open(NULL, NULL, NULL, &other), WORKSHOP_NO_DEVICE, "none of these");
    setenv("WORKSHOP_DEVICE", "cpu", 1);
    assert_int_equal(workshop_matmul_open(NULL, NULL, NULL, &other), WORKSHOP_SUCCESS);
    assert_ptr_equal(workshop_matmul_device(other), workshop_matmul_device(matmul));
    workshop_matmul_close(other);
}

/* --- threads ----------------------------------------------------------------------------------- */

enum { THREADS = 4, REPEATS = 50, SIDE = 24 };

/* a is `factor` times the identity: c has to be so many times b. */
static void *multiply_often(void *given)
{
    const float factor = *(const float *)given;
    float a[SIDE * SIDE] = {0}, b[SIDE * SIDE], c[SIDE * SIDE];
    size_t wrong = 0;
    for (size_t i = 0; i < SIDE * SIDE; i++)
        b[i] = (float)i;
    for (size_t i = 0; i < SIDE; i++)
        a[i * SIDE + i] = factor;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        memset(c, 0, sizeof c);
        wrong += workshop_matmul_multiply(matmul, SIDE, SIDE, SIDE, a, SIDE, b, SIDE, c, SIDE) !=
                 WORKSHOP_SUCCESS;
        for (size_t i = 0; i < SIDE * SIDE; i++)
            wrong += !(c[i] == factor * b[i]);
    }
    return wrong ? given : NULL;
}

static void several_threads_share_a_handle(void **state)
{
    pthread_t threads[THREADS];
    float factors[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++) {
        factors[i] = (float)(i + 1);
        assert_int_equal(pthread_create(&threads[i], NULL, multiply_often, &factors[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *fault = NULL;
        pthread_join(threads[i], &fault);
        assert_null(fault);
    }
}

static void names_every_status(void **state)
{
    (void)state;
    assert_string_equal(workshop_status_name(WORKSHOP_SUCCESS), "WORKSHOP_SUCCESS");
    assert_string_equal(workshop_status_name(WORKSHOP_NO_DEVICE), "WORKSHOP_NO_DEVICE");
    assert_string_equal(workshop_status_name(WORKSHOP_OUT_OF_MEMORY), "WORKSHOP_OUT_OF_MEMORY");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_sizes_and_leading_dimensions),
        cmocka_unit_test(refuses_null_and_the_same_memory),
        cmocka_unit_test(refuses_buffers_and_queues_that_do_not_fit),
        cmocka_unit_test(refuses_a_context_without_the_device),
        cmocka_unit_test(refuses_kernels_that_cannot_be_launched),
        cmocka_unit_test(gives_build_options_to_the_compiler),
        cmocka_unit_test(refuses_arguments_of_another_size),
        cmocka_unit_test(takes_what_was_tuned_for_the_device_and_the_size),
        cmocka_unit_test(takes_what_came_with_the_solution),
        cmocka_unit_test(takes_the_device_of_the_environment),
        cmocka_unit_test(several_threads_share_a_handle),
        cmocka_unit_test(names_every_status),
    };
    return cmocka_run_group_tests(tests, open_solution, close_solution);
}
