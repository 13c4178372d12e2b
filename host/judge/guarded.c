#include "guarded.h"

#include "../exercises/half.h"
#include "../exercises/random.h"
#include "../opencl/error.h"

#include <stdlib.h>
#include <string.h>

#define HALF_NAN 0x7e01u

enum { GUARD_LEAST = 1024, GUARD_MOST = 4 << 20 }; /* floats */

static size_t extent(const struct guarded *buffer)
{
    return array_extent(buffer->array);
}

static size_t bytes_of_all(const struct guarded *buffer)
{
    return (extent(buffer) + 2 * buffer->guard) * sizeof(float);
}

/* Floats of a guard zone: enough for the overshoot, and a multiple of the device's alignment. */
static size_t guard_size(const struct device *device, size_t overshoot)
{
    size_t unit = device->alignment > sizeof(float) ? device->alignment / sizeof(float) : 1;
    size_t size = overshoot < GUARD_LEAST ? GUARD_LEAST : overshoot;
    size = size > GUARD_MOST ? GUARD_MOST : size;
    return device->simulator ? 0 : (size + unit - 1) / unit * unit;
}

static cl_int make_argument(struct guarded *buffer)
{
    cl_int err = CL_SUCCESS;
    const cl_buffer_region region = {buffer->guard * sizeof(float), extent(buffer) * sizeof(float)};
    if (buffer->guard == 0) {
        buffer->argument = buffer->whole;
        return clRetainMemObject(buffer->whole);
    }
    buffer->argument = clCreateSubBuffer(buffer->whole, CL_MEM_READ_WRITE,
                                         CL_BUFFER_CREATE_TYPE_REGION, &region, &err);
    return err;
}

/* A simulator objects to writing what is only to be read, even if the old value is put back later. */
static cl_mem_flags access_of(const struct device *device, const struct array *array)
{
    return device->simulator && array->values ? CL_MEM_READ_ONLY : CL_MEM_READ_WRITE;
}

cl_int guarded_open(const struct session *session, const struct array *array, size_t overshoot,
                    bool halves, struct guarded *buffer)
{
    cl_int err = CL_OUT_OF_HOST_MEMORY;

    *buffer = (struct guarded){
        .array = array, .guard = guard_size(session->device, overshoot), .halves = halves};
    buffer->host = malloc(bytes_of_all(buffer));
    buffer->after = malloc(bytes_of_all(buffer));
    if (!buffer->host || !buffer->after) {
        failed(err, "find memory for a buffer");
        goto done;
    }
    buffer->whole = clCreateBuffer(session->context, access_of(session->device, array),
                                   bytes_of_all(buffer), NULL, &err);
    if (failed(err, "create a buffer"))
        goto done;
    err = make_argument(buffer);
    if (failed(err, "create a buffer between guard zones"))
        goto done;
done:
    if (err != CL_SUCCESS)
        guarded_close(buffer);
    return err;
}

void guarded_close(struct guarded *buffer)
{
    if (buffer->argument)
        clReleaseMemObject(buffer->argument);
    if (buffer->whole)
        clReleaseMemObject(buffer->whole);
    free(buffer->after);
    free(buffer->host);
    *buffer = (struct guarded){0};
}

static void set_bits(float *at, size_t count, uint32_t bits)
{
    for (size_t i = 0; i < count; i++)
        memcpy(&at[i], &bits, sizeof bits);
}

/* The values as half, with half's NaN in gaps between rows; behind them the poison. */
static void fill_halves(struct guarded *buffer)
{
    const struct array *array = buffer->array;
    uint16_t *data = (uint16_t *)(buffer->host + buffer->guard);
    set_bits(buffer->host + buffer->guard, extent(buffer), buffer->poison);
    for (size_t i = 0; i < extent(buffer); i++)
        data[i] = i % array->pitch < array->columns ? half_bits(array->values[i]) : HALF_NAN;
}

static void fill_array(struct guarded *buffer, uint64_t garbage)
{
    const struct array *array = buffer->array;
    float *data = buffer->host + buffer->guard;

    if (buffer->halves) {
        fill_halves(buffer);
        return;
    }
    struct random random = random_stream(garbage, 0, 0);
    for (size_t i = 0; !array->values && garbage && i < extent(buffer); i++)
        data[i] = random_signed(&random);
    if (!array->values && !garbage)
        set_bits(data, extent(buffer), buffer->poison);
    if (array->values)
        memcpy(data, array->values, extent(buffer) * sizeof *data);
    if (array->pitch > array->columns)
        for (size_t row = 0; row < array->planes * array->rows; row++)
            set_bits(data + row * array->pitch + array->columns, array->pitch - array->columns,
                     buffer->poison);
}

