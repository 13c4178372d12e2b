/* matmul, rung 5: four floats at a time, from global and from local memory.
 * Arguments as exercises/04_matmul.cl states them. One float4 moves what took four instructions. For
 * that a work-item's elements of c lie in groups of 4 x 4, and the tile of a is transposed on its way
 * into local memory: both tiles are then read along their rows. A float4 may only be read at a multiple
 * of 16 bytes: where the matrix is not laid out so, and at the edges, floats are fetched one by one. */
#ifndef LOCAL_X
#define LOCAL_X 16 /* work-items of a work-group along the columns */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 16 /* and along the rows */
#endif
#ifndef PER_X
#define PER_X 8 /* columns of c a work-item */
#endif
#ifndef PER_Y
#define PER_Y 8 /* rows of c a work-item */
#endif
#ifndef TILE_K
#define TILE_K 16 /* step along k */
#endif
#ifndef PAD
#define PAD 4 /* floats that follow a row of a's tile, so that its columns spread over the banks */
#endif
// tune: LOCAL_X = 8 16 32
// tune: LOCAL_Y = 8 16
// tune: PER_X = 4 8
// tune: PER_Y = 4 8
// tune: TILE_K = 8 16 32
// tune: PAD = 0 4
// build: NVIDIA: -cl-nv-maxrregcount=128
#define TILE_X (LOCAL_X * PER_X)
#define TILE_Y (LOCAL_Y * PER_Y)
#define ITEMS (LOCAL_X * LOCAL_Y)
#define ROW_STEP (LOCAL_Y * 4)    /* rows from one group of four to the next */
#define COLUMN_STEP (LOCAL_X * 4) /* the same for columns */
#define A_FETCHES (TILE_Y * TILE_K / 4 / ITEMS)
#define B_FETCHES (TILE_K * TILE_X / 4 / ITEMS)
#if ITEMS > 1024
#error few devices take more than 1024 work-items in a work-group
#elif PER_X % 4 != 0 || PER_Y % 4 != 0 || TILE_K % 4 != 0 || PAD % 4 != 0
#error PER_X, PER_Y, TILE_K and PAD must be multiples of 4
#elif ITEMS % (TILE_K / 4) != 0 || TILE_Y * TILE_K / 4 % ITEMS != 0
#error the work-items cannot share the tile of a evenly
#elif ITEMS % (TILE_X / 4) != 0 || TILE_K * TILE_X / 4 % ITEMS != 0
#error the work-items cannot share the tile of b evenly
#elif 4 * TILE_K * (TILE_X + TILE_Y + PAD) >= 48 * 1024
#error the tiles of a and b need 48 KiB of local memory or more
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

/* Puts what was fetched into local memory: a transposed, b as it is. */
static void put_a(__local float a_tile[TILE_K][TILE_Y + PAD], const uint item,
                  const float4 part[A_FETCHES])
{
#pragma unroll
    for (uint i = 0; i < A_FETCHES; i++) {
        const uint y = item / (TILE_K / 4) + i * (ITEMS / (TILE_K / 4));
        const uint p = item % (TILE_K / 4) * 4;
        a_tile[p][y] = part[i].x;
        a_tile[p + 1][y] = part[i].y;
        a_tile[p + 2][y] = part[i].z;
        a_tile[p + 3][y] = part[i].w;
    }
}

static void put_b(__local float b_tile[TILE_K][TILE_X], const uint item,
                  const float4 part[B_FETCHES])
{
#pragma unroll
    for (uint i = 0; i < B_FETCHES; i++) {
        const uint p = item / (TILE_X / 4) + i * (ITEMS / (TILE_X / 4));
        const uint x = item % (TILE_X / 4) * 4;
        *(__local float4 *)&b_tile[p][x] = part[i];
    }
}

/* Adds the products of one number along k, a row of each tile, to the sums of the elements from row y and
 * column x of the tile on. */
static void multiply(float sums[PER_Y][PER_X], __local float a_row[TILE_Y + PAD],
                     __local float b_row[TILE_X], const uint y, const uint x)
{
    float a_part[PER_Y], b_part[PER_X];
#pragma unroll
    for (uint g = 0; g < PER_Y / 4; g++) {
        vstore4(*(__local float4 *)&a_row[y + g * ROW_STEP], g, a_part);
    }
#pragma unroll
    for (uint g = 0; g < PER_X / 4; g++) {
        vstore4(*(__local float4 *)&b_row[x + g * COLUMN_STEP], g, b_part);
    }
#pragma unroll
    for (uint i = 0; i < PER_Y; i++) {
#pragma unroll
        for (uint j = 0; j < PER_X; j++) {
            sums[i][j] += a_part[i] * b_part[j];
        }
    }
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
    const uint item = get_local_id(1) * LOCAL_X + get_local_id(0);
    const uint x = get_local_id(0) * 4;
    const uint y = get_local_id(1) * 4;
    __local float a_tile[TILE_K][TILE_Y + PAD] __attribute__((aligned(16)));
    __local float b_tile[TILE_K][TILE_X] __attribute__((aligned(16)));
    float4 a_part[A_FETCHES], b_part[B_FETCHES];
    float sums[PER_Y][PER_X] = {{0.0f}};

    for (uint start = 0; start < k; start += TILE_K) {
        fetch_a(a_part, item, a, top, start, m, k, lda);
        fetch_b(b_part, item, b, left, start, n, k, ldb);
        put_a(a_tile, item, a_part);
        put_b(b_tile, item, b_part);
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
        for (uint p = 0; p < TILE_K; p++) {
            multiply(sums, a_tile[p], b_tile[p], y, x);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    store(sums, c, top + y, left + x, m, n, ldc,
          is_aligned((size_t)c, ldc) && top + TILE_Y <= m && left + TILE_X <= n);
}
