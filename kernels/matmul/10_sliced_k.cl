/* matmul, rung 10: several slices of k at a time in one work-group, for products too small to fill the device.
 * Arguments as exercises/04_matmul.cl states them. At 1024 x 1024 there are only 64 tiles of 128 x 128, and
 * a large GPU has twice as many compute units. So the tiles are smaller, and SLICES teams of work-items
 * share each: of every step along k each team takes its slice. At the end they add their sums through local
 * memory. Two buffers then fill 48 KiB, and the rows of a's tile have no room for padding: their floats are
 * exchanged instead (see swizzle()). It stands on rung 7, with the swapped neighbours of rung 8. */
#ifndef TILE_X
#define TILE_X 128 /* columns of c a work-group; multiple of 64 */
#endif
#ifndef TILE_Y
#define TILE_Y 64 /* rows of c a work-group; multiple of 32 */
#endif
#ifndef TILE_K
#define TILE_K 32 /* step along k */
#endif
#ifndef SLICES
#define SLICES 4 /* teams that share the step; 1, 2 or 4 */
#endif
// tune: TILE_X = 64 128 256
// tune: TILE_Y = 32 64 128 256
// tune: TILE_K = 8 16 32
// tune: SLICES = 1 2 4
// build: NVIDIA: -cl-nv-maxrregcount=128
#define LOCAL_X 32 /* the work-items of a warp */
#define WARPS (TILE_X / 64 * (TILE_Y / 32)) /* of a team */
#define LOCAL_Y (WARPS * SLICES)
#define PER_X 8
#define PER_Y 8
#define ROWS (PER_Y / SLICES) /* rows whose sums a team adds up and writes */
#define ITEMS (LOCAL_X * LOCAL_Y)
#define ROW_STEP 16    /* rows from one group of four to the next */
#define COLUMN_STEP 32 /* the same for columns */
#define A_FETCHES (TILE_Y * TILE_K / 4 / ITEMS)
#define B_FETCHES (TILE_K * TILE_X / 4 / ITEMS)
#if TILE_X % 64 != 0 || TILE_Y % 32 != 0
#error a warp makes 32 rows and 64 columns
#elif ITEMS > 1024
#error few devices take more than 1024 work-items in a work-group
#elif SLICES != 1 && SLICES != 2 && SLICES != 4
#error SLICES must be 1, 2 or 4
#elif TILE_K != 8 && TILE_K != 16 && TILE_K != 32
#error TILE_K must be 8, 16 or 32
#elif ITEMS % (TILE_K / 4) != 0 || TILE_Y * TILE_K / 4 % ITEMS != 0
#error the work-items cannot share the tile of a evenly
#elif ITEMS % (TILE_X / 4) != 0 || TILE_K * TILE_X / 4 % ITEMS != 0
#error the work-items cannot share the tile of b evenly
#elif 2 * 4 * TILE_K * (TILE_X + TILE_Y) > 48 * 1024
#error two tiles of a and of b need more than 48 KiB of local memory
#elif (SLICES - 1) * ROWS * PER_X * WARPS * 32 > 2 * TILE_K * TILE_X
#error the sums to add do not fit where the tiles of b were
#endif

/* The four floats at from, of which the first count exist; the others become 0.
 * whole: all four exist, and lie at a multiple of 16 bytes. */
static float4 fetch4(__global const float *from, const bool whole, const int count)
{
    float4 four = (float4)(0.0f);

    if (whole) {
        return *(__global const float4 *)from;
    }
    if (count > 0) {
        four.x = from[0];
    }
    if (count > 1) {
        four.y = from[1];
    }
    if (count > 2) {
        four.z = from[2];
    }
    if (count > 3) {
        four.w = from[3];
    }
    return four;
}

