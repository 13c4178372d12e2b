/* matmul, rung 13, for NVIDIA: the tensor cores, by inline PTX, on float factors rounded to tf32.
 * Arguments as exercises/04_matmul.cl states them. tf32 keeps 10 of a float's 23 bits after the binary point.
 * A tensor core multiplies 16 x 8 by 8 x 8 elements at one instruction of a warp, mma.sync. The work-group
 * keeps STAGES tiles of each matrix in local memory: cp.async copies the next ones there without passing
 * through registers. ldmatrix hands out a warp's fragments of a. Chunks of 16 bytes are exchanged within a
 * row (XOR with the row), so that neither copying nor reading meets in a bank. */
// needs: NVIDIA
// format: tf32
#ifndef STAGES
#define STAGES 3 /* tiles in local memory */
#endif
#ifndef GROUP
#define GROUP 8 /* rows of tiles that are made together: what they share of b is still in the cache */
#endif
// tune: GROUP = 1 4 8 16
// tune: STAGES = 2 3 4
#ifndef TILE_X
#define TILE_X 128 /* columns of c a work-group */
#endif
#ifndef TILE_Y
#define TILE_Y 128 /* rows of c a work-group */
#endif
// tune: TILE_X = 64 128 256
// tune: TILE_Y = 64 128 256
#define LOCAL_X 32                     /* the work-items of a warp */
#define LOCAL_Y (TILE_X * TILE_Y / 4096) /* warps, of 64 x 64 elements of c each */
#define TILE_K 32
#define ITEMS (LOCAL_X * LOCAL_Y)
#define STEPS (TILE_K / 8) /* of the tensor cores a tile; even */
#define CHUNK 4 /* floats in 16 bytes */
#define A_CHUNKS (TILE_K / CHUNK)
#define B_CHUNKS (TILE_X / CHUNK)
#define A_ROWS (ITEMS / A_CHUNKS) /* rows of a tile that the work-items copy at a time */
#define B_ROWS (ITEMS / B_CHUNKS)
#if STAGES < 2
#error STAGES must be at least 2
#elif TILE_X % 64 != 0 || TILE_Y % 64 != 0 || ITEMS > 512
#error TILE_X and TILE_Y must be multiples of 64, and make at most 16 warps
#elif ITEMS % B_CHUNKS != 0 || TILE_K % B_ROWS != 0 || TILE_Y % A_ROWS != 0 || B_ROWS % 4 != 0
#error the work-items cannot share the tiles evenly
#elif STAGES * TILE_K * (TILE_X + TILE_Y) * 4 > 192 * 1024
#error the tiles need more than 192 KiB of local memory
#endif

/* Where a chunk of a's tile lies in local memory, and one of b's: row y, chunk x of it. */
static uint a_place(const uint y, const uint x)
{
    return (y * A_CHUNKS + (x ^ y % 8)) * CHUNK;
}

static uint b_place(const uint y, const uint x)
{
    return (y * B_CHUNKS + (x ^ y % 4 * 2)) * CHUNK;
}

/* Begins to copy 16 bytes into local memory: only so many are read, the others become 0. */
static void copy16(__local float *to, __global const float *from, const uint bytes)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"((uint)(size_t)to), "l"(from), "r"(bytes)
                 : "memory");
}

/* Begins to copy a work-item's part of two tiles that lie wholly inside of their matrices. a and b: where
 * the tiles begin. */
static void copy_whole(__local float *a_tile, __local float *b_tile, const uint item,
                       __global const float *a, __global const float *b, const uint lda, const uint ldb)
{
    a += (size_t)(item / A_CHUNKS) * lda + item % A_CHUNKS * CHUNK;
    b += (size_t)(item / B_CHUNKS) * ldb + item % B_CHUNKS * CHUNK;
    a_tile += a_place(item / A_CHUNKS, item % A_CHUNKS);
    b_tile += b_place(item / B_CHUNKS, item % B_CHUNKS);
#pragma unroll
    for (uint i = 0; i < TILE_Y / A_ROWS; i++) {
        copy16(a_tile + i * A_ROWS * TILE_K, a + i * A_ROWS * (size_t)lda, 16);
    }
#pragma unroll
    for (uint i = 0; i < TILE_K / B_ROWS; i++) {
        copy16(b_tile + i * B_ROWS * TILE_X, b + i * B_ROWS * (size_t)ldb, 16);
    }
}

