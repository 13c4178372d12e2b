/* matmul, rung 8: the multiply-adds find their registers in different banks, and their numbers ahead of time.
 * Arguments as exercises/04_matmul.cl states them. A multiprocessor's registers lie in two banks, the odd ones
 * and the even ones, and a multiply-add that needs two new numbers from one bank waits. NVIDIA's compiler puts
 * the four sums that are stored together into four registers in a row, and the four numbers of b that are loaded
 * together too: so a sum and its number of b are both odd or both even. Here neighbours in the tile of b change
 * places, 0 with 1, 2 with 3, and they seldom are; the same in the tile of a keeps the first product of a row from
 * it. Two rows are multiplied at a time, so that of each two products one reuses a number of b. And while a
 * work-item multiplies, it loads what the next number along k needs. */
#ifndef TILE_X
#define TILE_X 128 /* columns of c a work-group; multiple of 64 */
#endif
#ifndef TILE_Y
#define TILE_Y 128 /* rows of c a work-group; multiple of 32 */
#endif
#ifndef TILE_K
#define TILE_K 16 /* step along k */
#endif
#ifndef PAD
#define PAD 4 /* floats that follow a row of a's tile, so that its columns spread over the banks */
#endif
// tune: TILE_X = 64 128 256
// tune: TILE_Y = 32 64 128 256
// tune: TILE_K = 8 16 32
// tune: PAD = 0 4 12
// build: NVIDIA: -cl-nv-maxrregcount=128
#define LOCAL_X 32 /* the work-items of a warp */
#define LOCAL_Y (TILE_X / 64 * (TILE_Y / 32)) /* warps */
#define PER_X 8
#define PER_Y 8
#define ITEMS (LOCAL_X * LOCAL_Y)
#define ROW_STEP 16    /* rows from one group of four to the next */
#define COLUMN_STEP 32 /* the same for columns */
#define A_FETCHES (TILE_Y * TILE_K / 4 / ITEMS)
#define B_FETCHES (TILE_K * TILE_X / 4 / ITEMS)
#if TILE_X % 64 != 0 || TILE_Y % 32 != 0
#error a warp makes 32 rows and 64 columns
#elif ITEMS > 1024
#error few devices take more than 1024 work-items in a work-group
#elif TILE_K % 4 != 0 || PAD % 4 != 0
#error TILE_K and PAD must be multiples of 4
#elif ITEMS % (TILE_K / 4) != 0 || TILE_Y * TILE_K / 4 % ITEMS != 0
#error the work-items cannot share the tile of a evenly
#elif ITEMS % (TILE_X / 4) != 0 || TILE_K * TILE_X / 4 % ITEMS != 0
#error the work-items cannot share the tile of b evenly
#elif 2 * 4 * TILE_K * (TILE_X + TILE_Y + PAD) >= 48 * 1024
#error two tiles of a and of b need 48 KiB of local memory or more
#endif

#define SWAPPED(i) ((i) ^ 1) /* where the row or column i of a tile stands in local memory */

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

