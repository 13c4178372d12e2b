/* matmul, rung 12, for a CPU: b in panels that lie together in the cache.
 * Arguments as exercises/04_matmul.cl states them. On rung 11 each step along k goes to another row of b,
 * ldb floats farther: another page, often the same place in the cache. Here a work-item makes a large
 * block of c. For DEPTH steps along k at a time it copies b into panels of 64 columns, each of which lies
 * in one piece, and uses every panel for all rows of its block, four at a time. The sums of four rows and
 * 64 columns live in registers; between two stretches of k they wait in c itself. While a panel is in use, the
 * part of b that is packed next is fetched into the cache, a few lines for every four rows. The work-items share c's
 * rows, four at a time, and its panels evenly: blocks of 256 rows would leave one row of 513 to work-items of
 * their own, each of which would pack all of b again. */
#define LOCAL_X 1
#define LOCAL_Y 1
#ifndef TILE_X
#define TILE_X 64 /* columns of c a work-item, at most; multiple of the panel's */
#endif
#ifndef TILE_Y
#define TILE_Y 256 /* rows of c a work-item, at most */
#endif
#ifndef DEPTH
#define DEPTH 128 /* steps along k from one packing to the next */
#endif
#ifndef ROWS
#define ROWS 4 /* rows at a time */
#endif
#ifndef VECTORS
#define VECTORS 4 /* vectors of 16 columns a panel */
#endif
#ifndef UNROLL
#define UNROLL 4 /* steps along k in one pass of the innermost loop */
#endif
// tune: TILE_X = 64 128 256 512
// tune: TILE_Y = 64 128 256 512
// tune: DEPTH = 64 128 256 384 512 1024
// tune: ROWS = 4 8
// tune: VECTORS = 2 4
// tune: UNROLL = 1 4
#define PANEL (16 * VECTORS) /* columns */
#if TILE_X % PANEL != 0
#error TILE_X must be a multiple of the width of a panel
#elif TILE_Y % ROWS != 0
#error TILE_Y must be a multiple of ROWS
#elif 4 * TILE_X * DEPTH > 512 * 1024
#error the panels need more than 512 KiB of local memory
#endif

/* The 16 floats at from, of which the first count exist; the others become 0. */
static float16 fetch16(__global const float *from, const uint count)
{
    float some[16];

    if (count >= 16) {
        return vload16(0, from);
    }
    for (uint i = 0; i < 16; i++) {
        some[i] = i < count ? from[i] : 0.0f;
    }
    return vload16(0, some);
}

/* The other way round: writes the first count of 16 floats. */
static void store16(const float16 values, __global float *to, const uint count)
{
    float some[16];

    if (count >= 16) {
        vstore16(values, 0, to);
        return;
    }
    vstore16(values, 0, some);
    for (uint i = 0; i < count; i++) {
        to[i] = some[i];
    }
}

/* Begins to fetch a line into the cache. It reads nothing, so that no address is wrong. */
#ifdef __x86_64__
#define FETCH(from) __builtin_prefetch((const void *)(size_t)(from))
#else
#define FETCH(from)
#endif

/* Copies depth rows of b, columns of each, into the panels. */
static void pack(__local float16 panels[TILE_X / PANEL][DEPTH][VECTORS], __global const float *b,
                 const uint depth, const uint columns, const uint ldb)
{
    for (uint p = 0; p < depth; p++) {
        for (uint x = 0; x < columns; x += 16) {
            panels[x / PANEL][p][x % PANEL / 16] = fetch16(b + (size_t)p * ldb + x, columns - x);
        }
    }
}

/* ROWS rows of a, depth elements of each, times a panel: into c, or added to what is there. Of the rows
 * and columns of c only so many exist. */
static void multiply(__local float16 panel[DEPTH][VECTORS], __global const float *a,
                     __global float *c, const uint depth, const uint rows, const uint columns,
                     const uint lda, const uint ldc, const bool first)
{
    __global const float *a_row[ROWS];
    float16 sums[ROWS][VECTORS];

#pragma unroll
    for (uint i = 0; i < ROWS; i++) {
        a_row[i] = a + (size_t)min(i, rows - 1) * lda; /* below the last row: that row again */
#pragma unroll
        for (uint j = 0; j < VECTORS; j++) {
            sums[i][j] = (float16)(0.0f);
        }
    }
#pragma unroll UNROLL
    for (uint p = 0; p < depth; p++) {
#pragma unroll
        for (uint i = 0; i < ROWS; i++) {
#pragma unroll
            for (uint j = 0; j < VECTORS; j++) {
                sums[i][j] += a_row[i][p] * panel[p][j];
            }
        }
    }
#pragma unroll
    for (uint i = 0; i < ROWS; i++) {
#pragma unroll
        for (uint j = 0; j < VECTORS; j++) {
            __global float *to = c + (size_t)i * ldc + 16 * j;
            const uint count = 16 * j < columns ? columns - 16 * j : 0;
            if (i < rows && count > 0) {
                store16(first ? sums[i][j] : sums[i][j] + fetch16(to, count), to, count);
            }
        }
    }
}

/* Where the share of one of so many work-items begins, of count columns or rows that are not divided below unit. */
static uint share(const uint number, const uint items, const uint count, const uint unit)
{
    const ulong units = (count + unit - 1) / unit;
    return min((uint)(units * number / items) * unit, count);
}

/* Begins to fetch the share of one of so many calls, of DEPTH rows of a panel's columns of b. */
static void fetch_ahead(const uint number, const uint calls, __global const float *b, const uint ldb)
{
    const uint end = share(number + 1, calls, DEPTH, 1);
    for (uint p = share(number, calls, DEPTH, 1); p < end; p++) {
        for (uint j = 0; j < VECTORS; j++) {
            FETCH(b + (size_t)p * ldb + 16 * j);
        }
    }
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint left = share(get_group_id(0), get_num_groups(0), n, PANEL);
    const uint right = share(get_group_id(0) + 1, get_num_groups(0), n, PANEL);
    const uint top = share(get_group_id(1), get_num_groups(1), m, ROWS);
    const uint bottom = share(get_group_id(1) + 1, get_num_groups(1), m, ROWS);
    __local float16 panels[TILE_X / PANEL][DEPTH][VECTORS];

    for (uint start = 0; start < k; start += DEPTH) {
        const uint depth = min((uint)DEPTH, k - start);
        /* what is packed next: below, or at the end of k the beginning of the block to the right */
        __global const float *next = start + DEPTH < k ? b + (size_t)(start + DEPTH) * ldb + left : b + right;
        pack(panels, b + (size_t)start * ldb + left, depth, right - left, ldb);
        for (uint column = left; column < right; column += PANEL) {
            for (uint row = top; row < bottom; row += ROWS) {
                fetch_ahead((row - top) / ROWS, (bottom - top + ROWS - 1) / ROWS, next + (column - left), ldb);
                multiply(panels[(column - left) / PANEL], a + (size_t)row * lda + start,
                         c + (size_t)row * ldc + column, depth, bottom - row, right - column, lda,
                         ldc, start == 0);
            }
        }
    }
}
