#include "emulate.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { STACK = 512 << 10 }; /* bytes a work-item; only what it touches costs memory */

struct fiber {
    ucontext_t context;
    uintptr_t barrier; /* where it waits; 0: it runs or has ended */
    bool ended;
};

/* What runs now: the kernel's calls come without a context of their own. */
static struct {
    struct emulation *emulation;
    ucontext_t scheduler;
    struct fiber *fibers;
    char *stacks;
    unsigned count, current;
    bool stopped;
} run;

/* --- what the kernel calls ---------------------------------------------------------------------- */

uint64_t workshop_work_item(uint32_t what, uint32_t dimension);
void workshop_barrier(uint64_t site);
void workshop_touch(uint64_t address, uint64_t bytes, uint32_t store, uint64_t site);

void emulation_item(const struct emulation *emulation, unsigned item, size_t local[3])
{
    const size_t *size = emulation->local;
    local[0] = item % size[0];
    local[1] = item / size[0] % size[1];
    local[2] = item / size[0] / size[1];
}

/* what: in the order of host_builtins.clh. Dimensions beyond the last have one work-item. */
uint64_t workshop_work_item(uint32_t what, uint32_t dimension)
{
    enum { WORK_DIM, GLOBAL_SIZE, GLOBAL_ID, LOCAL_SIZE, LOCAL_ID, NUM_GROUPS };
    const struct emulation *emulation = run.emulation;
    size_t item[3];

    if (what == WORK_DIM)
        return emulation->dimensions;
    if (dimension > 2)
        return what == GLOBAL_SIZE || what == LOCAL_SIZE || what == NUM_GROUPS;
    const size_t local = emulation->local[dimension], global = emulation->global[dimension];
    emulation_item(emulation, run.current, item);
    switch (what) {
    case GLOBAL_SIZE:
        return global;
    case GLOBAL_ID:
        return emulation->group[dimension] * local + item[dimension];
    case LOCAL_SIZE:
        return local;
    case LOCAL_ID:
        return item[dimension];
    case NUM_GROUPS:
        return global / local;
    default:
        return emulation->group[dimension];
    }
}

static void leave(void)
{
    swapcontext(&run.fibers[run.current].context, &run.scheduler);
}

void workshop_barrier(uint64_t site)
{
    run.fibers[run.current].barrier = site;
    leave();
}

/* Whether the bytes lie on the running work-item's stack: its private memory. */
static bool is_private(uintptr_t address)
{
    const uintptr_t stack = (uintptr_t)run.stacks + (uintptr_t)run.current * STACK;
    return address >= stack && address < stack + STACK;
}

/* Tells of a step from inside the kernel. */
static void take_step(uintptr_t site, uintptr_t frame, const struct touch *touch)
{
    struct emulation *emulation = run.emulation;
    const uintptr_t top = (uintptr_t)run.stacks + ((uintptr_t)run.current + 1) * STACK;
    const struct step step = {run.current, site, (uint32_t)(top - frame), touch};
    if (emulation->on_step(emulation->self, &step))
        return;
    run.stopped = true;
    leave();
}

void workshop_touch(uint64_t address, uint64_t bytes, uint32_t store, uint64_t site)
{
    const struct touch touch = {address, bytes, store != 0};
    if (!is_private(address))
        take_step(site, (uintptr_t)__builtin_frame_address(0), &touch);
}

/* What clang calls at the beginning of each block. */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
    take_step((uintptr_t)__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0), NULL);
}

/* What clang calls before each access: by size, and one for all other sizes. */
#define ACCESS(name, size, store)                                                                  \
    void workshop_##name##_noabort(uint64_t address);                                              \
    void workshop_##name##_noabort(uint64_t address)                                               \
    {                                                                                              \
        workshop_touch(address, size, store, (uint64_t)__builtin_return_address(0));               \
    }
ACCESS(load1, 1, 0)
ACCESS(load2, 2, 0)
ACCESS(load4, 4, 0)
ACCESS(load8, 8, 0)
ACCESS(load16, 16, 0)
ACCESS(store1, 1, 1)
ACCESS(store2, 2, 1)
ACCESS(store4, 4, 1)
ACCESS(store8, 8, 1)
ACCESS(store16, 16, 1)

