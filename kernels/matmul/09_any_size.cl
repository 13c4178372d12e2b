/* matmul, rung 9: as fast where the sizes are not round.
 * Arguments as exercises/04_matmul.cl states them. Rung 8 is fast where tiles lie wholly inside of the matrices
 * and every row begins at a multiple of 16 bytes; with 4095 columns that is nowhere. Here the last tiles are
 * moved back until they lie inside. Some of c is then made twice, and written by the work-group whose part
 * it is. Rows that are not aligned are fetched float by float, neighbours side by side, in the same loop
 * with two buffers. Only the rest of k, and matrices smaller than a tile, still go step by step. */
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
#define A_PART (TILE_Y * TILE_K / ITEMS) /* floats of a's tile that a work-item fetches */
#define B_PART (TILE_K * TILE_X / ITEMS)
#if TILE_X % 64 != 0 || TILE_Y % 32 != 0
#error a warp makes 32 rows and 64 columns
#elif ITEMS > 1024
#error few devices take more than 1024 work-items in a work-group
#elif TILE_K % 4 != 0 || PAD % 4 != 0
#error TILE_K and PAD must be multiples of 4
#elif ITEMS % TILE_K != 0 || A_PART % 4 != 0 || TILE_Y * TILE_K % ITEMS != 0
#error the work-items cannot share the tile of a evenly
#elif ITEMS % TILE_X != 0 || B_PART % 4 != 0 || TILE_K * TILE_X % ITEMS != 0
#error the work-items cannot share the tile of b evenly
#elif 2 * 4 * TILE_K * (TILE_X + TILE_Y + PAD) >= 48 * 1024
#error two tiles of a and of b need 48 KiB of local memory or more
#endif

#if defined(__x86_64__) || defined(__aarch64__)
#define ON_CPU true /* float by float, always: compiling the other loop too takes twice the time */
#else
#define ON_CPU false
#endif
#define SWAPPED(i) ((i) ^ 1) /* where the row or column i of a tile stands in local memory */

/* A tile is fetched in pieces of some floats, 4 or 1; its work-items take them row by row. A tile of so many
 * columns: where the first piece of a work-item is, and how many rows below it the next one. */
#define PIECE_ROW(item, columns, piece) ((item) / ((columns) / (piece)))
#define PIECE_COLUMN(item, columns, piece) ((item) % ((columns) / (piece)) * (piece))
#define PIECE_STEP(columns, piece) (ITEMS / ((columns) / (piece)))

/* A work-item's part of a tile that lies wholly inside of its matrix: count floats in pieces that lie step
 * floats apart. */
static void fetch(float *part, const uint count, const uint piece, __global const float *from,
                  const size_t step)
{
#pragma unroll
    for (uint i = 0; i < count / piece; i++) {
        if (piece == 4) {
            vstore4(*(__global const float4 *)(from + i * step), i, part);
        } else {
            part[i] = from[i * step];
        }
    }
}

/* The same float by float, from a tile of which only so many rows and columns exist; 0 for the others.
 * row, column: where the first float is; row_step: how many rows below it the next one. */
static void fetch_existing(float *part, const uint count, __global const float *tile,
                           const uint row, const uint row_step, const uint column, const uint rows,
                           const uint columns, const uint leading_dimension)
{
#pragma unroll
    for (uint i = 0; i < count; i++) {
        const uint y = row + i * row_step;
        part[i] = y < rows && column < columns ? tile[(size_t)y * leading_dimension + column] : 0.0f;
    }
}

/* Puts what was fetched into local memory, neighbours swapped: a transposed, b as it is. */
static void put_a(__local float a_tile[TILE_K][TILE_Y + PAD], const uint item,
                  const float part[A_PART], const uint piece)
{
    const uint p = PIECE_COLUMN(item, TILE_K, piece);

#pragma unroll
    for (uint i = 0; i < A_PART; i++) {
        const uint y = PIECE_ROW(item, TILE_K, piece) + i / piece * PIECE_STEP(TILE_K, piece);
        a_tile[p + i % piece][SWAPPED(y)] = part[i];
    }
}

