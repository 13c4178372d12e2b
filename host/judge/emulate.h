/* Runs a kernel that was compiled for the host (host_kernel.h) as a device would: one work-group after
 * the other, its work-items as fibers that switch at barriers. */
#ifndef WORKSHOP_JUDGE_EMULATE_H
#define WORKSHOP_JUDGE_EMULATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One access of a work-item to memory. */
struct touch {
    uintptr_t address;
    size_t bytes;
    bool store;
};

/* A step of a work-item: it accesses memory, or (touch NULL) a block of code begins that it passes. */
struct step {
    unsigned item;  /* the work-item's number in its work-group, dimension 0 fastest */
    uintptr_t site; /* the address behind the call, in the kernel's code */
    uint32_t
        depth; /* bytes of its stack in use: more in a function that is called than in its caller */
    const struct touch *touch;
};

struct emulation {
    void (*kernel)(const uint64_t *arguments);
    const uint64_t *arguments;
    unsigned dimensions;
    size_t global[3], local[3];
    /* Called at each step, before the access, but not for those to the work-item's own stack; false:
     * the kernel is to be stopped here. */
    bool (*on_step)(void *self, const struct step *step);
    void (*on_group)(void *self); /* a work-group is about to begin */
    void (*on_end)(void *self);   /* it has come to its end */
    void *self;
    /* The work-group that runs, or ran last; index 0 is dimension 0. */
    size_t group[3];
    /* Where work-items wait for others that have ended or wait elsewhere. */
    bool diverged;
    size_t waiting; /* how many wait at that barrier */
    uintptr_t barrier;
};

enum emulated {
    EMULATED,
    EMULATED_STOPPED,   /* on_step said so */
    EMULATED_DIVERGED,  /* not all work-items of a work-group came to the same barrier */
    EMULATED_NO_MEMORY, /* for the fibers' stacks */
};

enum emulated emulate(struct emulation *emulation);

/* The coordinates of a work-item in its work-group. */
void emulation_item(const struct emulation *emulation, unsigned item, size_t local[3]);

#endif
