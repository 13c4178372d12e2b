/* matmul, rung 15, for NVIDIA's Hopper: half-precision factors on the tensor cores by wgmma.
 * Arguments as on rung 14. wgmma is an instruction of four warps together (a warpgroup): it multiplies
 * 64 x 16 by 16 x 256 elements, reads both factors from local memory by itself, and goes on in the background
 * while the next tiles are copied. It exists only for the target sm_90a, which the OpenCL compiler does not
 * offer. So these instructions stand in comments of the assembly, "//@..."; the host builds the program, takes
 * its PTX, turns the comments into instructions and the target into sm_90a, and loads that. */
// needs: NVIDIA sm_90a
// format: fp16
#ifndef STAGES
#define STAGES 4 /* tiles in local memory: one in use, one just used, the others on their way */
#endif
#ifndef GROUP
#define GROUP 16 /* rows of tiles that are made together: what they share of b is still in the cache */
#endif
// tune: GROUP = 1 4 8 16
// tune: STAGES = 3 4
#define LOCAL_X 32 /* the work-items of a warp */
#define LOCAL_Y 8  /* warps: two warpgroups, of 64 x 256 elements of c each */
#define TILE_X 256
#define TILE_Y 128
#define TILE_K 64
#define ITEMS (LOCAL_X * LOCAL_Y)
#define CHUNK 8                   /* halves in 16 bytes */
#define A_CHUNKS (TILE_K / CHUNK) /* in a row of 128 bytes, as wgmma wants them */
#define B_CHUNKS (TILE_X / CHUNK) /* in a row of b's tile, which lies in four blocks of 64 columns */
#define A_ROWS (ITEMS / A_CHUNKS) /* rows of a tile that the work-items copy at a time */
#define B_ROWS (ITEMS / B_CHUNKS)
#if STAGES < 3 || STAGES > 4
#error STAGES must be 3 or 4
#endif

/* Where a chunk of a's tile lies in local memory, and one of b's: row y, chunk x of it. */
static uint a_place(const uint y, const uint x)
{
    return (y * A_CHUNKS + (x ^ y % 8)) * CHUNK;
}

static uint b_place(const uint y, const uint x)
{
    return (x / 8 * TILE_K * 8 + y * 8 + (x % 8 ^ y % 8)) * CHUNK;
}

/* Begins to copy 16 bytes into local memory: only so many are read, the others become 0. */
static void copy16(__local ushort *to, __global const ushort *from, const uint bytes)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"((uint)(size_t)to), "l"(from), "r"(bytes)
                 : "memory");
}

/* Begins to copy a work-item's part of two tiles that lie wholly inside of their matrices. a and b: where
 * the tiles begin. */
static void copy_whole(__local ushort *a_tile, __local ushort *b_tile, const uint item,
                       __global const ushort *a, __global const ushort *b, const uint lda, const uint ldb)
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
        copy16(b_tile + i * B_ROWS * 64, b + i * B_ROWS * (size_t)ldb, 16);
    }
}

/* The same for a chunk of which only the first count elements exist, and that may lie anywhere. */
static void copy_chunk(__local ushort *to, __global const ushort *from, const int count,
                       const bool aligned)
{
    if (aligned) {
        copy16(to, from, 2 * clamp(count, 0, CHUNK));
        return;
    }
    for (int i = 0; i < CHUNK; i++) {
        to[i] = i < count ? from[i] : (ushort)0;
    }
}

/* The same for tiles that may reach past the edges, from row top, column left and step start on. */
static void copy_guarded(__local ushort *a_tile, __local ushort *b_tile, const uint item,
                         __global const ushort *a, __global const ushort *b, const uint top,
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
    asm volatile("cp.async.wait_group %0;" ::"n"(STAGES - 3) : "memory");
}

