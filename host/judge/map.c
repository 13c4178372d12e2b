#include "map.h"

#include "diagnosis.h"
#include "emulate.h"
#include "events.h"
#include "host_kernel.h"
#include "judge.h"
#include "warp.h"

#include "../exercises/fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    BUFFERS_LIMIT = ARGUMENTS_LIMIT + HOST_VARIABLES,
    SITES_LIMIT = 512,
    PROBLEMS_LIMIT = 8,
    ITEMS_LIMIT = 4096,   /* of a work-group */
    TILE_LIMIT = 1 << 14, /* outputs of a tile, above which one tile each way must do */
    SECTORS_LIMIT = 1 << 14,
};
#define STEPS_LIMIT ((size_t)8 << 20)   /* of a work-group; what comes after is not counted */
#define LOCAL_LIMIT ((size_t)256 << 10) /* bytes of local memory, above which nothing is run */
#define GUARD ((size_t)1 << 20)         /* bytes around each buffer, so that strays are seen */

struct buffer {
    char name[64];
    enum space space;
    struct array shape; /* in floats; of a variable of the program one row */
    uintptr_t address;
    size_t bytes;
    int32_t
        *last; /* for each sector: the latest work-group that touched it, -1: none; and how many */
    uint32_t *groups;
};

/* One place in the kernel that touches one buffer. */
struct site {
    uintptr_t address;
    struct buffer *buffer;
    bool store;
    uint32_t bytes;
    struct traffic traffic;
};

struct problem {
    uintptr_t site;
    enum diagnosis_code code;
    char message[512];
    size_t count;
};

/* A step of a work-item of the work-group that runs. */
struct trace_step {
    uint32_t code, depth; /* where: from the program's beginning, and of the stack */
    uint32_t site;        /* NO_SITE: no access */
    uint32_t bytes;
    uint64_t offset; /* in the site's buffer */
};
#define NO_SITE UINT32_MAX

/* The way of a work-item through the kernel. */
struct trace {
    struct trace_step *steps; /* owned */
    size_t count, room, at;   /* at: how far its warp has come */
};

struct map {
    const struct test_case *test;
    const struct host_kernel *kernel;
    struct launch_shape shape;
    struct emulation emulation;
    char *arena;
    size_t arena_bytes;
    struct buffer buffers[BUFFERS_LIMIT];
    size_t buffer_count;
    struct site sites[SITES_LIMIT];
    size_t site_count;
    struct trace *traces; /* one for each work-item of a work-group */
    size_t step_count;    /* of all traces */
    bool cut;             /* there were too many to count */
    struct problem problems[PROBLEMS_LIMIT];
    size_t problem_count;
};

/* --- problems ----------------------------------------------------------------------------------- */

/* Keeps one problem for each site and code. Returns where its message goes; NULL: it is known. */
static struct problem *new_problem(struct map *map, enum diagnosis_code code, uintptr_t site)
{
    for (size_t i = 0; i < map->problem_count; i++) {
        if (map->problems[i].site != site || map->problems[i].code != code)
            continue;
        map->problems[i].count++;
        return NULL;
    }
    if (map->problem_count == PROBLEMS_LIMIT)
        return NULL;
    struct problem *problem = &map->problems[map->problem_count++];
    *problem = (struct problem){.site = site, .code = code, .count = 1};
    return problem;
}

/* The buffer that an address outside of all of them is nearest to; NULL: it is far from all. */
static const struct buffer *nearest_buffer(const struct map *map, uintptr_t address)
{
    const struct buffer *nearest = NULL;
    uintptr_t least = GUARD;
    for (size_t i = 0; i < map->buffer_count; i++) {
        const struct buffer *buffer = &map->buffers[i];
        const uintptr_t end = buffer->address + buffer->bytes;
        const uintptr_t away = address < buffer->address ? buffer->address - address
                               : address < end           ? 0
                                                         : address - end;
        if (away > least)
            continue;
        least = away;
        nearest = buffer;
    }
    return nearest;
}