/* The same for a chunk of which only the first count elements exist, and that may lie anywhere. */
static void copy_chunk(__local float *to, __global const float *from, const int count,
                       const bool aligned)
{
    if (aligned) {
        copy16(to, from, 4 * clamp(count, 0, CHUNK));
        return;
    }
    for (int i = 0; i < CHUNK; i++) {
        to[i] = i < count ? from[i] : 0.0f;
    }
}

/* The same for tiles that may reach past the edges, from row top, column left and step start on. */
static void copy_guarded(__local float *a_tile, __local float *b_tile, const uint item,
                         __global const float *a, __global const float *b, const uint top,
                         const uint left, const uint start, const uint m, const uint n,
                         const uint k, const uint lda, const uint ldb)
{
    const bool a_aligned = (size_t)a % 16 == 0 && lda % CHUNK == 0;
    const bool b_aligned = (size_t)b % 16 == 0 && ldb % CHUNK == 0;

#pragma unroll 1
    for (uint y = item / A_CHUNKS; y < TILE_Y; y += A_ROWS) {
        const uint x = item % A_CHUNKS;
        const uint p = start + x * CHUNK;
        const int count = top + y < m ? (int)(k - p) : 0;
        copy_chunk(a_tile + a_place(y, x), count > 0 ? a + (size_t)(top + y) * lda + p : a, count,
                   a_aligned);
    }
#pragma unroll 1
    for (uint y = item / B_CHUNKS; y < TILE_K; y += B_ROWS) {
        const uint x = item % B_CHUNKS;
        const uint column = left + x * CHUNK;
        const int count = start + y < k ? (int)(n - column) : 0;
        copy_chunk(b_tile + b_place(y, x),
                   count > 0 ? b + (size_t)(start + y) * ldb + column : b, count, b_aligned);
    }
}

/* Everything that was begun up to now makes a group; waits until at most so many groups are under way. */
static void close_copies(void)
{
    asm volatile("cp.async.commit_group;" ::: "memory");
}

static void await_copies(void)
{
    asm volatile("cp.async.wait_group %0;" ::"n"(STAGES - 2) : "memory");
}

/* A float rounded to tf32: what is left out would only be cut off otherwise. */
static uint rounded(const uint bits)
{
    uint result;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(result) : "f"(as_float(bits)));
    return result;
}

/* Four 8 x 4 matrices of float from local memory, each lane giving the address of one row. */
static uint4 load_matrices(__local const float *row)
{
    uint4 parts;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(parts.x), "=r"(parts.y), "=r"(parts.z), "=r"(parts.w)
                 : "r"((uint)(size_t)row)
                 : "memory");
    return (uint4)(rounded(parts.x), rounded(parts.y), rounded(parts.z), rounded(parts.w));
}

/* sums += a b: 16 x 8 by 8 x 8, held by the warp together. */
static void mma(float4 *sums, const uint4 a, const uint2 b)
{
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
                 "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(sums->x), "+f"(sums->y), "+f"(sums->z), "+f"(sums->w)
                 : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b.x), "r"(b.y));
}

/* A warp's fragments of both tiles for 8 steps along k: 64 rows of a, 64 columns of b. */
static void load_fragments(uint4 a_part[4], uint2 b_part[8], __local const float *a_tile,
                           __local const float *b_tile, const uint step, const uint y,
                           const uint x, const uint lane)
{
#pragma unroll
    for (uint i = 0; i < 4; i++) {
        const uint row = y + 16 * i + lane % 16;
        const uint chunk = step * 2 + lane / 16;
        a_part[i] = load_matrices(a_tile + a_place(row, chunk));
    }
#pragma unroll
    for (uint j = 0; j < 8; j++) {
        const uint row = step * 8 + lane % 4;
        const uint column = (x + 8 * j + lane / 4) ^ lane % 4 * 8;
        b_part[j].x = rounded(as_uint(b_tile[row * TILE_X + column]));
        b_part[j].y = rounded(as_uint(b_tile[(row + 4) * TILE_X + column]));
    }
}

