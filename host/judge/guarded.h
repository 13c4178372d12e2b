/* Buffers between guard zones: what a kernel writes outside of its argument is seen. */
#ifndef WORKSHOP_JUDGE_GUARDED_H
#define WORKSHOP_JUDGE_GUARDED_H

#include "../exercises/exercise.h"
#include "../opencl/device.h"

/* A buffer argument: [guard | planes x rows x pitch floats | guard] in one allocation. */
struct guarded {
    const struct array *array;
    size_t guard;    /* floats of each guard zone; 0 under the simulator, which watches by itself */
    uint32_t poison; /* a quiet NaN: the bits of guards, gaps between rows and, at first, outputs */
    float *host;     /* what the allocation held before the launch; owned */
    float *after;    /* what it held after it; owned */
    bool halves; /* the array's values are given as half: two bytes each, from its first float on */
    cl_mem whole;
    cl_mem argument; /* the sub-buffer that the kernel gets */
};

/* Makes the buffer. overshoot: floats by which a launch without its guard would miss the end. halves:
 * give the values, which half has to hold exactly, as half. */
cl_int guarded_open(const struct session *session, const struct array *array, size_t overshoot,
                    bool halves, struct guarded *buffer);
void guarded_close(struct guarded *buffer);

/* Fills guards and gaps with the poison, the array with its values, or an output, which has none,
 * with the poison or (garbage not 0) with random finite numbers of that seed; sends all to the
 * device. */
cl_int guarded_fill(const struct session *session, struct guarded *buffer, uint32_t poison,
                    uint64_t garbage);

/* Fills the array with random numbers from 0 to 1 instead. */
cl_int guarded_fill_random(const struct session *session, struct guarded *buffer, uint64_t seed);

/* Fills the array on the device with the poison. */
cl_int guarded_poison(const struct session *session, const struct guarded *buffer);

/* Reads the whole allocation back into after. */
cl_int guarded_read(const struct session *session, struct guarded *buffer);

/* The floats of the array in host or after. */
const float *guarded_before(const struct guarded *buffer);
const float *guarded_after(const struct guarded *buffer);

/* Where a write went that was not allowed. */
struct stray_write {
    size_t count;     /* floats that changed */
    ptrdiff_t offset; /* of the first from the array's first float: negative, or inside a gap, or
                        * past the end */
    bool in_gap;      /* between the columns and the pitch of a row */
    size_t row;       /* that row, counted over all planes */
};

/* Compares guards and gaps, as bits. */
struct stray_write guarded_stray(const struct guarded *buffer);

/* The first element of the array that changed, gaps apart; false if none did. */
bool guarded_changed(const struct guarded *buffer, size_t *index, size_t *count);

#endif