static void report_stray(struct map *map, const struct step *step)
{
    const struct emulation *emulation = &map->emulation;
    const struct touch *touch = step->touch;
    const struct buffer *buffer = nearest_buffer(map, touch->address);
    struct problem *problem =
        new_problem(map, touch->store ? OUT_OF_BOUNDS_WRITE : OUT_OF_BOUNDS_READ, step->site);
    size_t item[3];
    char item_ids[64], group_ids[64], place[128] = "far outside of every buffer";

    if (!problem)
        return;
    emulation_item(emulation, step->item, item);
    if (buffer)
        snprintf(place, sizeof place, "%s[%td], and %s has %zu elements", buffer->name,
                 ((ptrdiff_t)touch->address - (ptrdiff_t)buffer->address) /
                     (ptrdiff_t)sizeof(float),
                 buffer->name, buffer->bytes / sizeof(float));
    ids_text(emulation->dimensions, item, item_ids, sizeof item_ids);
    ids_text(emulation->dimensions, emulation->group, group_ids, sizeof group_ids);
    snprintf(problem->message, sizeof problem->message, "Work-item %s of work-group %s %s %s.",
             item_ids, group_ids, touch->store ? "writes" : "reads", place);
}

static void report_divergence(struct map *map)
{
    const struct emulation *emulation = &map->emulation;
    const size_t *local = emulation->local;
    struct problem *problem = new_problem(map, MISSING_BARRIER, emulation->barrier);
    char group_ids[64];
    ids_text(emulation->dimensions, emulation->group, group_ids, sizeof group_ids);
    if (problem)
        snprintf(problem->message, sizeof problem->message,
                 "Only %zu of the %zu work-items of work-group %s come to this barrier: the others "
                 "have left or wait at another one, and a device may hang.",
                 emulation->waiting, local[0] * local[1] * local[2], group_ids);
}

/* --- taking accesses --------------------------------------------------------------------------- */

static struct buffer *buffer_at(struct map *map, uintptr_t address, size_t bytes)
{
    for (size_t i = 0; i < map->buffer_count; i++) {
        struct buffer *buffer = &map->buffers[i];
        if (address >= buffer->address && address + bytes <= buffer->address + buffer->bytes)
            return buffer;
    }
    return NULL;
}

static struct site *site_of(struct map *map, const struct step *step, struct buffer *buffer)
{
    const struct touch *touch = step->touch;
    for (size_t i = 0; i < map->site_count; i++) {
        struct site *site = &map->sites[i];
        if (site->address == step->site && site->buffer == buffer && site->store == touch->store)
            return site;
    }
    if (map->site_count == SITES_LIMIT)
        return NULL;
    struct site *site = &map->sites[map->site_count++];
    *site = (struct site){.address = step->site,
                          .buffer = buffer,
                          .store = touch->store,
                          .bytes = (uint32_t)touch->bytes};
    return site;
}

/* A number for the work-group that runs. */
static int32_t group_number(const struct emulation *emulation)
{
    const size_t across = emulation->global[0] / emulation->local[0];
    const size_t down = emulation->global[1] / emulation->local[1];
    return (int32_t)(emulation->group[0] +
                     across * (emulation->group[1] + down * emulation->group[2]));
}

static void own_sectors(struct map *map, const struct buffer *buffer, size_t offset, size_t bytes)
{
    const int32_t group = group_number(&map->emulation);
    for (size_t s = offset / SECTOR; buffer->last && s <= (offset + bytes - 1) / SECTOR; s++) {
        buffer->groups[s] += buffer->last[s] != group;
        buffer->last[s] = group;
    }
}

/* Whether a stray access does no harm: between the buffers, or a read among the program's variables. */
static bool is_harmless(const struct map *map, const struct touch *touch)
{
    const uintptr_t arena = (uintptr_t)map->arena, end = touch->address + touch->bytes;
    return (touch->address >= arena && end <= arena + map->arena_bytes) ||
           (!touch->store && touch->address >= map->kernel->first && end <= map->kernel->last);
}

static bool keep(struct map *map, unsigned item, const struct trace_step *step)
{
    struct trace *trace = &map->traces[item];
    if (map->step_count == STEPS_LIMIT)
        return false;
    if (trace->count == trace->room) {
        const size_t room = trace->room ? 2 * trace->room : 64;
        struct trace_step *steps = realloc(trace->steps, room * sizeof *steps);
        if (!steps)
            return false;
        trace->steps = steps;
        trace->room = room;
    }
    trace->steps[trace->count++] = *step;
    map->step_count++;
    return true;
}