/* Puts what was fetched into local memory, neighbours swapped: a transposed, b as it is. */
static void put_a(__local float a_tile[TILE_K][TILE_Y + PAD], const uint item,
                  const float4 part[A_FETCHES])
{
#pragma unroll
    for (uint i = 0; i < A_FETCHES; i++) {
        const uint y = item / (TILE_K / 4) + i * (ITEMS / (TILE_K / 4));
        const uint p = item % (TILE_K / 4) * 4;
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

/* The numbers that belong to one number along k, a row of each tile: for the rows of c from y on, for its
 * columns from x on. */
static void load(float a_part[PER_Y], float b_part[PER_X], __local float a_row[TILE_Y + PAD],
                 __local float b_row[TILE_X], const uint y, const uint x)
{
#pragma unroll
    for (uint g = 0; g < PER_Y / 4; g++) {
        vstore4(*(__local float4 *)&a_row[y + g * ROW_STEP], g, a_part);
    }
#pragma unroll
    for (uint g = 0; g < PER_X / 4; g++) {
        vstore4(*(__local float4 *)&b_row[x + g * COLUMN_STEP], g, b_part);
    }
}

/* Adds their products to the sums, two rows at a time: each time one number is the one used just before. */
static void multiply(float sums[PER_Y][PER_X], const float a_part[PER_Y], const float b_part[PER_X])
{
#pragma unroll
    for (uint pair = 0; pair < PER_Y; pair += 2) {
#pragma unroll
        for (uint step = 0; step < 2 * PER_X; step++) {
            const uint column = pair % 4 == 0 ? step / 2 : PER_X - 1 - step / 2;
            const uint row = pair + (step + column) % 2;
            sums[row][column] += a_part[SWAPPED(row)] * b_part[SWAPPED(column)];
        }
    }
}

/* Adds the products of all whole steps along k to the sums of a tile that lies wholly inside of c. Every row
 * of a and b begins at a multiple of 16 bytes. Returns how far it went along k. */
static uint multiply_whole_steps(float sums[PER_Y][PER_X],
                                 __local float a_tile[2][TILE_K][TILE_Y + PAD],
                                 __local float b_tile[2][TILE_K][TILE_X], const uint item,
                                 __global const float *a, __global const float *b, const uint k,
                                 const uint lda, const uint ldb, const uint y, const uint x)
{
    const uint end = k - k % TILE_K;
    float4 a_part[A_FETCHES], b_part[B_FETCHES];
    float a_now[2][PER_Y], b_now[2][PER_X]; /* for this number along k, and for the next */

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
        load(a_now[0], b_now[0], a_tile[buffer][0], b_tile[buffer][0], y, x);
#pragma unroll
        for (uint p = 0; p < TILE_K; p++) {
            if (p + 1 < TILE_K) {
                load(a_now[(p + 1) % 2], b_now[(p + 1) % 2], a_tile[buffer][p + 1],
                     b_tile[buffer][p + 1], y, x);
            }
            multiply(sums, a_now[p % 2], b_now[p % 2]);
        }
        put_a(a_tile[1 - buffer], item, a_part);
        put_b(b_tile[1 - buffer], item, b_part);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return end;
}

/* Writes the sums to c, from row and column on. */
static void store(const float sums[PER_Y][PER_X], __global float *c, const uint row,
                  const uint column, const uint m, const uint n, const uint ldc, const bool whole)
{
#pragma unroll
    for (uint i = 0; i < PER_Y; i++) {
#pragma unroll
        for (uint g = 0; g < PER_X / 4; g++) {
            const uint y = row + i % 4 + i / 4 * ROW_STEP;
            const uint x = column + g * COLUMN_STEP;
            store4(vload4(g, sums[i]), c + (size_t)y * ldc + x, whole, y < m ? (int)(n - x) : 0);
        }
    }
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint left = get_group_id(0) * TILE_X;
    const uint top = get_group_id(1) * TILE_Y;
    const uint lane = get_local_id(0);
    const uint warp = get_local_id(1);
    const uint item = warp * LOCAL_X + lane;
    /* A warp's rectangle is 4 work-items high and 8 wide: 0 and 1 stand above each other, 2 and 3 right of
     * them, on to 15; 16 to 31 below these. */
    const uint x = warp / (TILE_Y / 32) * 64 + lane / 2 % 8 * 4;
    const uint y = warp % (TILE_Y / 32) * 32 + (lane % 2 + lane / 16 * 2) * 4;
    __local float a_tile[2][TILE_K][TILE_Y + PAD] __attribute__((aligned(16)));
    __local float b_tile[2][TILE_K][TILE_X] __attribute__((aligned(16)));
    float4 a_part[A_FETCHES], b_part[B_FETCHES];
    float sums[PER_Y][PER_X] = {{0.0f}};
    const bool inside = top + TILE_Y <= m && left + TILE_X <= n;
    uint start = 0;

    if (inside && is_aligned((size_t)a, lda) && is_aligned((size_t)b, ldb)) {
        start = multiply_whole_steps(sums, a_tile, b_tile, item, a + (size_t)top * lda, b + left, k,
                                     lda, ldb, y, x);
    }
    for (; start < k; start += TILE_K) {
        fetch_a(a_part, item, a, top, start, m, k, lda);
        fetch_b(b_part, item, b, left, start, n, k, ldb);
        put_a(a_tile[0], item, a_part);
        put_b(b_tile[0], item, b_part);
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll 1
        for (uint p = 0; p < TILE_K; p++) {
            float a_now[PER_Y], b_now[PER_X];
            load(a_now, b_now, a_tile[0][p], b_tile[0][p], y, x);
            multiply(sums, a_now, b_now);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    store(sums, c, top + y, left + x, m, n, ldc,
          inside && is_aligned((size_t)c, ldc));
}