/* The other way round: writes the first count of four floats. */
static void store4(const float4 four, __global float *to, const bool whole, const int count)
{
    if (whole) {
        *(__global float4 *)to = four;
        return;
    }
    if (count > 0) {
        to[0] = four.x;
    }
    if (count > 1) {
        to[1] = four.y;
    }
    if (count > 2) {
        to[2] = four.z;
    }
    if (count > 3) {
        to[3] = four.w;
    }
}

/* Whether every row of the matrix begins at a multiple of 16 bytes. */
static bool is_aligned(const size_t address, const uint leading_dimension)
{
    return address % 16 == 0 && leading_dimension % 4 == 0;
}

/* A work-item's part of a tile that lies wholly inside of its matrix: count float4 that lie step floats
 * apart. */
static void fetch_whole(float4 *part, const uint count, __global const float *from,
                        const size_t step)
{
#pragma unroll
    for (uint i = 0; i < count; i++) {
        part[i] = *(__global const float4 *)(from + i * step);
    }
}

/* This work-item's part of a's tile that begins at row top and column start. */
static void fetch_a(float4 part[A_FETCHES], const uint item, __global const float *a,
                    const uint top, const uint start, const uint m, const uint k, const uint lda)
{
    const bool whole = is_aligned((size_t)a, lda) && top + TILE_Y <= m && start + TILE_K <= k;

#pragma unroll
    for (uint i = 0; i < A_FETCHES; i++) {
        const uint row = top + item / (TILE_K / 4) + i * (ITEMS / (TILE_K / 4));
        const uint p = start + item % (TILE_K / 4) * 4;
        part[i] = fetch4(a + (size_t)row * lda + p, whole, row < m ? (int)(k - p) : 0);
    }
}

/* The same of b's tile that begins at row start and column left. */
static void fetch_b(float4 part[B_FETCHES], const uint item, __global const float *b,
                    const uint left, const uint start, const uint n, const uint k, const uint ldb)
{
    const bool whole = is_aligned((size_t)b, ldb) && left + TILE_X <= n && start + TILE_K <= k;

#pragma unroll
    for (uint i = 0; i < B_FETCHES; i++) {
        const uint p = start + item / (TILE_X / 4) + i * (ITEMS / (TILE_X / 4));
        const uint column = left + item % (TILE_X / 4) * 4;
        part[i] = fetch4(b + (size_t)p * ldb + column, whole, p < k ? (int)(n - column) : 0);
    }
}

#define SWAPPED(i) ((i) ^ 1) /* where the row or column i of a tile stands in local memory */

/* Within row p of a's tile the floats are exchanged, in fours, so that work-items that put columns of a
 * into local memory meet in no bank: what belongs to row y of a stands at y ^ swizzle(p). */
static uint swizzle(const uint p)
{
    return p / 4 * (128 / TILE_K);
}

/* Puts what was fetched into local memory, neighbours swapped: a transposed, b as it is. */
static void put_a(__local float a_tile[TILE_K][TILE_Y], const uint item,
                  const float4 part[A_FETCHES])
{
#pragma unroll
    for (uint i = 0; i < A_FETCHES; i++) {
        const uint p = item % (TILE_K / 4) * 4;
        const uint y = (item / (TILE_K / 4) + i * (ITEMS / (TILE_K / 4))) ^ swizzle(p);
        a_tile[p][SWAPPED(y)] = part[i].x;
        a_tile[p + 1][SWAPPED(y)] = part[i].y;
        a_tile[p + 2][SWAPPED(y)] = part[i].z;
        a_tile[p + 3][SWAPPED(y)] = part[i].w;
    }
}

static void put_b(__local float b_tile[TILE_K][TILE_X], const uint item,
                  const float4 part[B_FETCHES])
{
#pragma unroll
    for (uint i = 0; i < B_FETCHES; i++) {
        const uint p = item / (TILE_X / 4) + i * (ITEMS / (TILE_X / 4));
        const uint x = item % (TILE_X / 4) * 4;
        *(__local float4 *)&b_tile[p][x] = part[i].yxwz;
    }
}