static bool on_step(void *self, const struct step *step)
{
    struct map *map = self;
    const struct touch *touch = step->touch;
    struct trace_step kept = {(uint32_t)(step->site - map->kernel->base), step->depth, NO_SITE, 0,
                              0};
    if (touch) {
        struct buffer *buffer = buffer_at(map, touch->address, touch->bytes);
        if (!buffer) {
            report_stray(map, step);
            return is_harmless(map, touch);
        }
        const struct site *site = site_of(map, step, buffer);
        kept.site = site ? (uint32_t)(site - map->sites) : NO_SITE;
        kept.bytes = (uint32_t)touch->bytes;
        kept.offset = touch->address - buffer->address;
        map->cut |= !site;
        own_sectors(map, buffer, kept.offset, touch->bytes);
    }
    map->cut |= !keep(map, step->item, &kept);
    return true;
}

/* Whether a is to be done before b: work-items inside a function before those that wait for them
 * outside, and else those that are behind in the code. So does a warp come together again after a
 * branch, and after a loop that some leave early. */
static bool is_before(const struct trace_step *a, const struct trace_step *b)
{
    return a->depth != b->depth ? a->depth > b->depth : a->code < b->code;
}

/* The step that a warp does next; NULL: all its work-items are at their end. */
static const struct trace_step *next_step(const struct trace *traces, unsigned count)
{
    const struct trace_step *next = NULL;
    for (unsigned i = 0; i < count; i++) {
        const struct trace_step *step = &traces[i].steps[traces[i].at];
        if (traces[i].at < traces[i].count && (!next || is_before(step, next)))
            next = step;
    }
    return next;
}

/* Lets the work-items of a warp go through their traces together. */
static void replay_warp(struct map *map, struct trace *traces, unsigned first, unsigned count)
{
    const struct trace_step *next;
    while ((next = next_step(traces, count)) != NULL) {
        const struct trace_step step = *next;
        struct lane lanes[WARP];
        unsigned used = 0;
        for (unsigned i = 0; i < count; i++) {
            const struct trace_step *own = &traces[i].steps[traces[i].at];
            if (traces[i].at == traces[i].count || own->code != step.code ||
                own->depth != step.depth || own->site != step.site)
                continue;
            lanes[used++] = (struct lane){first + i, own->offset, own->bytes};
            traces[i].at++;
        }
        if (step.site != NO_SITE)
            traffic_add(&map->sites[step.site].traffic, lanes, used);
    }
}

static size_t group_items(const struct emulation *emulation)
{
    return emulation->local[0] * emulation->local[1] * emulation->local[2];
}

static void on_end(void *self)
{
    struct map *map = self;
    const unsigned count = (unsigned)group_items(&map->emulation);
    for (unsigned i = 0; i < count; i += WARP)
        replay_warp(map, map->traces + i, i, count - i < WARP ? count - i : WARP);
}

/* Local memory holds nothing at first: what is read before it is written shows as NaN. */
static void on_group(void *self)
{
    struct map *map = self;
    for (size_t i = 0; i < map->buffer_count; i++)
        if (map->buffers[i].space == SPACE_LOCAL)
            memset((void *)map->buffers[i].address, 0xff, map->buffers[i].bytes);
    for (size_t i = 0; i < group_items(&map->emulation); i++)
        map->traces[i].count = map->traces[i].at = 0;
    map->step_count = 0;
}

/* --- buffers ------------------------------------------------------------------------------------ */

static bool is_buffer(enum argument_kind kind)
{
    return kind != ARGUMENT_COUNT && kind != ARGUMENT_NUMBER;
}