static cl_int send(const struct session *session, const struct guarded *buffer)
{
    cl_int err = clEnqueueWriteBuffer(session->queue, buffer->whole, CL_TRUE, 0,
                                      bytes_of_all(buffer), buffer->host, 0, NULL, NULL);
    failed(err, "send a buffer to the device");
    return err;
}

cl_int guarded_fill(const struct session *session, struct guarded *buffer, uint32_t poison,
                    uint64_t garbage)
{
    buffer->poison = poison;
    set_bits(buffer->host, buffer->guard, poison);
    fill_array(buffer, garbage);
    set_bits(buffer->host + buffer->guard + extent(buffer), buffer->guard, poison);
    return send(session, buffer);
}

cl_int guarded_fill_random(const struct session *session, struct guarded *buffer, uint64_t seed)
{
    struct random random = random_stream(seed, 0, 0);
    uint16_t *halves = (uint16_t *)(buffer->host + buffer->guard);
    for (size_t i = 0; i < extent(buffer); i++)
        if (buffer->halves)
            halves[i] = half_bits(half_round(random_unit(&random)));
        else
            buffer->host[buffer->guard + i] = random_unit(&random);
    return send(session, buffer);
}

cl_int guarded_poison(const struct session *session, const struct guarded *buffer)
{
    cl_int err = clEnqueueFillBuffer(session->queue, buffer->argument, &buffer->poison,
                                     sizeof buffer->poison, 0, extent(buffer) * sizeof(float), 0,
                                     NULL, NULL);
    failed(err, "fill a buffer");
    return err;
}

cl_int guarded_read(const struct session *session, struct guarded *buffer)
{
    cl_int err = clEnqueueReadBuffer(session->queue, buffer->whole, CL_TRUE, 0,
                                     bytes_of_all(buffer), buffer->after, 0, NULL, NULL);
    failed(err, "read a buffer back");
    return err;
}

const float *guarded_before(const struct guarded *buffer)
{
    return buffer->host + buffer->guard;
}

const float *guarded_after(const struct guarded *buffer)
{
    return buffer->after + buffer->guard;
}

/* --- comparing, as bits ------------------------------------------------------------------------ */

static bool differs(const struct guarded *buffer, size_t at)
{
    return memcmp(&buffer->host[at], &buffer->after[at], sizeof(float)) != 0;
}

static bool in_gap(const struct guarded *buffer, size_t at)
{
    size_t end = buffer->guard + extent(buffer);
    return at >= buffer->guard && at < end &&
           (at - buffer->guard) % buffer->array->pitch >= buffer->array->columns;
}

static void note_stray(const struct guarded *buffer, size_t at, struct stray_write *stray)
{
    if (stray->count++ > 0)
        return;
    stray->offset = (ptrdiff_t)at - (ptrdiff_t)buffer->guard;
    stray->in_gap = in_gap(buffer, at);
    if (stray->in_gap)
        stray->row = (at - buffer->guard) / buffer->array->pitch;
}

static void look_for_stray(const struct guarded *buffer, size_t from, size_t count,
                           struct stray_write *stray)
{
    for (size_t at = from; at < from + count; at++)
        if (differs(buffer, at))
            note_stray(buffer, at, stray);
}

struct stray_write guarded_stray(const struct guarded *buffer)
{
    struct stray_write stray = {0};
    const struct array *array = buffer->array;
    const size_t start = buffer->guard, end = start + extent(buffer);

    look_for_stray(buffer, end, buffer->guard, &stray);
    look_for_stray(buffer, 0, start, &stray);
    for (size_t row = 0; array->pitch > array->columns && row < array->planes * array->rows; row++)
        look_for_stray(buffer, start + row * array->pitch + array->columns,
                       array->pitch - array->columns, &stray);
    return stray;
}

bool guarded_changed(const struct guarded *buffer, size_t *index, size_t *count)
{
    *count = 0;
    if (memcmp(guarded_before(buffer), guarded_after(buffer), extent(buffer) * sizeof(float)) == 0)
        return false;
    for (size_t i = 0; i < extent(buffer); i++) {
        size_t at = buffer->guard + i;
        if (in_gap(buffer, at) || !differs(buffer, at))
            continue;
        if ((*count)++ == 0)
            *index = i;
    }
    return *count > 0;
}