/* Adds the products of one number along k, a row of each tile, to the sums of the elements from row y and
 * column x of the tile on. exchanged: how the row of a's tile is (see swizzle()). */
static void multiply(float sums[PER_Y][PER_X], __local float a_row[TILE_Y],
                     __local float b_row[TILE_X], const uint y, const uint x, const uint exchanged)
{
    float a_part[PER_Y], b_part[PER_X];
#pragma unroll
    for (uint g = 0; g < PER_Y / 4; g++) {
        vstore4(*(__local float4 *)&a_row[(y + g * ROW_STEP) ^ exchanged], g, a_part);
    }
#pragma unroll
    for (uint g = 0; g < PER_X / 4; g++) {
        vstore4(*(__local float4 *)&b_row[x + g * COLUMN_STEP], g, b_part);
    }
#pragma unroll
    for (uint i = 0; i < PER_Y; i++) {
#pragma unroll
        for (uint turn = 0; turn < PER_X; turn++) {
            const uint j = i % 2 == 0 ? turn : PER_X - 1 - turn;
            sums[i][j] += a_part[SWAPPED(i)] * b_part[SWAPPED(j)];
        }
    }
}

/* Adds the products of all whole steps along k to the sums of a tile that lies wholly inside of c. Every row
 * of a and b begins at a multiple of 16 bytes. Returns how far it went along k. */