static size_t aligned(size_t bytes)
{
    enum { ALIGNMENT = 256 };
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static bool add_buffer(struct map *map, const char *name, enum space space, struct array shape,
                       uintptr_t address)
{
    struct buffer *buffer = &map->buffers[map->buffer_count++];
    *buffer = (struct buffer){.space = space, .shape = shape, .address = address};
    snprintf(buffer->name, sizeof buffer->name, "%s", name);
    buffer->bytes = array_extent(&shape) * sizeof(float);
    const size_t sectors = buffer->bytes / SECTOR + 1;
    buffer->last = malloc(sectors * sizeof *buffer->last);
    buffer->groups = calloc(sectors, sizeof *buffer->groups);
    if (buffer->last)
        memset(buffer->last, 0xff, sectors * sizeof *buffer->last);
    return buffer->last && buffer->groups;
}

/* The case's arrays, between guards, and the kernel's arguments. */
static bool add_arguments(struct map *map, uint64_t *arguments)
{
    const struct test_case *test = map->test;
    const size_t count = contract_argument_count(test->kernel);
    size_t total = GUARD;

    for (size_t i = 0; i < count; i++)
        if (is_buffer(test->kernel->arguments[i].kind))
            total += aligned(array_extent(&test->arguments[i].array) * sizeof(float)) + GUARD;
    map->arena = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map->arena == MAP_FAILED)
        return false;
    map->arena_bytes = total;
    memset(map->arena, 0xff, total);
    char *at = map->arena + GUARD;
    for (size_t i = 0; i < count; i++) {
        const struct argument *argument = &test->kernel->arguments[i];
        const struct array *array = &test->arguments[i].array;
        if (!is_buffer(argument->kind)) {
            arguments[i] = test->arguments[i].count; /* of a float, its bits */
            continue;
        }
        const size_t bytes = array_extent(array) * sizeof(float);
        if (array->values)
            memcpy(at, array->values, bytes);
        arguments[i] = (uintptr_t)at;
        if (!add_buffer(map, argument->name,
                        argument->kind == ARGUMENT_CONSTANT ? SPACE_CONSTANT : SPACE_GLOBAL, *array,
                        (uintptr_t)at))
            return false;
        at += aligned(bytes) + GUARD;
    }
    return true;
}

/* A GPU has some 32 to 228 KiB of local memory for a work-group. */
static void check_local_memory(struct map *map)
{
    size_t bytes = 0;
    for (size_t i = 0; i < map->buffer_count; i++)
        bytes += map->buffers[i].space == SPACE_LOCAL ? map->buffers[i].bytes : 0;
    struct problem *problem = bytes > LOCAL_LIMIT ? new_problem(map, OUT_OF_RESOURCES, 0) : NULL;
    if (problem)
        snprintf(problem->message, sizeof problem->message,
                 "The kernel needs %zu bytes of local memory for a work-group; GPUs have 32 to 228 "
                 "KiB. Use smaller tiles.",
                 bytes);
}

static bool add_variables(struct map *map)
{
    struct host_variable variables[HOST_VARIABLES];
    const size_t count = host_kernel_variables(map->kernel, map->test->kernel->name, variables);
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        const struct array shape = {1, 1, variables[i].bytes / sizeof(float),
                                    variables[i].bytes / sizeof(float), NULL};
        ok = add_buffer(map, variables[i].name, variables[i].local ? SPACE_LOCAL : SPACE_CONSTANT,
                        shape, variables[i].address);
        map->buffers[map->buffer_count - 1].bytes = variables[i].bytes;
    }
    return ok;
}

static const float *output_values(const struct map *map)
{
    const char *name = map->test->kernel->arguments[case_output_index(map->test)].name;
    for (size_t i = 0; i < map->buffer_count; i++)
        if (strcmp(map->buffers[i].name, name) == 0)
            return (const float *)map->buffers[i].address;
    return NULL;
}

/* Whether the results are right. */
static bool matches(const struct map *map)
{
    const struct array *output = case_output(map->test);
    const float *values = output_values(map);
    const size_t rows = output->planes * output->rows;
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < output->columns; column++) {
            const size_t at = row * output->columns + column;
            const double got = (double)values[row * output->pitch + column];
            if (!(fabs(got - map->test->expected[at]) <= map->test->bound[at]))
                return false;
        }
    return true;
}

static void close_map(struct map *map)
{
    for (size_t i = 0; i < map->buffer_count; i++) {
        free(map->buffers[i].last);
        free(map->buffers[i].groups);
    }
    if (map->arena && map->arena != MAP_FAILED)
        munmap(map->arena, map->arena_bytes);
    for (size_t i = 0; map->traces && i < ITEMS_LIMIT; i++)
        free(map->traces[i].steps);
    free(map->traces);
}

/* --- telling it -------------------------------------------------------------------------------- */

static cJSON *three_numbers(const size_t numbers[3])
{
    const int values[3] = {(int)numbers[0], (int)numbers[1], (int)numbers[2]};
    return cJSON_CreateIntArray(values, 3);
}

