#include "trial.h"

#include "../exercises/random.h"
#include "../opencl/error.h"

#include <string.h>

static bool is_buffer(const struct argument *argument)
{
    return argument->kind == ARGUMENT_INPUT || argument->kind == ARGUMENT_CONSTANT ||
           argument->kind == ARGUMENT_OUTPUT;
}

/* Floats by which a launch that covers whole tiles would pass the end of an array of this shape, if
 * the kernel had no guard; and no less than the exercises count on. */
static size_t overshoot(const struct test_case *test, const struct launch_shape *shape,
                        const struct array *array)
{
    const size_t rows = test->kernel->dimensions > 1 ? shape->tile[1] : 0;
    const size_t past = shape->tile[0] + rows * array->pitch, least = array_guard(test, array);
    return past > least ? past : least;
}

static cl_int set_argument(struct trial *trial, const struct launch_shape *shape, cl_uint index,
                           enum trial_step *step)
{
    const struct test_case *test = trial->test;
    const struct argument *argument = &test->kernel->arguments[index];
    struct guarded *buffer = &trial->buffers[index];
    const void *value = &test->arguments[index].count;
    size_t size = sizeof test->arguments[index].count;

    if (argument->kind == ARGUMENT_NUMBER)
        value = &test->arguments[index].number;
    if (is_buffer(argument)) {
        const struct array *array = &test->arguments[index].array;
        cl_int err = guarded_open(trial->session, array, overshoot(test, shape, array), buffer);
        if (err != CL_SUCCESS)
            return err;
        value = &buffer->argument;
        size = sizeof buffer->argument;
    }
    *step = TRIAL_ARGUMENTS;
    cl_int err = clSetKernelArg(trial->launch.kernel, index, size, value);
    failed(err, "set an argument of the kernel");
    return err;
}

cl_int trial_open(const struct session *session, const struct program *program,
                  const struct launch_shape *shape, const struct test_case *test,
                  struct trial *trial, enum trial_step *step)
{
    cl_int err = CL_SUCCESS;

    *step = TRIAL_HOST;
    *trial = (struct trial){.session = session, .test = test};
    trial->launch.dimensions = test->kernel->dimensions;
    if (shape->local[2] > 1 || shape->tile[2] > 1)
        trial->launch.dimensions = 3;
    else if (trial->launch.dimensions == 1 && (shape->local[1] > 1 || shape->tile[1] > 1))
        trial->launch.dimensions = 2;
    launch_global_size(shape, test->outputs, trial->launch.global_size);
    memcpy(trial->launch.local_size, shape->local, sizeof trial->launch.local_size);
    trial->launch.kernel = clCreateKernel(program->program, test->kernel->name, &err);
    if (failed(err, "find the kernel"))
        goto done;
    for (cl_uint i = 0; err == CL_SUCCESS && test->kernel->arguments[i].name; i++) {
        *step = TRIAL_HOST;
        err = set_argument(trial, shape, i, step);
    }
done:
    if (err != CL_SUCCESS)
        trial_close(trial);
    return err;
}

void trial_close(struct trial *trial)
{
    for (size_t i = 0; i < ARGUMENTS_LIMIT; i++)
        guarded_close(&trial->buffers[i]);
    if (trial->launch.kernel)
        clReleaseKernel(trial->launch.kernel);
    *trial = (struct trial){0};
}

/* A quiet NaN with 22 random bits, never the one that arithmetic makes. */
static uint32_t poison(struct random *random)
{
    return 0x7fc00000u | 1u | (uint32_t)(random_bits(random) & 0x3fffffu);
}

cl_int trial_fill(struct trial *trial, uint64_t seed, bool garbage)
{
    struct random random = random_stream(seed, 0, 1);
    cl_int err = CL_SUCCESS;
    for (size_t i = 0; i < ARGUMENTS_LIMIT && err == CL_SUCCESS; i++) {
        const uint32_t bits = poison(&random);
        const uint64_t stream = random_bits(&random) | 1u;
        if (trial->buffers[i].whole)
            err = guarded_fill(trial->session, &trial->buffers[i], bits, garbage ? stream : 0);
    }
    return err;
}

cl_int trial_fill_random(struct trial *trial, uint64_t seed)
{
    cl_int err = CL_SUCCESS;
    for (size_t i = 0; i < ARGUMENTS_LIMIT && err == CL_SUCCESS; i++)
        if (trial->buffers[i].whole)
            err = guarded_fill_random(trial->session, &trial->buffers[i], seed + i);
    return err;
}

cl_int trial_run(struct trial *trial, double *ms, enum trial_step *step)
{
    cl_event event = NULL;
    *step = TRIAL_LAUNCH;
    cl_int err = launch_start(trial->session, &trial->launch, &event);
    if (err == CL_SUCCESS) {
        *step = TRIAL_FINISH;
        err = launch_wait(trial->session, event, ms);
    }
    if (event)
        clReleaseEvent(event);
    return err;
}

cl_int trial_read(struct trial *trial)
{
    cl_int err = CL_SUCCESS;
    for (size_t i = 0; i < ARGUMENTS_LIMIT && err == CL_SUCCESS; i++)
        if (trial->buffers[i].whole)
            err = guarded_read(trial->session, &trial->buffers[i]);
    return err;
}

const struct guarded *trial_output(const struct trial *trial)
{
    return &trial->buffers[case_output_index(trial->test)];
}