static void put_b(__local float b_tile[TILE_K][TILE_X], const uint item, const float part[B_PART],
                  const uint piece)
{
    const uint x = PIECE_COLUMN(item, TILE_X, piece);

#pragma unroll
    for (uint i = 0; i < B_PART / piece; i++) {
        const uint p = PIECE_ROW(item, TILE_X, piece) + i * PIECE_STEP(TILE_X, piece);
        if (piece == 4) {
            *(__local float4 *)&b_tile[p][x] = vload4(i, part).yxwz;
        } else {
            b_tile[p][SWAPPED(x)] = part[i];
        }
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

/* Adds the products of all whole steps along k to the sums of a tile that lies wholly inside of c. a, b:
 * the tile's first row of a, and column of b. In pieces of 4 every row begins at a multiple of 16 bytes.
 * Returns how far it went along k. */
static uint multiply_whole_steps(float sums[PER_Y][PER_X],
                                 __local float a_tile[2][TILE_K][TILE_Y + PAD],
                                 __local float b_tile[2][TILE_K][TILE_X], const uint item,
                                 const uint piece, __global const float *a,
                                 __global const float *b, const uint k, const uint lda,
                                 const uint ldb, const uint y, const uint x)
{
    const uint end = k - k % TILE_K;
    const size_t a_step = (size_t)lda * PIECE_STEP(TILE_K, piece);
    const size_t b_step = (size_t)ldb * PIECE_STEP(TILE_X, piece);
    float a_part[A_PART], b_part[B_PART];
    float a_now[2][PER_Y], b_now[2][PER_X]; /* for this number along k, and for the next */

    a += (size_t)lda * PIECE_ROW(item, TILE_K, piece) + PIECE_COLUMN(item, TILE_K, piece);
    b += (size_t)ldb * PIECE_ROW(item, TILE_X, piece) + PIECE_COLUMN(item, TILE_X, piece);
    if (end > 0) {
        fetch(a_part, A_PART, piece, a, a_step);
        fetch(b_part, B_PART, piece, b, b_step);
        put_a(a_tile[0], item, a_part, piece);
        put_b(b_tile[0], item, b_part, piece);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint start = 0; start < end; start += TILE_K) {
        const uint buffer = start / TILE_K % 2;
        const bool more = start + TILE_K < end; /* else the last tiles come again, for nothing */
        a += more ? TILE_K : 0;
        b += more ? (size_t)ldb * TILE_K : 0;
        fetch(a_part, A_PART, piece, a, a_step);
        fetch(b_part, B_PART, piece, b, b_step);
        load(a_now[0], b_now[0], a_tile[buffer][0], b_tile[buffer][0], y, x);
#pragma unroll
        for (uint p = 0; p < TILE_K; p++) {
            if (p + 1 < TILE_K) {
                load(a_now[(p + 1) % 2], b_now[(p + 1) % 2], a_tile[buffer][p + 1],
                     b_tile[buffer][p + 1], y, x);
            }
            multiply(sums, a_now[p % 2], b_now[p % 2]);
        }
        put_a(a_tile[1 - buffer], item, a_part, piece);
        put_b(b_tile[1 - buffer], item, b_part, piece);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return end;
}

/* Writes the sums to c, from row and column on: from first_row and first_column on, where the work-group's
 * own part of c begins, as far as there is any. vectors: all are its own, and every row begins at a multiple of 16 bytes. */
static void store(const float sums[PER_Y][PER_X], __global float *c, const uint row,
                  const uint column, const uint first_row, const uint first_column, const uint m,
                  const uint n, const uint ldc, const bool vectors)
{
#pragma unroll
    for (uint i = 0; i < PER_Y; i++) {
        const uint y = row + i % 4 + i / 4 * ROW_STEP;
        __global float *c_row = c + (size_t)y * ldc;
#pragma unroll
        for (uint g = 0; g < PER_X / 4; g++) {
            const uint x = column + g * COLUMN_STEP;
            if (vectors) {
                *(__global float4 *)(c_row + x) = vload4(g, sums[i]);
                continue;
            }
#pragma unroll
            for (uint j = 0; j < 4; j++) {
                if (y >= first_row && y < m && x + j >= first_column && x + j < n) {
                    c_row[x + j] = sums[i][4 * g + j];
                }
            }
        }
    }
}

/* Whether the first row and all others begin at a multiple of 16 bytes. */
static bool is_aligned(__global const float *first, const uint leading_dimension)
{
    return (size_t)first % 16 == 0 && leading_dimension % 4 == 0;
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint first_column = get_group_id(0) * TILE_X; /* of this work-group's part of c */
    const uint first_row = get_group_id(1) * TILE_Y;
    const bool large = m >= TILE_Y && n >= TILE_X;
    const uint left = large ? min(first_column, n - TILE_X) : first_column;
    const uint top = large ? min(first_row, m - TILE_Y) : first_row;
    const uint lane = get_local_id(0);
    const uint warp = get_local_id(1);
    const uint item = warp * LOCAL_X + lane;
    /* A warp's rectangle is 4 work-items high and 8 wide: 0 and 1 stand above each other, 2 and 3 right of
     * them, on to 15; 16 to 31 below these. */
    const uint x = warp / (TILE_Y / 32) * 64 + lane / 2 % 8 * 4;
    const uint y = warp % (TILE_Y / 32) * 32 + (lane % 2 + lane / 16 * 2) * 4;
    __local float a_tile[2][TILE_K][TILE_Y + PAD] __attribute__((aligned(16)));
    __local float b_tile[2][TILE_K][TILE_X] __attribute__((aligned(16)));
    float a_part[A_PART], b_part[B_PART];
    float sums[PER_Y][PER_X] = {{0.0f}};
    uint start = 0;

    a += (size_t)top * lda;
    b += left;
    if (large && !ON_CPU && is_aligned(a, lda) && is_aligned(b, ldb)) {
        start = multiply_whole_steps(sums, a_tile, b_tile, item, 4, a, b, k, lda, ldb, y, x);
    } else if (large) {
        start = multiply_whole_steps(sums, a_tile, b_tile, item, 1, a, b, k, lda, ldb, y, x);
    }
    for (; start < k; start += TILE_K) {
        fetch_existing(a_part, A_PART, a + start, PIECE_ROW(item, TILE_K, 1), PIECE_STEP(TILE_K, 1),
                       PIECE_COLUMN(item, TILE_K, 1), m - top, k - start, lda);
        fetch_existing(b_part, B_PART, b + (size_t)start * ldb, PIECE_ROW(item, TILE_X, 1),
                       PIECE_STEP(TILE_X, 1), PIECE_COLUMN(item, TILE_X, 1), k - start, n - left,
                       ldb);
        put_a(a_tile[0], item, a_part, 1);
        put_b(b_tile[0], item, b_part, 1);
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll 1
        for (uint p = 0; p < TILE_K; p++) {
            float a_now[PER_Y], b_now[PER_X];
            load(a_now, b_now, a_tile[0][p], b_tile[0][p], y, x);
            multiply(sums, a_now, b_now);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    store(sums, c, top + y, left + x, first_row, first_column, m, n, ldc,
          large && top == first_row && left == first_column && is_aligned(c, ldc));
}