static cJSON *owners_of(const struct buffer *buffer)
{
    cJSON *owners = cJSON_CreateArray();
    const size_t sectors = (buffer->bytes + SECTOR - 1) / SECTOR;
    for (size_t s = 0; s < sectors && s < SECTORS_LIMIT; s++) {
        const uint32_t groups = buffer->groups[s];
        cJSON_AddItemToArray(
            owners, groups == 0
                        ? cJSON_CreateNull()
                        : cJSON_CreateNumber(groups == 1 ? buffer->last[s] : -(double)groups));
    }
    return owners;
}

static cJSON *describe_buffer(const struct buffer *buffer)
{
    static const char *const spaces[] = {
        [SPACE_GLOBAL] = "global", [SPACE_CONSTANT] = "constant", [SPACE_LOCAL] = "local"};
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddStringToObject(fields, "name", buffer->name);
    cJSON_AddStringToObject(fields, "space", spaces[buffer->space]);
    cJSON_AddNumberToObject(fields, "planes", (double)buffer->shape.planes);
    cJSON_AddNumberToObject(fields, "rows", (double)buffer->shape.rows);
    cJSON_AddNumberToObject(fields, "columns", (double)buffer->shape.columns);
    cJSON_AddNumberToObject(fields, "pitch", (double)buffer->shape.pitch);
    cJSON_AddItemToObject(fields, "owners", owners_of(buffer));
    return fields;
}

static cJSON *describe_picture(const struct traffic *traffic)
{
    cJSON *picture = cJSON_CreateArray();
    for (unsigned i = 0; i < traffic->picture_lanes; i++) {
        const struct lane *lane = &traffic->picture[i];
        cJSON *fields = cJSON_CreateObject();
        cJSON_AddNumberToObject(fields, "item", lane->item);
        cJSON_AddNumberToObject(fields, "offset", (double)lane->offset);
        cJSON_AddNumberToObject(fields, "bytes", lane->bytes);
        cJSON_AddItemToArray(picture, fields);
    }
    return picture;
}

static cJSON *describe_site(const struct map *map, const struct site *site, size_t line)
{
    const struct traffic *traffic = &site->traffic;
    const int lines[1] = {(int)line};
    const double warps = (double)traffic->warps;
    char sentence[512];
    cJSON *fields = cJSON_CreateObject();
    cJSON_AddItemToObject(fields, "lines", cJSON_CreateIntArray(lines, 1));
    cJSON_AddStringToObject(fields, "buffer", site->buffer->name);
    cJSON_AddStringToObject(fields, "kind", site->store ? "write" : "read");
    cJSON_AddNumberToObject(fields, "bytes", site->bytes);
    cJSON_AddNumberToObject(fields, "warps", warps);
    cJSON_AddNumberToObject(fields, "lanes", (double)traffic->lanes / warps);
    if (site->buffer->space == SPACE_LOCAL) {
        cJSON_AddNumberToObject(fields, "conflict", traffic->conflict ? traffic->conflict : 1);
    } else {
        cJSON_AddNumberToObject(fields, "sectors", (double)traffic->sectors / warps);
        cJSON_AddNumberToObject(fields, "least_sectors", (double)traffic->least / warps);
        cJSON_AddNumberToObject(
            fields, "used", 100.0 * (double)traffic->used / (double)(traffic->sectors * SECTOR));
    }
    cJSON_AddStringToObject(fields, "pattern",
                            pattern_name(traffic_pattern(traffic, site->buffer->space)));
    traffic_sentence(traffic, site->buffer->space, site->store, map->emulation.dimensions, sentence,
                     sizeof sentence);
    cJSON_AddStringToObject(fields, "sentence", sentence);
    cJSON_AddItemToObject(fields, "picture", describe_picture(traffic));
    return fields;
}

/* The sites, by line; those that do the same to the same buffer are told as one, with all lines. */
static cJSON *describe_sites(const struct map *map, const size_t *lines)
{
    cJSON *array = cJSON_CreateArray(), *told[SITES_LIMIT] = {NULL};
    bool done[SITES_LIMIT] = {false};
    for (size_t round = 0; round < map->site_count; round++) {
        size_t next = SITES_LIMIT, same = SITES_LIMIT;
        for (size_t i = 0; i < map->site_count; i++)
            if (!done[i] && (next == SITES_LIMIT || lines[i] < lines[next]))
                next = i;
        done[next] = true;
        const struct site *site = &map->sites[next];
        if (site->traffic.warps == 0)
            continue;
        for (size_t i = 0; i < map->site_count && same == SITES_LIMIT; i++)
            if (done[i] && i != next && told[i] && map->sites[i].buffer == site->buffer &&
                map->sites[i].store == site->store &&
                traffic_equal(&map->sites[i].traffic, &site->traffic))
                same = i;
        told[next] = same < SITES_LIMIT ? told[same] : describe_site(map, site, lines[next]);
        cJSON *known = cJSON_GetObjectItem(told[next], "lines");
        const int count = cJSON_GetArraySize(known);
        if (same == SITES_LIMIT)
            cJSON_AddItemToArray(array, told[next]);
        else if (cJSON_GetArrayItem(known, count - 1)->valueint != (int)lines[next])
            cJSON_AddItemToArray(known, cJSON_CreateNumber((double)lines[next]));
    }
    return array;
}