void workshop_loadN_noabort(uint64_t address, uint64_t bytes);
void workshop_loadN_noabort(uint64_t address, uint64_t bytes)
{
    workshop_touch(address, bytes, 0, (uint64_t)__builtin_return_address(0));
}

void workshop_storeN_noabort(uint64_t address, uint64_t bytes);
void workshop_storeN_noabort(uint64_t address, uint64_t bytes)
{
    workshop_touch(address, bytes, 1, (uint64_t)__builtin_return_address(0));
}

/* --- fibers ------------------------------------------------------------------------------------ */

static void run_fiber(void)
{
    run.emulation->kernel(run.emulation->arguments);
    run.fibers[run.current].ended = true;
    leave();
}

static void start_fiber(struct fiber *fiber, char *stack)
{
    *fiber = (struct fiber){0};
    getcontext(&fiber->context);
    fiber->context.uc_stack.ss_sp = stack;
    fiber->context.uc_stack.ss_size = STACK;
    fiber->context.uc_link = NULL;
    makecontext(&fiber->context, run_fiber, 0);
}

static void start_fibers(void)
{
    for (unsigned i = 0; i < run.count; i++)
        start_fiber(&run.fibers[i], run.stacks + (size_t)i * STACK);
}

/* Lets each work-item run to its next barrier or its end. Returns how many have not ended. */
static unsigned run_to_barrier(void)
{
    unsigned alive = 0;
    for (run.current = 0; run.current < run.count && !run.stopped; run.current++) {
        struct fiber *fiber = &run.fibers[run.current];
        fiber->barrier = 0;
        if (!fiber->ended)
            swapcontext(&run.scheduler, &fiber->context);
        alive += !fiber->ended;
    }
    return alive;
}

/* Whether the work-items wait at different places, or some wait and the others have ended. */
static bool has_diverged(unsigned alive)
{
    struct emulation *emulation = run.emulation;
    for (unsigned i = 0; i < run.count && !emulation->barrier; i++)
        emulation->barrier = run.fibers[i].barrier;
    emulation->waiting = 0;
    for (unsigned i = 0; i < run.count; i++)
        emulation->waiting += run.fibers[i].barrier == emulation->barrier && emulation->barrier;
    emulation->diverged = alive > 0 && emulation->waiting < run.count;
    return emulation->diverged;
}

static enum emulated run_group(struct emulation *emulation)
{
    start_fibers();
    emulation->on_group(emulation->self);
    for (unsigned alive = run.count; alive > 0;) {
        emulation->barrier = 0;
        alive = run_to_barrier();
        if (run.stopped)
            return EMULATED_STOPPED;
        if (has_diverged(alive))
            return EMULATED_DIVERGED;
    }
    emulation->on_end(emulation->self);
    return EMULATED;
}

static enum emulated run_groups(struct emulation *emulation)
{
    size_t groups[3], *at = emulation->group;
    enum emulated end = EMULATED;
    for (int d = 0; d < 3; d++)
        groups[d] = emulation->global[d] / emulation->local[d];
    for (at[2] = 0; at[2] < groups[2]; at[2]++)
        for (at[1] = 0; at[1] < groups[1]; at[1]++)
            for (at[0] = 0; at[0] < groups[0]; at[0]++) {
                end = run_group(emulation);
                if (end != EMULATED)
                    return end;
            }
    return end;
}

enum emulated emulate(struct emulation *emulation)
{
    enum emulated end = EMULATED_NO_MEMORY;
    const size_t count = emulation->local[0] * emulation->local[1] * emulation->local[2];
    const int page = (int)sysconf(_SC_PAGESIZE);

    memset(&run, 0, sizeof run);
    run.emulation = emulation;
    run.count = (unsigned)count;
    run.fibers = calloc(count, sizeof *run.fibers);
    run.stacks = mmap(NULL, count * STACK, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (run.fibers && run.stacks != MAP_FAILED) {
        for (size_t i = 0; i < count; i++) /* one that overflows its stack crashes */
            mprotect(run.stacks + i * STACK, (size_t)page, PROT_NONE);
        end = run_groups(emulation);
    }
    if (run.stacks != MAP_FAILED)
        munmap(run.stacks, count * STACK);
    free(run.fibers);
    return end;
}
