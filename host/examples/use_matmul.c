/* The finished matrix product, called from C in both ways: with matrices of the host, and with a
 * queue and buffers of one's own, beside CLBlast. Begin with main(), at the end.
 *
 * Usage: use_matmul M N K [KERNEL.cl]     (c = a b, a: M x K, b: K x N; by default the solution)
 * WORKSHOP_DEVICE chooses the device. Exit status: 0 right; 1 wrong, or the kernel is rejected; 2 the
 * command line is wrong, or the file cannot be used; 3 the machine lacks something. */
#define CL_TARGET_OPENCL_VERSION 120
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <workshop/matmul.h>
#ifdef HAVE_CLBLAST
#include <clblast_c.h>
#endif

enum { TURNS = 5, SAMPLES = 2000 };

static size_t m, n, k;
static float *a, *b, *c; /* rows without gaps: the leading dimensions are k, n and n */
static workshop_matmul *matmul;
static cl_command_queue queue;
static cl_mem a_buffer, b_buffer, c_buffer;

/* --- errors: every call returns a status; workshop_error() says why in words ------------------- */

static void check(enum workshop_status status)
{
    if (status == WORKSHOP_SUCCESS)
        return;
    fprintf(stderr, "use_matmul: %s\n", workshop_error());
    if (status == WORKSHOP_BUILD_ERROR || status == WORKSHOP_INVALID_KERNEL)
        exit(1);
    exit(status == WORKSHOP_INVALID_ARGUMENT || status == WORKSHOP_INVALID_FILE ? 2 : 3);
}

static void check_opencl(cl_int err, const char *call)
{
    if (err == CL_SUCCESS)
        return;
    fprintf(stderr, "use_matmul: %s: error %d, see CL/cl.h\n", call, (int)err);
    exit(3);
}

/* --- is it right? samples against a plain loop, with the bound of a sum of k products ---------- */

static int count_wrong(void)
{
    int wrong = 0;
    for (size_t s = 0; s < SAMPLES; s++) {
        const size_t row = (size_t)rand() % m, column = (size_t)rand() % n;
        double sum = 0.0, magnitude = 0.0;
        for (size_t p = 0; p < k; p++) {
            sum += (double)a[row * k + p] * (double)b[p * n + column];
            magnitude += fabs((double)a[row * k + p] * (double)b[p * n + column]);
        }
        const double bound = (double)k * 0x1p-23 * magnitude;         /* 2^-23: epsilon of float */
        wrong += !(fabs((double)c[row * n + column] - sum) <= bound); /* NaN is wrong too */
    }
    return wrong;
}

/* --- how fast? device time from one marker in the queue to another ----------------------------- */

static void enqueue_workshop(void)
{
    check(workshop_matmul_enqueue(matmul, queue, m, n, k, a_buffer, k, b_buffer, n, c_buffer, n, 0,
                                  NULL, NULL));
}

#ifdef HAVE_CLBLAST
static void enqueue_clblast(void)
{
    check_opencl((cl_int)CLBlastSgemm(CLBlastLayoutRowMajor, CLBlastTransposeNo, CLBlastTransposeNo,
                                      m, n, k, 1.0f, a_buffer, 0, k, b_buffer, 0, n, 0.0f, c_buffer,
                                      0, n, &queue, NULL),
                 "CLBlastSgemm");
}
#endif

static double gflops(void (*enqueue)(void))
{
    cl_event before = NULL, after = NULL;
    cl_ulong start = 0, end = 0;
    check_opencl(clEnqueueMarkerWithWaitList(queue, 0, NULL, &before), "a marker");
    enqueue();
    check_opencl(clEnqueueMarkerWithWaitList(queue, 0, NULL, &after), "a marker");
    check_opencl(clFinish(queue), "clFinish");
    clGetEventProfilingInfo(before, CL_PROFILING_COMMAND_END, sizeof start, &start, NULL);
    clGetEventProfilingInfo(after, CL_PROFILING_COMMAND_END, sizeof end, &end, NULL);
    clReleaseEvent(before), clReleaseEvent(after);
    return end > start ? 2.0 * (double)m * (double)n * (double)k / (double)(end - start) : 0.0;
}

/* --- matrices, and the program ----------------------------------------------------------------- */

static float *random_matrix(size_t elements)
{
    float *values = calloc(elements, sizeof(float));
    for (size_t i = 0; values && i < elements; i++)
        values[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    return values;
}

static cl_mem buffer_of(size_t elements, float *values)
{
    cl_int err = CL_SUCCESS;
    cl_mem buffer = clCreateBuffer(workshop_matmul_context(matmul), CL_MEM_COPY_HOST_PTR,
                                   elements * sizeof(float), values, &err);
    check_opencl(err, "clCreateBuffer");
    return buffer;
}

/* The whole number that a text is; 0 if it is none. */
static size_t number(const char *text)
{
    char *end;
    const size_t value = strtoul(text, &end, 10);
    return *end || *text == '-' ? 0 : value;
}

int main(int argc, char **argv)
{
    double ours = 0.0, theirs = 0.0;
    cl_int err = CL_SUCCESS;
    m = argc > 1 ? number(argv[1]) : 0;
    n = argc > 2 ? number(argv[2]) : 0;
    k = argc > 3 ? number(argv[3]) : 0;
    a = random_matrix(m * k), b = random_matrix(k * n), c = random_matrix(m * n);
    if (argc > 5 || m == 0 || n == 0 || k == 0 || !a || !b || !c) {
        fprintf(stderr, "Usage: use_matmul M N K [KERNEL.cl]; sizes from 1 to what memory holds\n");
        return 2;
    }
    /* --- open once, multiply often: with matrices of the host --------------------------------- */
    check(workshop_matmul_open(NULL, argc > 4 ? argv[4] : NULL, NULL, &matmul));
    check(workshop_matmul_multiply(matmul, m, n, k, a, k, b, n, c, n));
    const int wrong = count_wrong();
    printf("%d of %d samples are right\n", SAMPLES - wrong, SAMPLES);
    /* --- with a queue and buffers of one's own: nothing is copied, nobody waits --------------- */
    queue = clCreateCommandQueue(workshop_matmul_context(matmul), workshop_matmul_device(matmul),
                                 CL_QUEUE_PROFILING_ENABLE, &err);
    check_opencl(err, "clCreateCommandQueue");
    a_buffer = buffer_of(m * k, a), b_buffer = buffer_of(k * n, b), c_buffer = buffer_of(m * n, c);
    for (int turn = 0; turn < TURNS; turn++) { /* the best counts: CLBlast compiles in its first */
        ours = fmax(ours, gflops(enqueue_workshop));
#ifdef HAVE_CLBLAST
        theirs = fmax(theirs, gflops(enqueue_clblast));
#endif
    }
    printf("workshop: %.1f GFLOP/s\n", ours);
    if (theirs > 0.0)
        printf("CLBlast:  %.1f GFLOP/s; the workshop's is %.2f of it\n", theirs, ours / theirs);
    clReleaseMemObject(c_buffer), clReleaseMemObject(b_buffer), clReleaseMemObject(a_buffer);
    clReleaseCommandQueue(queue);
    workshop_matmul_close(matmul), free(c), free(b), free(a);
    return wrong ? 1 : 0;
}