static void send_problems(const struct map *map, const size_t *lines)
{
    for (size_t i = 0; i < map->problem_count; i++) {
        cJSON *fields = cJSON_CreateObject();
        cJSON_AddStringToObject(fields, "code", diagnosis_name(map->problems[i].code));
        cJSON_AddStringToObject(fields, "kernel", map->test->kernel->name);
        cJSON_AddNumberToObject(fields, "line", (double)lines[map->site_count + i]);
        cJSON_AddNumberToObject(fields, "count", (double)map->problems[i].count);
        cJSON_AddStringToObject(fields, "message", map->problems[i].message);
        event_send("problem", fields);
    }
}

/* Tells what was found; shown: not only what is wrong. */
static void send_map(const struct map *map, const char *source_name, bool ended, bool shown)
{
    uintptr_t addresses[SITES_LIMIT + PROBLEMS_LIMIT];
    size_t lines[SITES_LIMIT + PROBLEMS_LIMIT], groups[3];
    for (size_t i = 0; i < map->site_count; i++)
        addresses[i] = map->sites[i].address;
    for (size_t i = 0; i < map->problem_count; i++)
        addresses[map->site_count + i] = map->problems[i].site;
    host_kernel_lines(map->kernel, source_name, addresses, map->site_count + map->problem_count,
                      lines);
    send_problems(map, lines);
    if (!shown || (!ended && map->site_count == 0))
        return;
    cJSON *fields = cJSON_CreateObject();
    for (int d = 0; d < 3; d++)
        groups[d] = map->emulation.global[d] / map->emulation.local[d];
    cJSON_AddStringToObject(fields, "kernel", map->test->kernel->name);
    cJSON_AddStringToObject(fields, "case", map->test->name);
    cJSON_AddItemToObject(fields, "local", three_numbers(map->emulation.local));
    cJSON_AddItemToObject(fields, "groups", three_numbers(groups));
    cJSON_AddNumberToObject(fields, "dimensions", map->emulation.dimensions);
    cJSON_AddBoolToObject(fields, "matches", ended && matches(map));
    cJSON *buffers = cJSON_AddArrayToObject(fields, "buffers");
    for (size_t i = 0; i < map->buffer_count; i++)
        cJSON_AddItemToArray(buffers, describe_buffer(&map->buffers[i]));
    cJSON_AddItemToObject(fields, "sites", describe_sites(map, lines));
    event_send("kernel", fields);
}

/* --- one kernel --------------------------------------------------------------------------------- */

/* Where the file leaves the work-group to the host: what suits most devices. */
static void complete_shape(struct launch_shape *shape, unsigned dimensions)
{
    if (!shape->local_given) {
        shape->local[0] = dimensions == 1 ? 256 : 32;
        shape->local[1] = dimensions == 1 ? 1 : 8;
    }
    for (int d = 0; d < 3; d++)
        if (!shape->tile_given[d])
            shape->tile[d] = shape->local[d];
}

/* The size that the job names. False: it names none. */
static bool read_size(const cJSON *job, struct case_size *size)
{
    const cJSON *numbers = cJSON_GetObjectItem(job, "size");
    *size = (struct case_size){0};
    for (int i = 0; i < SIZE_NUMBERS && i < cJSON_GetArraySize(numbers); i++)
        size->numbers[i] = (size_t)cJSON_GetArrayItem(numbers, i)->valuedouble;
    return cJSON_GetArraySize(numbers) > 0;
}

/* What a number that nobody gave is for the exercise; otherwise: where the exercise does not say. */
static size_t usual_number(const struct exercise *exercise, int index, size_t otherwise)
{
    const size_t fill = exercise->sizes.fill[index];
    return fill == SIZE_NONE ? 0 : fill > 0 ? fill : otherwise;
}