static uint multiply_whole_steps(float sums[PER_Y][PER_X],
                                 __local float a_tile[2][TILE_K][TILE_Y],
                                 __local float b_tile[2][TILE_K][TILE_X], const uint item,
                                 __global const float *a, __global const float *b, const uint k,
                                 const uint lda, const uint ldb, const uint y, const uint x,
                                 const uint slice)
{
    const uint end = k - k % TILE_K;
    float4 a_part[A_FETCHES], b_part[B_FETCHES];

    a += (size_t)(item / (TILE_K / 4)) * lda + item % (TILE_K / 4) * 4;
    b += (size_t)(item / (TILE_X / 4)) * ldb + item % (TILE_X / 4) * 4;
    if (end > 0) {
        fetch_whole(a_part, A_FETCHES, a, (size_t)lda * (ITEMS / (TILE_K / 4)));
        fetch_whole(b_part, B_FETCHES, b, (size_t)ldb * (ITEMS / (TILE_X / 4)));
        put_a(a_tile[0], item, a_part);
        put_b(b_tile[0], item, b_part);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint start = 0; start < end; start += TILE_K) {
        const uint buffer = start / TILE_K % 2;
        const bool more = start + TILE_K < end; /* else the last tiles come again, for nothing */
        a += more ? TILE_K : 0;
        b += more ? (size_t)ldb * TILE_K : 0;
        fetch_whole(a_part, A_FETCHES, a, (size_t)lda * (ITEMS / (TILE_K / 4)));
        fetch_whole(b_part, B_FETCHES, b, (size_t)ldb * (ITEMS / (TILE_X / 4)));
#pragma unroll
        for (uint step = 0; step < TILE_K / SLICES; step++) {
            const uint p = slice * (TILE_K / SLICES) + step;
            multiply(sums, a_tile[buffer][p], b_tile[buffer][p], y, x, swizzle(p));
        }
        put_a(a_tile[1 - buffer], item, a_part);
        put_b(b_tile[1 - buffer], item, b_part);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return end;
}

/* The team owner gets its ROWS rows of the sums of all teams, by way of the local memory at others. member:
 * the work-item's number in its team. */
static void add_rows(float sums[PER_Y][PER_X], __local float4 *others, const uint owner,
                     const uint slice, const uint member)
{
    const uint place = slice < owner ? slice : slice - 1;

    if (slice != owner) {
#pragma unroll
        for (uint i = 0; i < ROWS * PER_X / 4; i++) {
            others[(place * ROWS * PER_X / 4 + i) * WARPS * 32 + member] =
                vload4(i % (PER_X / 4), sums[owner * ROWS + i / (PER_X / 4)]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (slice == owner) {
#pragma unroll
        for (uint i = 0; i < (SLICES - 1) * ROWS * PER_X; i++) {
            const uint part = i % (ROWS * PER_X);
            sums[owner * ROWS + part / PER_X][part % PER_X] +=
                ((__local float *)&others[i / 4 * WARPS * 32 + member])[i % 4];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

/* Writes the team's rows of the sums to c; the tile's elements from row and column on are meant. */
static void store(float sums[PER_Y][PER_X], __global float *c, const uint row, const uint column,
                  const uint m, const uint n, const uint ldc, const bool whole, const uint slice)
{
#pragma unroll
    for (uint i = 0; i < PER_Y; i++) {
        if (i / ROWS != slice) {
            continue;
        }
#pragma unroll
        for (uint g = 0; g < PER_X / 4; g++) {
            const uint y = row + i % 4 + i / 4 * ROW_STEP;
            const uint x = column + g * COLUMN_STEP;
            store4(vload4(g, sums[i]), c + (size_t)y * ldc + x, whole, y < m ? (int)(n - x) : 0);
        }
    }
}

#if ITEMS > 256
__attribute__((reqd_work_group_size(LOCAL_X, LOCAL_Y, 1))) /* or it would get too many registers */
#endif
__kernel void
matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint left = get_group_id(0) * TILE_X;
    const uint top = get_group_id(1) * TILE_Y;
    const uint lane = get_local_id(0);
    const uint warp = get_local_id(1);
    const uint item = warp * LOCAL_X + lane;
    const uint slice = warp / WARPS;
    /* A warp's rectangle is 4 work-items high and 8 wide: 0 and 1 stand above each other, 2 and 3 right of
     * them, on to 15; 16 to 31 below these. */
    const uint x = warp % WARPS / (TILE_Y / 32) * 64 + lane / 2 % 8 * 4;
    const uint y = warp % (TILE_Y / 32) * 32 + (lane % 2 + lane / 16 * 2) * 4;
    __local float a_tile[2][TILE_K][TILE_Y] __attribute__((aligned(16)));
    __local float b_tile[2][TILE_K][TILE_X] __attribute__((aligned(16)));
    float4 a_part[A_FETCHES], b_part[B_FETCHES];
    float sums[PER_Y][PER_X] = {{0.0f}};
    const bool inside = top + TILE_Y <= m && left + TILE_X <= n;
    uint start = 0;

    if (inside && is_aligned((size_t)a, lda) && is_aligned((size_t)b, ldb)) {
        start = multiply_whole_steps(sums, a_tile, b_tile, item, a + (size_t)top * lda, b + left, k,
                                     lda, ldb, y, x, slice);
    }
    for (; start < k; start += TILE_K) {
        fetch_a(a_part, item, a, top, start, m, k, lda);
        fetch_b(b_part, item, b, left, start, n, k, ldb);
        put_a(a_tile[0], item, a_part);
        put_b(b_tile[0], item, b_part);
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll 1
        for (uint step = 0; step < TILE_K / SLICES; step++) {
            const uint p = slice * (TILE_K / SLICES) + step;
            multiply(sums, a_tile[0][p], b_tile[0][p], y, x, swizzle(p));
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
#if SLICES > 1
    add_rows(sums, (__local float4 *)b_tile, 0, slice, item % (WARPS * 32));
    add_rows(sums, (__local float4 *)b_tile, 1, slice, item % (WARPS * 32));
#endif
#if SLICES > 2
    add_rows(sums, (__local float4 *)b_tile, 2, slice, item % (WARPS * 32));
    add_rows(sums, (__local float4 *)b_tile, 3, slice, item % (WARPS * 32));
#endif
    store(sums, c, top + y, left + x, m, n, ldc,
          inside && is_aligned((size_t)c, ldc), slice);
}