/* What was copied into local memory becomes visible to wgmma. */
static void show_copies(void)
{
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

/* What wgmma has to know of a tile: its address, the distance of its parts in bytes, and that the chunks of
 * a row of 128 bytes are exchanged by XOR with the row. */
static ulong descriptor(__local const ushort *tile, const ulong leading, const ulong stride)
{
    const ulong address = (ulong)(uint)(size_t)tile;
    return (address & 0x3ffff) >> 4 | leading >> 4 << 16 | stride >> 4 << 32 | 1UL << 62;
}

#define SUMS \
"%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, " \
"%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, " \
"%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, " \
"%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, " \
"%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, " \
"%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, " \
"%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, " \
"%112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127"
#define FOUR(i) "+f"(sums[i]), "+f"(sums[i + 1]), "+f"(sums[i + 2]), "+f"(sums[i + 3])
#define SIXTEEN(i) FOUR(i), FOUR(i + 4), FOUR(i + 8), FOUR(i + 12)

/* Begins to add the products of one tile to the sums, 16 numbers along k an instruction, and waits for the tile
 * before. */
static void multiply(float sums[128], const ulong a, const ulong b)
{
    asm volatile(
        "{\n"
        "//@.reg .pred p;\n"
        "//@setp.ne.b32 p, %136, 0;\n"
        "//@wgmma.fence.sync.aligned;\n"
        "//@wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16 {" SUMS "}, %128, %132, p, 1, 1, 0, 1;\n"
        "//@wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16 {" SUMS "}, %129, %133, p, 1, 1, 0, 1;\n"
        "//@wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16 {" SUMS "}, %130, %134, p, 1, 1, 0, 1;\n"
        "//@wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16 {" SUMS "}, %131, %135, p, 1, 1, 0, 1;\n"
        "//@wgmma.commit_group.sync.aligned;\n"
        "//@wgmma.wait_group.sync.aligned 1;\n"
        "}\n"
        : SIXTEEN(0), SIXTEEN(16), SIXTEEN(32), SIXTEEN(48), SIXTEEN(64), SIXTEEN(80), SIXTEEN(96), SIXTEEN(112)
        : "l"(a), "l"(a + (32 >> 4)), "l"(a + (64 >> 4)), "l"(a + (96 >> 4)), "l"(b),
          "l"(b + (2048 >> 4)), "l"(b + (4096 >> 4)), "l"(b + (6144 >> 4)), "r"(1)
        : "memory");
}

static void await_products(float sums[128])
{
    asm volatile("//@wgmma.wait_group.sync.aligned 0;\n"
                 : SIXTEEN(0), SIXTEEN(16), SIXTEEN(32), SIXTEEN(48), SIXTEEN(64), SIXTEEN(80), SIXTEEN(96), SIXTEEN(112)
                 :
                 : "memory");
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

__kernel __attribute__((reqd_work_group_size(LOCAL_X, LOCAL_Y, 1))) void
matmul(__global const half *a, __global const half *b, __global float *c,
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
    const uint group = warp / 4;
    const bool inside = top + TILE_Y <= m && left + TILE_X <= n && (size_t)a % 16 == 0 &&
                        (size_t)b % 16 == 0 && lda % CHUNK == 0 && ldb % CHUNK == 0;
    const bool c_aligned = (size_t)c % 8 == 0 && ldc % 2 == 0;
    __global const ushort *a_bits = (__global const ushort *)a;
    __global const ushort *b_bits = (__global const ushort *)b;
    __local ushort a_tile[STAGES][TILE_Y * TILE_K] __attribute__((aligned(1024)));
    __local ushort b_tile[STAGES][TILE_K * TILE_X] __attribute__((aligned(1024)));
    float sums[128] = {0.0f};

#pragma unroll 1
    for (uint stage = 0; stage < STAGES - 2; stage++) {
        copy_guarded(a_tile[stage], b_tile[stage], item, a_bits, b_bits, top, left, stage * TILE_K, m, n,
                     k, lda, ldb);
        close_copies();
    }
    uint stage = 0;
    uint next = STAGES - 2;
    for (uint start = 0; start < k; start += TILE_K) {
        const uint ahead = start + (STAGES - 2) * TILE_K;
        await_copies();
        show_copies();
        barrier(CLK_LOCAL_MEM_FENCE);
        if (inside && ahead + TILE_K <= k) {
            copy_whole(a_tile[next], b_tile[next], item, a_bits + (size_t)top * lda + ahead,
                       b_bits + (size_t)ahead * ldb + left, lda, ldb);
        } else if (ahead < k) {
            copy_guarded(a_tile[next], b_tile[next], item, a_bits, b_bits, top, left, ahead, m, n, k, lda,
                         ldb);
        }
        close_copies();
        multiply(sums, descriptor(a_tile[stage] + group * 64 * TILE_K, 16, 1024),
                 descriptor(b_tile[stage], TILE_K * 128, 1024));
        stage = stage + 1 < STAGES ? stage + 1 : 0;
        next = next + 1 < STAGES ? next + 1 : 0;
    }
    await_products(sums);
#pragma unroll
    for (uint j = 0; j < 32; j++) {
        const uint row = top + warp * 16 + lane / 4;
        const uint column = left + 8 * j + lane % 4 * 2;
        store2((float2)(sums[4 * j], sums[4 * j + 1]), c, row, column, m, n, ldc, c_aligned);
        store2((float2)(sums[4 * j + 2], sums[4 * j + 3]), c, row + 8, column, m, n, ldc, c_aligned);
    }
}