/* A small launch of whole tiles, two each way unless they are huge, whose rows begin with a sector. */
static void choose_size(const struct launch_shape *shape, const struct exercise *exercise,
                        unsigned dimensions, struct case_size *size)
{
    enum { COLUMNS = 64, ROWS = 8, TERMS = 64 };
    const size_t area = shape->tile[0] * shape->tile[1], tiles = area > TILE_LIMIT ? 1 : 2;
    const size_t columns = tiles * shape->tile[0], rows = tiles * shape->tile[1];
    for (int i = 0; i < SIZE_NUMBERS && exercise->sizes.names[i]; i++) {
        const char *name = exercise->sizes.names[i];
        const bool is_row = strcmp(name, "height") == 0 || strcmp(name, "m") == 0;
        const bool is_column = strcmp(name, "width") == 0 || strcmp(name, "n") == 0;
        if (is_row && dimensions > 1)
            size->numbers[i] = rows < ROWS ? ROWS : rows;
        else if (is_column)
            size->numbers[i] = columns < COLUMNS ? COLUMNS : (columns + WARP - 1) / WARP * WARP;
        else
            size->numbers[i] = usual_number(exercise, i, TERMS);
    }
}

/* Runs the kernel and tells what it does; shown: not only what is wrong. */
static void run_map(struct map *map, const struct source *source, bool shown)
{
    uint64_t arguments[ARGUMENTS_LIMIT] = {0};
    struct emulation *emulation = &map->emulation;
    const char *name = map->test->kernel->name;

    *emulation = (struct emulation){.kernel = host_kernel_entry(map->kernel, name),
                                    .arguments = arguments,
                                    .dimensions = map->test->kernel->dimensions,
                                    .on_step = on_step,
                                    .on_group = on_group,
                                    .on_end = on_end,
                                    .self = map};
    memcpy(emulation->local, map->shape.local, sizeof emulation->local);
    launch_global_size(&map->shape, map->test->outputs, emulation->global);
    map->traces = calloc(ITEMS_LIMIT, sizeof *map->traces);
    if (!map->traces || !add_arguments(map, arguments) || !add_variables(map)) {
        event_note("There is not enough memory for this launch: --size chooses a smaller one.");
        return;
    }
    check_local_memory(map);
    event_stage(STAGE_CASE, name, map->test->name, 1, 2);
    const enum emulated end = map->problem_count == 0 ? emulate(emulation) : EMULATED_STOPPED;
    event_stage(STAGE_HOST, "", "", 1, 2);
    if (end == EMULATED_NO_MEMORY) {
        event_note("There is not enough memory for this launch: --size chooses a smaller one.");
        return;
    }
    if (end == EMULATED_DIVERGED)
        report_divergence(map);
    if (end != EMULATED) /* what the group did until then */
        on_end(map);
    if (map->cut)
        event_note("The launch is large: only the first accesses of each work-group were counted. "
                   "--size chooses a smaller one.");
    send_map(map, source->name, end == EMULATED, shown);
}

static bool fits(const struct launch_shape *shape)
{
    const double items =
        (double)shape->local[0] * (double)shape->local[1] * (double)shape->local[2];
    return items <= ITEMS_LIMIT;
}

/* Runs the case. Returns whether nothing was wrong. */
static bool map_case(const struct host_kernel *kernel, const struct source *source,
                     const struct launch_shape *shape, const struct test_case *test, bool shown)
{
    struct map *map = calloc(1, sizeof *map);
    if (!map)
        return false;
    map->kernel = kernel;
    map->test = test;
    map->shape = *shape;
    run_map(map, source, shown);
    const bool right = map->problem_count == 0;
    close_map(map);
    free(map);
    return right;
}

/* One launch of whole tiles to look at; and, unless a size was asked for, one with partial tiles, for
 * what leaves its buffers there. */
