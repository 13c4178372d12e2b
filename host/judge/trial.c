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

static cl_int set_argument(struct trial *trial, cl_uint index)
{
    const struct test_case *test = trial->test;
    const struct argument *argument = &test->kernel->arguments[index];
    const void *value = &test->arguments[index].count;
    size_t size = sizeof test->arguments[index].count;

    if (argument->kind == ARGUMENT_NUMBER)
        value = &test->arguments[index].number;
    if (is_buffer(argument)) {
        value = &trial->buffers[index].argument;
        size = sizeof trial->buffers[index].argument;
    }
    cl_int err = clSetKernelArg(trial->launch.kernel, index, size, value);
    failed(err, "set an argument of the kernel");
    return err;
}

static bool is_own(const struct trial *trial, size_t index)
{
    return !(trial->borrowed & 1u << index);
}

static cl_int open_buffer(struct trial *trial, const struct launch_shape *shape, size_t index)
{
    const struct test_case *test = trial->test;
    const struct array *array = &test->arguments[index].array;
    const bool input = test->kernel->arguments[index].kind == ARGUMENT_INPUT;
    if (!is_buffer(&test->kernel->arguments[index]) || !is_own(trial, index))
        return CL_SUCCESS;
    return guarded_open(trial->session, array, overshoot(test, shape, array),
                        trial->halves && input, &trial->buffers[index]);
}

/* The kernel and its NDRange. */
static cl_int open_launch(struct trial *trial, const struct program *program,
                          const struct launch_shape *shape)
{
    const struct test_case *test = trial->test;
    struct launch *launch = &trial->launch;
    cl_int err = CL_SUCCESS;

    launch->dimensions = test->kernel->dimensions;
    if (shape->local[2] > 1 || shape->tile[2] > 1)
        launch->dimensions = 3;
    else if (launch->dimensions == 1 && (shape->local[1] > 1 || shape->tile[1] > 1))
        launch->dimensions = 2;
    launch_global_size(shape, test->outputs, launch->global_size);
    memcpy(launch->local_size, shape->local, sizeof launch->local_size);
    launch->kernel = clCreateKernel(program->program, test->kernel->name, &err);
    failed(err, "find the kernel");
    return err;
}

static cl_int open_trial(struct trial *trial, const struct program *program,
                         const struct launch_shape *shape, enum trial_step *step)
{
    const size_t count = contract_argument_count(trial->test->kernel);
    *step = TRIAL_HOST;
    cl_int err = open_launch(trial, program, shape);
    for (size_t i = 0; err == CL_SUCCESS && i < count; i++)
        err = open_buffer(trial, shape, i);
    for (size_t i = 0; err == CL_SUCCESS && i < count; i++) {
        *step = TRIAL_ARGUMENTS;
        err = set_argument(trial, (cl_uint)i);
    }
    if (err != CL_SUCCESS)
        trial_close(trial);
    return err;
}

cl_int trial_open(const struct session *session, const struct program *program,
                  const struct launch_shape *shape, const struct test_case *test, bool halves,
                  struct trial *trial, enum trial_step *step)
{
    *trial = (struct trial){.session = session, .test = test, .halves = halves};
    return open_trial(trial, program, shape, step);
}

cl_int trial_open_beside(const struct trial *owner, const struct program *program,
                         const struct launch_shape *shape, bool halves, struct trial *trial,
                         enum trial_step *step)
{
    *trial = *owner;
    trial->halves = halves;
    trial->borrowed = 0;
    trial->launch = (struct launch){0};
    for (unsigned i = 0; i < ARGUMENTS_LIMIT; i++)
        if (halves == owner->halves || owner->test->kernel->arguments[i].kind != ARGUMENT_INPUT)
            trial->borrowed |= 1u << i;
        else
            trial->buffers[i] = (struct guarded){0};
    return open_trial(trial, program, shape, step);
}

void trial_close(struct trial *trial)
{
    for (size_t i = 0; i < ARGUMENTS_LIMIT; i++)
        if (is_own(trial, i))
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
        if (trial->buffers[i].whole && is_own(trial, i))
            err = guarded_fill(trial->session, &trial->buffers[i], bits, garbage ? stream : 0);
    }
    return err;
}

cl_int trial_fill_random(struct trial *trial, uint64_t seed)
{
    cl_int err = CL_SUCCESS;
    for (size_t i = 0; i < ARGUMENTS_LIMIT && err == CL_SUCCESS; i++)
        if (trial->buffers[i].whole && is_own(trial, i))
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

cl_int trial_run_afresh(struct trial *trial, enum trial_step *step)
{
    struct guarded *output = &trial->buffers[case_output_index(trial->test)];
    *step = TRIAL_HOST;
    cl_int err = guarded_poison(trial->session, output);
    if (err == CL_SUCCESS)
        err = trial_run(trial, NULL, step);
    return err == CL_SUCCESS ? guarded_read(trial->session, output) : err;
}

const struct guarded *trial_output(const struct trial *trial)
{
    return &trial->buffers[case_output_index(trial->test)];
}
