/* matmul, rung 17, for NVIDIA's Hopper: rung 16 for sizes whose tiles do not fill the last round.
 * Arguments as exercises/04_matmul.cl states them. With a work-group a tile, the 286 tiles of 2049 x 2049 take as long
 * on 132 multiprocessors as 396 would: three rounds. Here a work-group stays on its multiprocessor. It makes whole
 * tiles first, and then its share of the last ones, cut along k: of those tiles' steps along k, put in a row, every
 * work-group takes as many (stream-K). So a tile has at most two makers. The one with its end comes to it first, and
 * leaves its sums in c; the other one ends with the tile's beginning, waits until the first has told (a flag a warp),
 * and adds what lies in c.
 * That needs work-groups that start in the order of their numbers, two at a time at least: OpenCL does not promise it,
 * NVIDIA's GPUs do it. The flags lie in memory of the program's own, are 0 between two launches, and are not for two
 * launches at the same time. What a work-group costs to begin with, and the detour through c, make this slower than
 * rung 16 where tiles do fill the rounds. "//@": see rung 15. */
// needs: NVIDIA sm_90a
// format: bf16x6
#ifndef WARPGROUPS
#define WARPGROUPS 3 /* of a work-group, 64 rows of c each: 2, 3 or 4 */
#endif
#ifndef TILE_X
#define TILE_X 80 /* columns of c a work-group: 48, 64, 80 or 128 */
#endif
#ifndef GROUP
#define GROUP 4 /* rows of tiles that are made together: what they share of b is still in the cache */
#endif
// tune: WARPGROUPS = 2 3 4
// tune: TILE_X = 48 64 80 128
// tune: GROUP = 1 2 4 8 16
#define TILE_Y (64 * WARPGROUPS)
#define TILE_K 32
#define LOCAL_X 32 /* the work-items of a warp */
#define LOCAL_Y (4 * WARPGROUPS)
#define ITEMS (LOCAL_X * LOCAL_Y)
#define PARTS 3    /* of a float */
#define STAGES 4   /* tiles of b in local memory: two in use, two that are being stored */
#define PART (TILE_K * TILE_X) /* elements of one part of b's tile */
#define A_PARTS 24             /* pairs of parts of a that a work-item holds */
#define SUMS (TILE_X / 2)      /* elements of c that a work-item makes */
#define FLAGS 8192                      /* one for each warp of the work-groups that share tiles */
#define MOST_WORKERS (FLAGS / LOCAL_Y)
#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
#define FOURS (TILE_K / 4 * TILE_X)                /* quadruples of b's tile */
#define SHARE ((FOURS + ITEMS - 1) / ITEMS)        /* how many of them a work-item splits */
#define RUN (TILE_X % LOCAL_X ? TILE_X : LOCAL_X)  /* neighbours in a row before the next four rows come */
#if WARPGROUPS < 2 || WARPGROUPS > 4
#error WARPGROUPS must be 2, 3 or 4
#elif TILE_X != 48 && TILE_X != 64 && TILE_X != 80 && TILE_X != 128
#error TILE_X must be 48, 64, 80 or 128
#elif WARPGROUPS * TILE_X > 256
#error the sums of so many warpgroups need tiles of at most 256 / WARPGROUPS columns
#endif

/* The highest part of two floats, the first one in the lower half; what is left of them stays in rest. */
static uint split(float2 *rest)
{
    uint part;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(part) : "f"(rest->y), "f"(rest->x));
    rest->x -= as_float(part << 16);
    rest->y -= as_float(part & 0xffff0000);
    return part;
}

/* --- a ----------------------------------------------------------------------------------------- */

/* Of four numbers along k the first count; 0 for the others. */
static float4 load_some(__global const float *from, const int count)
{
    return (float4)(count > 0 ? from[0] : 0.0f, count > 1 ? from[1] : 0.0f,
                    count > 2 ? from[2] : 0.0f, count > 3 ? from[3] : 0.0f);
}

/* This work-item's part of a tile of a, two rows 8 apart: four numbers of each 16 along k. rest: how many numbers
 * along k exist from the tile's beginning on. first: which of them is the work-item's first. */
static void load_a(float4 part[4], __global const float *row, __global const float *other,
                   const uint first, const int rest, const bool aligned)
{
#pragma unroll
    for (uint i = 0; i < 4; i++) {
        __global const float *from = (i % 2 == 0 ? row : other) + first + i / 2 * 16;
        if (rest < TILE_K) {
            part[i] = load_some(from, rest - (int)(first + i / 2 * 16));
        } else {
            part[i] = aligned ? *(__global const float4 *)from : vload4(0, from);
        }
    }
}

