/* z = x + y on an OpenCL device, in plain OpenCL 1.2 calls: all that a host program has to do, in
 * the order in which it has to do it. Read it from top to bottom.
 *
 * Usage: vector_add [KERNEL.cl]     (by default kernels/vector_add/01_one_element.cl, from where you stand)
 * Exit status: 0 right; 1 wrong, or a call failed; 2 no such file; 3 no device. */
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <stdio.h>
#include <stdlib.h>

#define N 1000000u /* elements of a vector */

/* --- errors: every OpenCL call returns a status, and every status is looked at ---------------- */

static const struct {
    cl_int err;
    const char *name;
} ERRORS[] = {
    {CL_DEVICE_NOT_FOUND, "CL_DEVICE_NOT_FOUND"},
    {CL_OUT_OF_RESOURCES, "CL_OUT_OF_RESOURCES"},
    {CL_BUILD_PROGRAM_FAILURE, "CL_BUILD_PROGRAM_FAILURE"},
    {CL_INVALID_KERNEL_NAME, "CL_INVALID_KERNEL_NAME"},
    {CL_INVALID_WORK_GROUP_SIZE, "CL_INVALID_WORK_GROUP_SIZE"},
    {-1001, "CL_PLATFORM_NOT_FOUND_KHR"},
};

static int failed(cl_int err, const char *call)
{
    const char *name = "see CL/cl.h";
    for (size_t i = 0; i < sizeof ERRORS / sizeof ERRORS[0]; i++)
        if (ERRORS[i].err == err)
            name = ERRORS[i].name;
    if (err != CL_SUCCESS)
        fprintf(stderr, "%s: %s (%d)\n", call, name, (int)err);
    return err != CL_SUCCESS;
}

#define CHECK(err, call)                                                                           \
    if (failed(err, call))                                                                         \
    goto done

/* --- the kernel's text: loaded at run time, compiled by the driver ---------------------------- */

static size_t read_text(const char *path, char *to, size_t size)
{
    FILE *file = fopen(path, "rb");
    const size_t length = file ? fread(to, 1, size - 1, file) : 0;
    if (file)
        fclose(file);
    return length;
}

static char text[65536];
static float x_host[N], y_host[N], z_host[N];

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "kernels/vector_add/01_one_element.cl";
    const size_t bytes = N * sizeof(float);
    const cl_uint n = N;
    int status = EXIT_FAILURE;
    cl_device_id device = NULL;
    cl_context context = NULL;
    cl_command_queue queue = NULL;
    cl_program program = NULL;
    cl_kernel kernel = NULL;
    cl_mem x_buffer = NULL, y_buffer = NULL, z_buffer = NULL;

    if (read_text(path, text, sizeof text) == 0) {
        fprintf(stderr, "cannot read a kernel from %s\n", path);
        return 2;
    }
    for (size_t i = 0; i < N; i++) {
        x_host[i] = (float)i;
        y_host[i] = 0.5f * (float)(i % 1000);
    }

    /* --- platform: a driver; device: what it drives. Here the first that there is. ------------ */
    status = 3;
    cl_platform_id platforms[8] = {NULL};
    cl_uint platform_count = 0;
    cl_int err = clGetPlatformIDs(8, platforms, &platform_count);
    CHECK(err, "clGetPlatformIDs");
    err = CL_DEVICE_NOT_FOUND;
    for (cl_uint i = 0; i < platform_count && i < 8 && err != CL_SUCCESS; i++)
        err = clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_ALL, 1, &device, NULL);
    CHECK(err, "clGetDeviceIDs");
    status = EXIT_FAILURE;

    /* --- context: what belongs together; queue: what the device is to do, in order ------------ */
    context = clCreateContext(NULL, 1, &device, NULL, NULL, &err);
    CHECK(err, "clCreateContext");
    queue = clCreateCommandQueue(context, device, 0, &err);
    CHECK(err, "clCreateCommandQueue");

    /* --- program: the text, compiled for this device; kernel: one function of it -------------- */
    program = clCreateProgramWithSource(context, 1, (const char *[]){text}, NULL, &err);
    CHECK(err, "clCreateProgramWithSource");
    err = clBuildProgram(program, 1, &device, "-cl-std=CL1.2", NULL, NULL);
    if (failed(err, "clBuildProgram")) {
        char log[4096] = "";
        clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, sizeof log, log, NULL);
        fprintf(stderr, "%s\n", log);
        goto done;
    }
    kernel = clCreateKernel(program, "vector_add", &err);
    CHECK(err, "clCreateKernel");

    /* --- buffers: the device's memory, here filled from the host's ---------------------------- */
    const cl_mem_flags filled = CL_MEM_READ_ONLY | CL_MEM_COPY_HOST_PTR;
    x_buffer = clCreateBuffer(context, filled, bytes, x_host, &err);
    CHECK(err, "clCreateBuffer (x)");
    y_buffer = clCreateBuffer(context, filled, bytes, y_host, &err);
    CHECK(err, "clCreateBuffer (y)");
    z_buffer = clCreateBuffer(context, CL_MEM_WRITE_ONLY, bytes, NULL, &err);
    CHECK(err, "clCreateBuffer (z)");

    /* --- arguments: in the order of the kernel's declaration ---------------------------------- */
    CHECK(clSetKernelArg(kernel, 0, sizeof x_buffer, &x_buffer), "clSetKernelArg (x)");
    CHECK(clSetKernelArg(kernel, 1, sizeof y_buffer, &y_buffer), "clSetKernelArg (y)");
    CHECK(clSetKernelArg(kernel, 2, sizeof z_buffer, &z_buffer), "clSetKernelArg (z)");
    CHECK(clSetKernelArg(kernel, 3, sizeof n, &n), "clSetKernelArg (n)");

    /* --- NDRange: one work-item an element, rounded up to whole work-groups ------------------- */
    const size_t local_size = 64, global_size = (N + local_size - 1) / local_size * local_size;
    err = clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &global_size, &local_size, 0, NULL, NULL);
    CHECK(err, "clEnqueueNDRangeKernel");

    /* --- read back: CL_TRUE waits until the kernel and the copy are done ---------------------- */
    err = clEnqueueReadBuffer(queue, z_buffer, CL_TRUE, 0, bytes, z_host, 0, NULL, NULL);
    CHECK(err, "clEnqueueReadBuffer");

    /* --- check -------------------------------------------------------------------------------- */
    cl_uint wrong = 0;
    for (size_t i = 0; i < N; i++)
        wrong += !(z_host[i] == x_host[i] + y_host[i]); /* counts NaN as wrong too */
    printf("%u of %u elements are right\n", N - wrong, N);
    status = wrong ? EXIT_FAILURE : EXIT_SUCCESS;

done: /* --- release, in reverse order; a handle that is still NULL is refused, no more --------- */
    clReleaseMemObject(z_buffer);
    clReleaseMemObject(y_buffer);
    clReleaseMemObject(x_buffer);
    clReleaseKernel(kernel);
    clReleaseProgram(program);
    clReleaseCommandQueue(queue);
    clReleaseContext(context);
    return status;
}