/* Writes two neighbours of a row of c. */
static void store2(const float2 two, __global float *c, const uint row, const uint column,
                   const uint m, const uint n, const uint ldc, const bool aligned)
{
    __global float *to = c + (size_t)row * ldc + column;

    if (row < m && column + 1 < n && aligned) {
        *(__global float2 *)to = two;
        return;
    }
    if (row < m && column < n) {
        to[0] = two.x;
    }
    if (row < m && column + 1 < n) {
        to[1] = two.y;
    }
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint across = get_num_groups(0);
    const uint number = get_group_id(1) * across + get_group_id(0);
    const uint first = number / (across * GROUP) * GROUP; /* row of tiles */
    const uint high = min((uint)GROUP, (uint)get_num_groups(1) - first);
    const uint top = (first + number % (across * GROUP) % high) * TILE_Y;
    const uint left = number % (across * GROUP) / high * TILE_X;
    const uint lane = get_local_id(0);
    const uint warp = get_local_id(1);
    const uint item = warp * LOCAL_X + lane;
    const uint y = warp / (TILE_X / 64) * 64;
    const uint x = warp % (TILE_X / 64) * 64;
    const bool inside = top + TILE_Y <= m && left + TILE_X <= n && (size_t)a % 16 == 0 &&
                        (size_t)b % 16 == 0 && lda % CHUNK == 0 && ldb % CHUNK == 0;
    const bool c_aligned = (size_t)c % 8 == 0 && ldc % 2 == 0;
    __local float a_tile[STAGES][TILE_Y * TILE_K] __attribute__((aligned(128)));
    __local float b_tile[STAGES][TILE_K * TILE_X] __attribute__((aligned(128)));
    uint4 a_part[2][4];
    uint2 b_part[2][8];
    float4 sums[4][8];

#pragma unroll
    for (uint i = 0; i < 4; i++) {
#pragma unroll
        for (uint j = 0; j < 8; j++) {
            sums[i][j] = (float4)(0.0f);
        }
    }
#pragma unroll 1
    for (uint stage = 0; stage < STAGES - 1; stage++) {
        copy_guarded(a_tile[stage], b_tile[stage], item, a, b, top, left, stage * TILE_K, m, n,
                     k, lda, ldb);
        close_copies();
    }
    uint stage = 0;
    uint free = STAGES - 1;
    await_copies();
    barrier(CLK_LOCAL_MEM_FENCE);
    load_fragments(a_part[0], b_part[0], a_tile[0], b_tile[0], 0, y, x, lane);
    for (uint start = 0; start < k; start += TILE_K) {
        const uint ahead = start + (STAGES - 1) * TILE_K;
        const uint next = stage + 1 < STAGES ? stage + 1 : 0;
        if (inside && ahead + TILE_K <= k) {
            copy_whole(a_tile[free], b_tile[free], item, a + (size_t)top * lda + ahead,
                       b + (size_t)ahead * ldb + left, lda, ldb);
        } else if (ahead < k) {
            copy_guarded(a_tile[free], b_tile[free], item, a, b, top, left, ahead, m, n, k, lda,
                         ldb);
        }
        close_copies();
#pragma unroll
        for (uint step = 0; step < STEPS; step++) {
            const uint now = step % 2;
            if (step + 1 < STEPS) {
                load_fragments(a_part[1 - now], b_part[1 - now], a_tile[stage], b_tile[stage],
                               step + 1, y, x, lane);
            } else {
                await_copies();
                barrier(CLK_LOCAL_MEM_FENCE);
                load_fragments(a_part[1 - now], b_part[1 - now], a_tile[next], b_tile[next], 0, y,
                               x, lane);
            }
#pragma unroll
            for (uint i = 0; i < 4; i++) {
#pragma unroll
                for (uint j = 0; j < 8; j++) {
                    mma(&sums[i][j], a_part[now][i], b_part[now][j]);
                }
            }
        }
        free = stage;
        stage = next;
    }
#pragma unroll
    for (uint i = 0; i < 4; i++) {
#pragma unroll
        for (uint j = 0; j < 8; j++) {
            const uint row = top + y + 16 * i + lane / 4;
            const uint column = left + x + 8 * j + lane % 4 * 2;
            store2(sums[i][j].xy, c, row, column, m, n, ldc, c_aligned);
            store2(sums[i][j].zw, c, row + 8, column, m, n, ldc, c_aligned);
        }
    }
}