/* The parts, in the order in which wgmma takes them from registers: of each 16 numbers along k a work-item holds
 * numbers 2 l, 2 l + 1, 2 l + 8 and 2 l + 9 of both rows, where l = lane % 4. */
static void split_a(uint a[A_PARTS], const float4 part[4])
{
#pragma unroll
    for (uint i = 0; i < 4; i++) {
        float2 left = part[i].xy;
        float2 right = part[i].zw;
#pragma unroll
        for (uint p = 0; p < PARTS; p++) {
            a[i / 2 * 12 + p * 4 + i % 2] = split(&left);
            a[i / 2 * 12 + p * 4 + i % 2 + 2] = split(&right);
        }
    }
}

/* --- b ----------------------------------------------------------------------------------------- */

/* A tile is split in quadruples, numbered: four rows in one column, RUN neighbours at a time. */
static uint column_of(const uint four)
{
    return four / (TILE_K / 4 * RUN) * RUN + four % RUN;
}

/* Which of the eight sets of four rows it is. */
static uint set_of(const uint four)
{
    return four / RUN % (TILE_K / 4);
}

/* The first row of such a set; the others are 1, 4 and 5 further. They become neighbours in local memory, so that
 * numbers 4 l to 4 l + 3 along k, which a work-item has of a, meet their own ones of b. */
static uint row_of(const uint set)
{
    return set / 4 * 16 + set % 2 * 8 + set / 2 % 2 * 2;
}

/* This work-item's part of a tile of b. b: where the tile begins. rest, columns: how many rows and columns exist from
 * there on. */
static void load_b(float4 part[SHARE], __global const float *b, const uint ldb, const uint item,
                   const int rest, const uint columns)
{
    const bool whole = rest >= TILE_K && columns >= TILE_X;

#pragma unroll
    for (uint i = 0; i < SHARE; i++) {
        const uint four = item + i * ITEMS;
        const bool mine = FOURS % ITEMS == 0 || four < FOURS;
        const uint row = row_of(set_of(four)), column = column_of(four);
        __global const float *from = b + (size_t)row * ldb + column;
        if (whole && mine) {
            part[i] = (float4)(from[0], from[ldb], from[4 * (size_t)ldb], from[5 * (size_t)ldb]);
        } else {
            const int count = mine && column < columns ? rest - (int)row : 0;
            part[i] = (float4)(count > 0 ? from[0] : 0.0f, count > 1 ? from[ldb] : 0.0f,
                               count > 4 ? from[4 * (size_t)ldb] : 0.0f,
                               count > 5 ? from[5 * (size_t)ldb] : 0.0f);
        }
    }
}

/* Writes it into local memory, the parts one behind the other: a column of b is a row of 64 bytes there, whose chunks
 * of 16 bytes are exchanged by XOR with the row's number, as wgmma wants them. */
static void store_b(__local ushort *tile, const float4 part[SHARE], const uint item)
{
#pragma unroll
    for (uint i = 0; i < SHARE; i++) {
        const uint four = item + i * ITEMS;
        const uint set = set_of(four), column = column_of(four);
        const uint chunk = set / 2 ^ column / 2 % 4;
        __local ushort *to = tile + column * TILE_K + chunk * 8 + set % 2 * 4;
        float2 above = part[i].xy;
        float2 below = part[i].zw;
#pragma unroll
        for (uint p = 0; p < PARTS; p++) {
            const uint first = split(&above);
            const uint second = split(&below);
            if (FOURS % ITEMS == 0 || four < FOURS) {
                *(__local uint2 *)(to + p * PART) = (uint2)(first, second);
            }
        }
    }
}

