/* A program of somebody else's: products in both ways, and the errors that people make first.
 * Written in what C and C++ share. Usage: multiply BROKEN.cl
 * Exit status: 0 if everything is as <workshop/matmul.h> says, else 1. */
#define CL_TARGET_OPENCL_VERSION 120
#include <workshop/matmul.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Would clash with the library's own functions if it let them out. */
int device_list(void);
int device_list(void)
{
    return 0;
}

enum { M = 67, N = 45, K = 131, LDA = K + 3, LDB = N + 9, LDC = N + 5 };

static float a[M * LDA], b[K * LDB], c[M * LDC];
static int faults;

static void expect(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "not so: %s; the latest error: %s\n", what, workshop_error());
        faults++;
    }
}

static void fill(float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = (float)rand() / (float)RAND_MAX - 0.5f;
}

/* c against a plain loop; what lies between the rows has to be as it was. */
static void expect_product(const char *what)
{
    int wrong = 0;
    for (size_t row = 0; row < M; row++)
        for (size_t column = 0; column < LDC; column++) {
            double sum = column < N ? 0.0 : -7.0;
            for (size_t p = 0; p < K && column < N; p++)
                sum += (double)a[row * LDA + p] * (double)b[p * LDB + column];
            wrong += !(fabs((double)c[row * LDC + column] - sum) <= 1e-4);
        }
    expect(wrong == 0, what);
}

static void clear(void)
{
    for (size_t i = 0; i < sizeof c / sizeof c[0]; i++)
        c[i] = -7.0f;
}

static void multiply_on_the_host(void)
{
    workshop_matmul *matmul = NULL;
    expect(workshop_matmul_open("cpu", NULL, NULL, &matmul) == WORKSHOP_SUCCESS, "cpu opens");
    clear();
    expect(workshop_matmul_multiply(matmul, M, N, K, a, LDA, b, LDB, c, LDC) == WORKSHOP_SUCCESS,
           "a product on the host");
    expect_product("it is right");
    expect(workshop_matmul_multiply(matmul, M, N, K, a, K - 1, b, LDB, c, LDC) ==
               WORKSHOP_INVALID_ARGUMENT,
           "a leading dimension below the width is refused");
    expect(strstr(workshop_error(), "lda is 130") != NULL, "the message names it");
    workshop_matmul_close(matmul);
}

/* A CPU of the first platform that has one. */
static cl_device_id find_cpu(void)
{
    cl_platform_id platforms[16];
    cl_uint count = 0;
    cl_device_id device = NULL;
    clGetPlatformIDs(16, platforms, &count);
    for (cl_uint i = 0; i < count && !device; i++)
        clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_CPU, 1, &device, NULL);
    return device;
}

static void multiply_in_own_buffers(void)
{
    cl_device_id device = find_cpu();
    cl_context context = clCreateContext(NULL, 1, &device, NULL, NULL, NULL);
    cl_command_queue queue = clCreateCommandQueue(context, device, 0, NULL);
    cl_mem a_buffer = clCreateBuffer(context, CL_MEM_COPY_HOST_PTR, sizeof a, a, NULL);
    cl_mem b_buffer = clCreateBuffer(context, CL_MEM_COPY_HOST_PTR, sizeof b, b, NULL);
    cl_mem c_buffer = clCreateBuffer(context, CL_MEM_READ_WRITE, sizeof c, NULL, NULL);
    cl_event cleared = NULL, done = NULL;
    workshop_matmul *matmul = NULL;

    clear();
    clEnqueueWriteBuffer(queue, c_buffer, CL_FALSE, 0, sizeof c, c, 0, NULL, &cleared);
    expect(workshop_matmul_open_in(context, device, NULL, NULL, &matmul) == WORKSHOP_SUCCESS,
           "a context of one's own");
    expect(workshop_matmul_enqueue(matmul, queue, M, N, K, a_buffer, LDA, b_buffer, LDB, c_buffer,
                                   LDC, 1, &cleared, &done) == WORKSHOP_SUCCESS,
           "a product in buffers of one's own");
    expect(done != NULL, "there is an event");
    workshop_matmul_close(matmul); /* what is enqueued still runs */
    clEnqueueReadBuffer(queue, c_buffer, CL_TRUE, 0, sizeof c, c, 1, &done, NULL);
    expect_product("it is right too");
    clReleaseEvent(done);
    clReleaseEvent(cleared);
    clReleaseMemObject(c_buffer);
    clReleaseMemObject(b_buffer);
    clReleaseMemObject(a_buffer);
    clReleaseCommandQueue(queue);
    clReleaseContext(context);
}

static void name_what_is_wrong(const char *broken)
{
    char place[512];
    workshop_matmul *matmul = NULL;
    snprintf(place, sizeof place, "%s:3:", broken);
    expect(workshop_matmul_open("cpu", broken, NULL, &matmul) == WORKSHOP_BUILD_ERROR && !matmul,
           "a file that does not compile is refused");
    expect(strstr(workshop_error(), place) != NULL, "the message holds its name and the line");
    expect(workshop_matmul_open("cpu", "no/such.cl", NULL, &matmul) == WORKSHOP_INVALID_FILE,
           "a wrong path is refused");
    expect(strstr(workshop_error(), "no/such.cl") != NULL, "the message names it");
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: multiply BROKEN.cl\n");
        return 2;
    }
    fill(a, sizeof a / sizeof a[0]);
    fill(b, sizeof b / sizeof b[0]);
    multiply_on_the_host();
    multiply_in_own_buffers();
    name_what_is_wrong(argv[1]);
    return faults ? 1 : 0;
}
