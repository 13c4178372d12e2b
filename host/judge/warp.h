/* What a GPU makes of the accesses of a kernel: the work-items of a warp go through memory together. */
#ifndef WORKSHOP_JUDGE_WARP_H
#define WORKSHOP_JUDGE_WARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WARP = 32,   /* work-items with neighbouring numbers in a work-group */
    SECTOR = 32, /* bytes that global memory moves at once */
    BANKS = 32,  /* of local memory, each of which hands out one word of 4 bytes at a time */
};

/* One work-item's part in an access of its warp. */
struct lane {
    unsigned item; /* number in the work-group */
    uint64_t
        offset; /* bytes from the beginning of the buffer, which begins with a sector and bank 0 */
    uint32_t bytes;
};

/* What one line of the kernel does to one buffer, over all accesses of all warps. */
struct traffic {
    uint64_t warps;     /* accesses of a warp */
    uint64_t lanes;     /* work-items that took part */
    uint64_t bytes;     /* that they asked for */
    uint64_t used;      /* different bytes among them, warp by warp */
    uint64_t sectors;   /* that had to move */
    uint64_t least;     /* that would have to if the used bytes lay side by side */
    uint64_t alone;     /* accesses with one work-item */
    uint64_t connected; /* accesses whose bytes lie side by side */
    uint64_t turns;     /* of local memory's banks, */
    uint64_t least_turns;
    unsigned conflict; /* most words that one bank had to hand out for one access */
    /* Of an access with the most work-items, of these the one that costs most: */
    struct lane picture[WARP];
    unsigned picture_lanes;
    uint64_t picture_cost; /* its sectors and turns */
    int64_t stride; /* bytes from each work-item to the next; 0: none, or not the same for all */
};

/* Adds one access of a warp: 1 to WARP lanes, their items ascending. */
void traffic_add(struct traffic *traffic, const struct lane *lanes, unsigned count);

enum space { SPACE_GLOBAL, SPACE_CONSTANT, SPACE_LOCAL };

/* The pattern of an access by one word, and a sentence on it for a beginner. */
enum pattern_code {
    PATTERN_ALONE,         /* one work-item of a warp at a time */
    PATTERN_SHARED,        /* few elements for all */
    PATTERN_COALESCED,     /* as few sectors as possible */
    PATTERN_SHIFTED,       /* side by side, but across the edges of sectors */
    PATTERN_PARTLY,        /* more sectors than needed */
    PATTERN_STRIDED,       /* a sector of its own for every work-item */
    PATTERN_NO_CONFLICT,   /* local memory: each bank is asked for one word */
    PATTERN_BANK_CONFLICT, /* or for several */
    PATTERN_ONE_BY_ONE,    /* constant memory: different elements for a warp's work-items */
};

const char *pattern_name(enum pattern_code code);
enum pattern_code traffic_pattern(const struct traffic *traffic, enum space space);

/* store: the work-items write; dimensions: of the NDRange. */
void traffic_sentence(const struct traffic *traffic, enum space space, bool store,
                      unsigned dimensions, char *text, size_t size);

/* Whether two lines of the kernel do the same, so that they can be told as one. */
bool traffic_equal(const struct traffic *a, const struct traffic *b);

#endif
