#include "warp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- counting ---------------------------------------------------------------------------------- */

static int by_offset(const void *a, const void *b)
{
    const struct lane *x = a, *y = b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Sectors, different bytes and gaps of the lanes, which are sorted by offset. */
static void add_sectors(struct traffic *traffic, const struct lane *sorted, unsigned count)
{
    uint64_t used = 0, end = sorted[0].offset, next_sector = 0;
    bool connected = true;

    for (unsigned i = 0; i < count; i++) {
        const uint64_t from = sorted[i].offset > end ? sorted[i].offset : end;
        const uint64_t to = sorted[i].offset + sorted[i].bytes;
        connected &= sorted[i].offset <= end;
        used += to > from ? to - from : 0;
        end = to > end ? to : end;
        uint64_t first = sorted[i].offset / SECTOR;
        const uint64_t last = (to - 1) / SECTOR;
        first = first < next_sector ? next_sector : first;
        traffic->sectors += last + 1 > first ? last + 1 - first : 0;
        next_sector = last + 1 > next_sector ? last + 1 : next_sector;
    }
    traffic->used += used;
    traffic->least += (used + SECTOR - 1) / SECTOR;
    traffic->connected += connected;
}

/* Words of the lanes that each bank has to hand out, the same word once; the most of one bank. */
static unsigned bank_turns(const struct lane *lanes, unsigned count, unsigned *words_total)
{
    enum { WORD = 4, LIMIT = WARP * 16 };
    uint64_t words[LIMIT];
    unsigned total = 0, most = 0, of_bank[BANKS] = {0};

    for (unsigned i = 0; i < count; i++) {
        const uint64_t last = (lanes[i].offset + lanes[i].bytes - 1) / WORD;
        for (uint64_t word = lanes[i].offset / WORD; word <= last && total < LIMIT; word++) {
            unsigned known = 0;
            while (known < total && words[known] != word)
                known++;
            if (known < total)
                continue;
            words[total++] = word;
            if (++of_bank[word % BANKS] > most)
                most = of_bank[word % BANKS];
        }
    }
    *words_total = total;
    return most;
}

/* Wide accesses go in parts of as many work-items as 128 bytes serve. */
static void add_banks(struct traffic *traffic, const struct lane *lanes, unsigned count)
{
    unsigned part = 4 * WARP / (lanes[0].bytes < 4 ? 4 : lanes[0].bytes);
    part = part < 1 ? 1 : part;
    for (unsigned i = 0; i < count; i += part) {
        unsigned words = 0;
        const unsigned turns = bank_turns(lanes + i, count - i < part ? count - i : part, &words);
        const unsigned least = (words + BANKS - 1) / BANKS;
        traffic->turns += turns;
        traffic->least_turns += least;
        if (turns > least && turns > traffic->conflict)
            traffic->conflict = turns;
    }
}

static void take_picture(struct traffic *traffic, const struct lane *lanes, unsigned count,
                         uint64_t cost)
{
    if (count < traffic->picture_lanes ||
        (count == traffic->picture_lanes && cost <= traffic->picture_cost))
        return;
    traffic->picture_lanes = count;
    traffic->picture_cost = cost;
    memcpy(traffic->picture, lanes, count * sizeof *lanes);
    traffic->stride = count > 1 ? (int64_t)(lanes[1].offset - lanes[0].offset) : 0;
    for (unsigned i = 2; i < count; i++)
        if ((int64_t)(lanes[i].offset - lanes[i - 1].offset) != traffic->stride)
            traffic->stride = 0;
}

void traffic_add(struct traffic *traffic, const struct lane *lanes, unsigned count)
{
    struct lane sorted[WARP];
    const uint64_t before = traffic->sectors + traffic->turns;

    memcpy(sorted, lanes, count * sizeof *lanes);
    qsort(sorted, count, sizeof *sorted, by_offset);
    traffic->warps++;
    traffic->lanes += count;
    traffic->alone += count == 1;
    for (unsigned i = 0; i < count; i++)
        traffic->bytes += lanes[i].bytes;
    add_sectors(traffic, sorted, count);
    add_banks(traffic, lanes, count);
    take_picture(traffic, lanes, count, traffic->sectors + traffic->turns - before);
}

bool traffic_equal(const struct traffic *a, const struct traffic *b)
{
    return a->warps == b->warps && a->lanes == b->lanes && a->bytes == b->bytes &&
           a->used == b->used && a->sectors == b->sectors && a->turns == b->turns &&
           a->stride == b->stride && a->picture_lanes == b->picture_lanes;
}

/* --- patterns ---------------------------------------------------------------------------------- */

static const char *const NAMES[] = {
    [PATTERN_ALONE] = "alone",
    [PATTERN_SHARED] = "shared",
    [PATTERN_COALESCED] = "coalesced",
    [PATTERN_SHIFTED] = "shifted",
    [PATTERN_PARTLY] = "partly-coalesced",
    [PATTERN_STRIDED] = "strided",
    [PATTERN_NO_CONFLICT] = "no-bank-conflict",
    [PATTERN_BANK_CONFLICT] = "bank-conflict",
    [PATTERN_ONE_BY_ONE] = "one-by-one",
};

const char *pattern_name(enum pattern_code code)
{
    return NAMES[code];
}

/* How many work-items share each byte that is used, on average, is this or more. */
#define SHARED_BY 8

enum pattern_code traffic_pattern(const struct traffic *traffic, enum space space)
{
    const bool shared = traffic->bytes >= SHARED_BY * traffic->used;
    if (space == SPACE_LOCAL)
        return traffic->turns > traffic->least_turns ? PATTERN_BANK_CONFLICT : PATTERN_NO_CONFLICT;
    if (traffic->alone == traffic->warps)
        return PATTERN_ALONE;
    if (shared)
        return PATTERN_SHARED;
    if (space == SPACE_CONSTANT)
        return PATTERN_ONE_BY_ONE;
    if (traffic->sectors == traffic->least)
        return PATTERN_COALESCED;
    if (traffic->connected == traffic->warps && traffic->sectors <= traffic->least + traffic->warps)
        return PATTERN_SHIFTED;
    if (10 * traffic->sectors >= 9 * traffic->lanes)
        return PATTERN_STRIDED;
    return PATTERN_PARTLY;
}

/* "4", or "4.5" where it is no whole number. */
struct figure {
    char text[24];
};
static struct figure figure(uint64_t sum, uint64_t count)
{
    struct figure result;
    const double mean = (double)sum / (double)count;
    const bool whole = sum % count == 0;
    snprintf(result.text, sizeof result.text, whole ? "%.0f" : "%.1f", mean);
    return result;
}

static struct figure share(const struct traffic *traffic)
{
    struct figure result;
    const double percent = 100.0 * (double)traffic->used / (double)(traffic->sectors * SECTOR);
    snprintf(result.text, sizeof result.text,
             percent * 2 == (double)(int)(percent * 2) ? "%g" : "%.0f", percent);
    return result;
}

static void shared(const struct traffic *traffic, const char *verb, char *text, size_t size)
{
    const uint64_t element = traffic->bytes / traffic->lanes;
    if (traffic->used == element * traffic->warps)
        snprintf(text, size, "shared: all work-items of a warp %s the same element, and %s.", verb,
                 strncmp(verb, "write", 5) == 0 ? "only one of their values stays"
                                                : "one sector serves them all");
    else
        snprintf(
            text, size,
            "shared: the work-items of a warp %s only %s different elements between them, from "
            "%s sectors.",
            verb, figure(traffic->used / element, traffic->warps).text,
            figure(traffic->sectors, traffic->warps).text);
}

static void strided(const struct traffic *traffic, const char *verb, unsigned dimensions,
                    char *text, size_t size)
{
    const char *mend =
        dimensions > 1
            ? "exchange the dimensions, so that get_global_id(0) or get_local_id(0) steps through "
              "neighbouring elements"
            : "let neighbouring work-items take neighbouring elements";
    size_t used = (size_t)snprintf(text, size, "strided: ");
    if (traffic->stride != 0)
        used += (size_t)snprintf(text + used, size - used, "neighbours %s %lld bytes apart, so ",
                                 verb, (long long)llabs(traffic->stride));
    snprintf(text + used, size - used,
             "every work-item of a warp touches a sector of its own. %s sectors move, and %s %% of "
             "their bytes are used: %s.",
             figure(traffic->sectors, traffic->warps).text, share(traffic).text, mend);
}

static void local_sentence(const struct traffic *traffic, char *text, size_t size)
{
    if (traffic_pattern(traffic, SPACE_LOCAL) == PATTERN_BANK_CONFLICT)
        snprintf(
            text, size,
            "%u-way bank conflict: up to %u work-items of a warp want different words of one "
            "bank, which hands them out one after the other. Rows that are one element longer, "
            "[32][33] in place of [32][32], spread a column over all banks.",
            traffic->conflict, traffic->conflict);
    else if (traffic->bytes > traffic->used)
        snprintf(text, size,
                 "no bank conflict: work-items that want the same word get it at once.");
    else
        snprintf(text, size, "no bank conflict: each bank is asked for one word at a time.");
}

void traffic_sentence(const struct traffic *traffic, enum space space, bool store,
                      unsigned dimensions, char *text, size_t size)
{
    const char *verb = store ? "writes" : "reads", *many = store ? "write" : "read";
    const struct figure sectors = figure(traffic->sectors, traffic->warps);
    const struct figure least = figure(traffic->least, traffic->warps);
    const struct figure bytes = figure(traffic->used, traffic->warps);

    switch (space == SPACE_LOCAL ? PATTERN_NO_CONFLICT : traffic_pattern(traffic, space)) {
    case PATTERN_ALONE:
        snprintf(
            text, size,
            "alone: one work-item of a warp at a time %s here; the other 31 places of the warp "
            "are idle. Good for a CPU, slow on a GPU.",
            verb);
        break;
    case PATTERN_SHARED:
        shared(traffic, many, text, size);
        break;
    case PATTERN_COALESCED:
        snprintf(text, size,
                 "coalesced: one warp %s %s %sbytes: %s sector%s, %s %% of the bytes that move are "
                 "used.",
                 verb, bytes.text, traffic->connected == traffic->warps ? "neighbouring " : "",
                 sectors.text, traffic->sectors == traffic->warps ? "" : "s", share(traffic).text);
        break;
    case PATTERN_SHIFTED:
        snprintf(
            text, size,
            "almost coalesced: one warp %s %s neighbouring bytes, but they do not begin where a "
            "sector does: %s sectors in place of %s, %s %% of the bytes that move are used.",
            verb, bytes.text, sectors.text, least.text, share(traffic).text);
        break;
    case PATTERN_STRIDED:
        strided(traffic, many, dimensions, text, size);
        break;
    case PATTERN_PARTLY:
        snprintf(
            text, size,
            "partly coalesced: the %s bytes that one warp %s lie apart, in %s sectors where %s "
            "would do: %s %% of the bytes that move are used.",
            bytes.text, verb, sectors.text, least.text, share(traffic).text);
        break;
    case PATTERN_ONE_BY_ONE:
        snprintf(text, size,
                 "one by one: the work-items of a warp %s different elements of constant memory, "
                 "which serves one element at a time. A __global pointer suits that better.",
                 many);
        break;
    default:
        local_sentence(traffic, text, size);
        break;
    }
}