/* What was stored in local memory becomes visible to wgmma. */
static void show_stores(void)
{
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

/* Tells the other warpgroups that this one has stored its part of a tile, and has done with the tile before last. A
 * barrier for each stage and each warpgroup that waits, of the 16 that there are; number 0, that of barrier(), too. */
static void tell_others(const uint stage, const uint warpgroup)
{
#pragma unroll
    for (uint i = 1; i < WARPGROUPS; i++) {
        const uint other = (warpgroup + i) % WARPGROUPS;
        asm volatile("bar.arrive %0, %1;"
                     :
                     : "r"(WARPGROUPS * stage + other), "n"(ITEMS)
                     : "memory");
    }
}

/* Waits until the others have told that, and the warps of this one are here. */
static void await_others(const uint stage, const uint warpgroup)
{
    asm volatile("bar.sync %0, %1;"
                 :
                 : "r"(WARPGROUPS * stage + warpgroup), "n"(ITEMS)
                 : "memory");
}

/* --- products ---------------------------------------------------------------------------------- */

/* What wgmma has to know of a tile: its address (bits 0 to 13, in units of 16 bytes), the distance of 512 bytes from 8
 * columns to the next 8 (from bit 32 on), and how chunks are exchanged (2 at bit 62: within 64 bytes). */
static ulong descriptor(__local const ushort *tile)
{
    const ulong address = (ulong)(uint)(size_t)tile;
    return (address & 0x3ffff) >> 4 | 1UL << 16 | 512UL >> 4 << 32 | 2UL << 62;
}

#define FOUR(i) "+f"(sums[i]), "+f"(sums[i + 1]), "+f"(sums[i + 2]), "+f"(sums[i + 3])
#define SIXTEEN(i) FOUR(i), FOUR(i + 4), FOUR(i + 8), FOUR(i + 12)
#define UP_TO_24 "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, " \
"%16, %17, %18, %19, %20, %21, %22, %23"
#define UP_TO_32 UP_TO_24 ", %24, %25, %26, %27, %28, %29, %30, %31"
#define UP_TO_40 UP_TO_32 ", %32, %33, %34, %35, %36, %37, %38, %39"
#define UP_TO_64 UP_TO_40 ", %40, %41, %42, %43, %44, %45, %46, %47, " \
"%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
#if TILE_X == 48
#define ALL_SUMS SIXTEEN(0), FOUR(16), FOUR(20)
#define SHAPE "m64n48k16.f32.bf16.bf16 {" UP_TO_24 "}"
#elif TILE_X == 64
#define ALL_SUMS SIXTEEN(0), SIXTEEN(16)
#define SHAPE "m64n64k16.f32.bf16.bf16 {" UP_TO_32 "}"
#elif TILE_X == 80
#define ALL_SUMS SIXTEEN(0), SIXTEEN(16), FOUR(32), FOUR(36)
#define SHAPE "m64n80k16.f32.bf16.bf16 {" UP_TO_40 "}"
#else
#define ALL_SUMS SIXTEEN(0), SIXTEEN(16), SIXTEEN(32), SIXTEEN(48)
#define SHAPE "m64n128k16.f32.bf16.bf16 {" UP_TO_64 "}"
#endif
/* Part p of a in step s of 16 numbers along k, four registers, and the same of b, a descriptor: 32 bytes a step and
 * 2 PART bytes a part further, in units of 16 bytes. */
#define A(s, p) \
    [a##s##p##0] "r"(a[s * 12 + p * 4]), [a##s##p##1] "r"(a[s * 12 + p * 4 + 1]), \
    [a##s##p##2] "r"(a[s * 12 + p * 4 + 2]), [a##s##p##3] "r"(a[s * 12 + p * 4 + 3])
#define B(s, p) [b##s##p] "l"(b + (s * 32 + p * PART * 2) / 16)
#define ALL_A A(0, 0), A(0, 1), A(0, 2), A(1, 0), A(1, 1), A(1, 2)
#define ALL_B B(0, 0), B(0, 1), B(0, 2), B(1, 0), B(1, 1), B(1, 2)
#define ONE_PRODUCT(s, p, q, go_on) \
    "//@wgmma.mma_async.sync.aligned." SHAPE ", {%[a" #s #p "0], %[a" #s #p "1], %[a" #s #p "2], %[a" #s #p \
    "3]}, %[b" #s #q "], " go_on ", 1, 1, 0;\n"
#define PRODUCT(p, q) ONE_PRODUCT(0, p, q, "yes") ONE_PRODUCT(1, p, q, "yes")

/* Begins to compute the sums of the products of one tile, the small ones first. "no": the first product is not added to
 * what sums held. */
static void multiply(float sums[SUMS], const uint a[A_PARTS], const ulong b)
{
    asm volatile("{\n"
                 "//@.reg .pred yes, no;\n"
                 "//@setp.eq.u32 yes, %[zero], 0;\n"
                 "//@setp.ne.u32 no, %[zero], 0;\n"
                 "//@wgmma.fence.sync.aligned;\n"
                 ONE_PRODUCT(0, 2, 0, "no") ONE_PRODUCT(1, 2, 0, "yes")
                 PRODUCT(0, 2) PRODUCT(1, 1) PRODUCT(1, 0) PRODUCT(0, 1) PRODUCT(0, 0)
                 "//@wgmma.commit_group.sync.aligned;\n"
                 "}\n"
                 : ALL_SUMS
                 : ALL_A, ALL_B, [zero] "r"(0)
                 : "memory");
}

/* Waits for them. */
static void await_products(float sums[SUMS], const uint a[A_PARTS])
{
    asm volatile("//@wgmma.wait_group.sync.aligned 0;\n" : ALL_SUMS : ALL_A : "memory");
}

/* --- c ----------------------------------------------------------------------------------------- */

/* Writes two neighbours of a row of c, as far as they exist and are not left of first. */
static void store_c(const float2 two, __global float *c, const uint row, const uint column,
                    const uint first, const uint m, const uint n, const uint ldc,
                    const bool aligned)
{
    __global float *to = c + (size_t)row * ldc + column;

    if (row < m && column >= first && column + 1 < n && aligned) {
        *(__global float2 *)to = two;
        return;
    }
    if (row < m && column >= first && column < n) {
        to[0] = two.x;
    }
    if (row < m && column + 1 >= first && column + 1 < n) {
        to[1] = two.y;
    }
}

/* The other way round: adds what another work-group has left there. */
static void add_c(float *one, float *other, __global const float *c, const uint row,
                  const uint column, const uint first, const uint m, const uint n, const uint ldc)
{
    __global const volatile float *from = c + (size_t)row * ldc + column;

    if (row < m && column >= first && column < n) {
        *one += from[0];
    }
    if (row < m && column + 1 >= first && column + 1 < n) {
        *other += from[1];
    }
}

/* --- shared tiles ------------------------------------------------------------------------------ */

/* Waits until the flag is set, and takes it down. */
static void await_flag(__global uint *flag, const uint lane)
{
    uint set;
    do {
        asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(set) : "l"(flag) : "memory");
    } while (!set);
    asm volatile("bar.warp.sync 0xffffffff;" ::: "memory");
    if (lane == 0) {
        *flag = 0;
    }
}

/* Sets it: what this warp has written can now be read. */
static void set_flag(__global uint *flag, const uint lane)
{
    asm volatile("fence.acq_rel.gpu;\n"
                 "bar.warp.sync 0xffffffff;" ::: "memory");
    if (lane == 0) {
        asm volatile("st.release.gpu.global.u32 [%0], 1;" : : "l"(flag) : "memory");
    }
}

__kernel __attribute__((reqd_work_group_size(LOCAL_X, LOCAL_Y, 1))) void
matmul(__global const float *a, __global const float *b, __global float *c,
       const uint m, const uint n, const uint k, const uint lda, const uint ldb, const uint ldc)
{
    const uint across = get_num_groups(0), down = get_num_groups(1);
    const uint count = across * down; /* of tiles */
    const uint group = get_group_id(1) * across + get_group_id(0);
    const uint steps = (k + TILE_K - 1) / TILE_K;
    const uint lane = get_local_id(0);
    const uint warp = get_local_id(1);
    const uint item = warp * LOCAL_X + lane;
    const uint warpgroup = warp / 4;
    const uint first = lane % 4 * 4;
    const bool a_aligned = (size_t)a % 16 == 0 && lda % 4 == 0;
    __local ushort tiles[STAGES][PARTS * PART] __attribute__((aligned(1024)));
    __global uint *flags;
    uint multiprocessors;
    uint stage = 0;

    asm("mov.u32 %0, %%nsmid;" : "=r"(multiprocessors));
    asm volatile(".global .align 4 .b32 flags[" TEXT(FLAGS) "];\n"
                 "mov.u64 %0, flags;" : "=l"(flags));
    const uint workers = min(min(count, multiprocessors), (uint)MOST_WORKERS);
    if (group >= workers) {
        return;
    }
    /* a last round that is nearly full is one of whole tiles, too; else it is shared, with the one before */
    const uint over = count % workers;
    const bool full = over == 0 || 4 * over > 3 * workers;
    const uint rounds = count / workers + (over ? 1 : 0) - (full ? 0 : 2);
    const ulong shared = full ? 0 : (ulong)(count - rounds * workers) * steps; /* in steps along k */
    uint at = group * shared / workers;
    const uint end = (group + 1) * shared / workers;
#pragma unroll 1
    for (uint round = 0; round < rounds || at < end; round++) {
        uint number = round * workers + group, from = 0, to = steps;
        if (round >= rounds) {
            number = rounds * workers + at / steps;
            from = at % steps;
            to = min(steps, from + end - at);
            at += to - from;
        }
        if (number >= count) {
            return;
        }
        const uint first_row = number / (across * GROUP) * GROUP; /* of tiles */
        const uint high = min((uint)GROUP, down - first_row);
        const uint top = (first_row + number % (across * GROUP) % high) * TILE_Y;
        const uint edge = number % (across * GROUP) / high * TILE_X;
        /* the last tile moves to the left until it lies inside, if c is wide enough */
        const uint left = min(edge, max(n, (uint)TILE_X) - TILE_X);
        const uint row = top + warp * 16 + lane / 4;
        const bool c_aligned = (size_t)(c + left) % 8 == 0 && ldc % 2 == 0;
        /* what is computed of rows that do not exist is not written */
        __global const float *a_row = a + (size_t)min(row, m - 1) * lda + from * TILE_K;
        __global const float *a_other = a + (size_t)min(row + 8, m - 1) * lda + from * TILE_K;
        __global const float *b_tile = b + (size_t)(from * TILE_K) * ldb + left;
        float4 a_next[4];
        float4 b_next[SHARE];
        uint a_parts[A_PARTS];
        float sums[SUMS];
        float totals[SUMS] = {0.0f};
        int rest = min(k, to * TILE_K) - from * TILE_K; /* numbers along k from this step on */

        load_a(a_next, a_row, a_other, first, rest, a_aligned);
#pragma unroll
        for (uint i = 0; i < 2; i++) {
            const uint next = (stage + i) % STAGES;
            load_b(b_next, b_tile, ldb, item, rest - (int)i * TILE_K, n - left);
            store_b(tiles[next], b_next, item);
            show_stores();
            if (rest > (int)i * TILE_K) {
                tell_others(next, warpgroup);
            }
            b_tile += (size_t)TILE_K * ldb;
        }
        split_a(a_parts, a_next);
        load_a(a_next, a_row + TILE_K, a_other + TILE_K, first, rest - TILE_K, a_aligned);
        load_b(b_next, b_tile, ldb, item, rest - 2 * TILE_K, n - left);
#pragma unroll 1
        for (; rest > 0; rest -= TILE_K) {
            const uint later = (stage + 2) % STAGES;
            await_others(stage, warpgroup);
            multiply(sums, a_parts, descriptor(tiles[stage]));
            store_b(tiles[later], b_next, item);
            show_stores();
            b_tile += (size_t)TILE_K * ldb;
            load_b(b_next, b_tile, ldb, item, rest - 3 * TILE_K, n - left);
            await_products(sums, a_parts);
            if (rest > 2 * TILE_K) {
                tell_others(later, warpgroup);
            }
            split_a(a_parts, a_next);
            a_row += TILE_K;
            a_other += TILE_K;
            load_a(a_next, a_row + TILE_K, a_other + TILE_K, first, rest - 2 * TILE_K, a_aligned);
#pragma unroll
            for (uint i = 0; i < SUMS; i++) {
                totals[i] += sums[i];
            }
            stage = (stage + 1) % STAGES;
        }
        if (to < steps) {
            await_flag(flags + (group + 1) * LOCAL_Y + warp, lane);
#pragma unroll
            for (uint j = 0; j < TILE_X / 8; j++) {
                const uint column = left + 8 * j + lane % 4 * 2;
                add_c(&totals[4 * j], &totals[4 * j + 1], c, row, column, edge, m, n, ldc);
                add_c(&totals[4 * j + 2], &totals[4 * j + 3], c, row + 8, column, edge, m, n, ldc);
            }
        }
#pragma unroll
        for (uint j = 0; j < TILE_X / 8; j++) {
            const uint column = left + 8 * j + lane % 4 * 2;
            store_c((float2)(totals[4 * j], totals[4 * j + 1]), c, row, column, edge, m, n, ldc,
                    c_aligned);
            store_c((float2)(totals[4 * j + 2], totals[4 * j + 3]), c, row + 8, column, edge, m, n,
                    ldc, c_aligned);
        }
        if (from > 0) {
            set_flag(flags + group * LOCAL_Y + warp, lane);
        }
    }
}