static void map_kernel(const struct host_kernel *kernel, const struct source *source,
                       const struct exercise *exercise, size_t index, const cJSON *job)
{
    const unsigned dimensions = exercise->kernels[index].dimensions;
    struct case_request request = {.simulated = true, .seed = (uint64_t)number_of(job, "seed")};
    struct launch_shape shape = kernel->shape;
    struct case_size size;
    struct test_case test;
    bool right = false;

    complete_shape(&shape, dimensions);
    if (!fits(&shape)) {
        event_note(
            "A work-group of this file has more than 4096 work-items: no device takes that.");
        return;
    }
    const bool given = read_size(job, &size);
    if (!given)
        choose_size(&shape, exercise, dimensions, &size);
    memcpy(request.tile, shape.tile, sizeof request.tile);
    if (exercise->make_sized(&size, index, &request, &test)) {
        right = map_case(kernel, source, &shape, &test, true);
        case_free(&test);
    }
    if (right && !given && exercise->make_case(&request, index, &test)) {
        map_case(kernel, source, &shape, &test, false);
        case_free(&test);
    }
}

/* --- the file ----------------------------------------------------------------------------------- */

/* What clang objects to in the file; or, in what host_kernel.c appends, to the kernel's declaration. */
static void reject_build(const char *messages)
{
    cJSON *fields = cJSON_CreateObject();
    const bool of_launch = strncmp(messages, "launch:", 7) == 0;
    const bool missing = strstr(messages, "implicit declaration") != NULL;
    const enum diagnosis_code code = !of_launch ? BUILD_ERROR
                                     : missing  ? MISSING_KERNEL
                                                : WRONG_ARGUMENTS;
    cJSON_AddStringToObject(fields, "code", diagnosis_name(code));
    cJSON_AddStringToObject(fields, "kernel", "");
    cJSON_AddNumberToObject(fields, "line", 0);
    cJSON_AddNumberToObject(fields, "count", 1);
    cJSON_AddStringToObject(
        fields, "message",
        !of_launch ? messages
        : missing  ? "A kernel of the exercise is not in this file, or has another name: the "
                     "subcommand run says which."
                  : "A kernel does not take the arguments that the host passes: the subcommand run "
                    "says which.");
    event_send("problem", fields);
    event_send("done", NULL);
}

/* What keeps a file from being mapped; the exit status. */
static int report_build(enum host_build build, const struct host_kernel *kernel)
{
    switch (build) {
    case HOST_NO_COMPILER:
        return report_failure(3, "map compiles kernels for the host, and clang is not installed: "
                                 "`sudo apt-get install clang`");
    case HOST_NO_FUNCTION:
        return report_failure(
            3,
            "The file calls %s, which it does not define, and which is no built-in "
            "function that map knows.",
            kernel->messages);
    case HOST_NO_LINKER:
        return report_failure(3, "clang cannot make a library here: %s", kernel->messages);
    default:
        reject_build(kernel->messages);
        return 0;
    }
}

/* Options that a case of the job's size is built with. */
static void case_options(const struct exercise *exercise, const cJSON *job, char *options,
                         size_t size)
{
    struct case_size numbers;
    struct test_case test;
    read_size(job, &numbers);
    for (int i = 0; i < SIZE_NUMBERS; i++)
        if (numbers.numbers[i] == 0)
            numbers.numbers[i] = usual_number(exercise, i, 1);
    options[0] = '\0';
    if (!exercise->make_sized(&numbers, 0, &(struct case_request){.seed = 1}, &test))
        return;
    snprintf(options, size, "%s", test.options);
    case_free(&test);
}

int map_file(const cJSON *job)
{
    struct source source;
    struct host_kernel kernel;
    char reason[1024], options[128];

    const struct exercise *exercise = exercise_find(text_of(job, "exercise"));
    if (!exercise)
        return report_failure(2, "There is no exercise \"%s\".", text_of(job, "exercise"));
    if (!source_read(text_of(job, "kernel_file"), &source, reason, sizeof reason))
        return report_failure(2, "%s", reason);
    event_stage(STAGE_BUILD, "", "", 0, 2);
    case_options(exercise, job, options, sizeof options);
    const enum host_build build =
        host_kernel_build(&source, exercise, options, text_of(job, "folder"),
                          !cJSON_IsTrue(cJSON_GetObjectItem(job, "plain")), &kernel);
    event_stage(STAGE_HOST, "", "", 1, 2);
    int status = 0;
    if (build != HOST_BUILT) {
        status = report_build(build, &kernel);
    } else {
        for (size_t i = 0; i < exercise->kernel_count; i++)
            map_kernel(&kernel, &source, exercise, i, job);
        event_send("done", NULL);
    }
    host_kernel_close(&kernel);
    source_free(&source);
    return status;
}
