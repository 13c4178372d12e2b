/* matmul: c = a b.
 * a: m x k, b: k x n, c: m x n floats, row-major; a row of a starts every lda
 * floats (lda >= k), of b every ldb (ldb >= n), of c every ldc (ldc >= n).
 * What lies between n and ldc is not written.
 * 2-D NDRange over c, dimension 0 along the columns; the last work-groups can
 * reach past the right and the bottom edge. A work-group makes a tile of c,
 * TILE_Y rows x TILE_X columns; it walks along k in steps of TILE_K, each time
 * with one tile of a and one of b in local memory. A work-item makes PER_Y x
 * PER_X vectors of WIDTH floats of c: every LOCAL_Y-th row and every
 * LOCAL_X-th vector of the tile, from its own place in the work-group on.
 * What there is to do stands in the kernel, at the end of this file. */
#if defined(__x86_64__) || defined(__aarch64__)
#define CPU_OR_GPU(cpu, gpu) cpu /* one work-item a group, and wide vectors */
#else
#define CPU_OR_GPU(cpu, gpu) gpu
#endif
#ifndef LOCAL_X
#define LOCAL_X CPU_OR_GPU(1, 8) /* work-items of a work-group side by side */
#endif
#ifndef LOCAL_Y
#define LOCAL_Y CPU_OR_GPU(1, 8) /* and above each other */
#endif
#ifndef WIDTH
#define WIDTH CPU_OR_GPU(16, 4) /* floats of a vector: 2, 4, 8 or 16 */
#endif
#ifndef PER_X
#define PER_X CPU_OR_GPU(2, 1) /* vectors side by side of a work-item */
#endif
#ifndef PER_Y
#define PER_Y CPU_OR_GPU(8, 4) /* rows of a work-item */
#endif
#ifndef TILE_K
#define TILE_K CPU_OR_GPU(64, 16) /* step along k; multiple of WIDTH */
#endif
// tune: LOCAL_X = 1 8 16
// tune: LOCAL_Y = 1 8 16
// tune: WIDTH = 4 8 16
// tune: PER_X = 1 2
// tune: PER_Y = 2 4 6 8 14
// tune: TILE_K = 8 16 32 64
#define TILE_X (LOCAL_X * PER_X * WIDTH)
#define TILE_Y (LOCAL_Y * PER_Y)
#define ITEMS (LOCAL_X * LOCAL_Y)
#define A_VECTORS (TILE_K / WIDTH) /* vectors in a row of a's tile */
#define B_VECTORS (TILE_X / WIDTH) /* vectors in a row of b's tile */
#if ITEMS > 1024
#error few devices take more than 1024 work-items in a work-group
#elif TILE_K % WIDTH != 0
#error TILE_K must be a multiple of WIDTH
#elif PER_X * PER_Y * WIDTH > 512
#error a work-item cannot keep more than 512 sums
#elif 4 * TILE_K * (TILE_X + TILE_Y) >= 48 * 1024
#error the tiles must stay below 48 KiB, all the local memory of many devices
#endif
#if ITEMS == 1
#define barrier(flags) /* alone, there is nobody to wait for */
#endif
#define JOIN(word, number) word##number
#define NUMBERED(word, number) JOIN(word, number)
typedef NUMBERED(float, WIDTH) floats; /* float4, if WIDTH is 4 */

/* The vector that begins in this row and column of a matrix; 0 for what lies
 * outside of the matrix. */
floats fetch(__global const float *matrix, const uint rows, const uint columns,
             const uint leading, const uint row, const uint column)
{
    __global const float *from = matrix + (size_t)row * leading + column;
    const int count = row < rows ? (int)(columns - column) : 0;
    float some[WIDTH];

    if (count >= WIDTH) {
        return NUMBERED(vload, WIDTH)(0, from);
    }
    for (int i = 0; i < WIDTH; i++) {
        some[i] = i < count ? from[i] : 0.0f;
    }
    return NUMBERED(vload, WIDTH)(0, some);
}

/* Writes a vector to this row and column of a matrix, but nothing outside of
 * the matrix. */
void store(const floats vector, __global float *matrix, const uint rows,
           const uint columns, const uint leading, const uint row,
           const uint column)
{
    __global float *to = matrix + (size_t)row * leading + column;
    const int count = row < rows ? (int)(columns - column) : 0;
    float some[WIDTH];

    NUMBERED(vstore, WIDTH)(vector, 0, some);
    for (int i = 0; i < WIDTH && i < count; i++) {
        to[i] = some[i];
    }
}

/* Number p of a row of vectors in local memory, counted through them all. */
#define NUMBER(row, p) (((__local const float *)(row))[p])

__kernel void matmul(__global const float *a, __global const float *b,
                     __global float *c, const uint m, const uint n,
                     const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint local_column = get_local_id(0);
    const uint local_row = get_local_id(1);
    // this work-item's number in its work-group, and where the group's tile
    // begins in c
    const uint item = local_row * LOCAL_X + local_column;
    const uint left = get_group_id(0) * TILE_X;
    const uint top = get_group_id(1) * TILE_Y;
    floats sums[PER_Y][PER_X] = {{0.0f}}; // private: one for each work-item

    // TODO 1: Set aside a_tile and b_tile, one for all work-items of the
    // work-group. How many rows has each, and how many vectors a row?
    __local floats a_tile[TILE_Y][A_VECTORS];
    __local floats b_tile[TILE_K][B_VECTORS];
    // END TODO 1

    // Nobody leaves early, even without an element of c: the others need what
    // it fetches.
    for (uint start = 0; start < k; start += TILE_K) {
        // The work-group fills both tiles together: with ITEMS work-items,
        // every ITEMS-th vector is this one's. Vector v of a's tile is in its
        // row v / A_VECTORS, there at place v % A_VECTORS.
        for (uint v = item; v < TILE_Y * A_VECTORS; v += ITEMS) {
            // TODO 2: In which row and column of a does vector v begin? Fetch
            // it into its place in the tile.
            const uint y = v / A_VECTORS, x = v % A_VECTORS;
            a_tile[y][x] = fetch(a, m, k, lda, top + y, start + x * WIDTH);
            // END TODO 2
        }
        for (uint v = item; v < TILE_K * B_VECTORS; v += ITEMS) {
            // TODO 3: The same with b. Which way does its tile move from step
            // to step?
            const uint y = v / B_VECTORS, x = v % B_VECTORS;
            b_tile[y][x] = fetch(b, k, n, ldb, start + y, left + x * WIDTH);
            // END TODO 3
        }

        // TODO 4: Other work-items fetched most of what this one reads next.
        // What must all of them have done before anybody goes on?
        barrier(CLK_LOCAL_MEM_FENCE)
        // END TODO 4

#pragma unroll
        for (uint p = 0; p < TILE_K; p++) {
#pragma unroll
            for (uint i = 0; i < PER_Y; i++) {
#pragma unroll
                for (uint j = 0; j < PER_X; j++) {
                    // TODO 5: Which number of a's tile and which vector of b's
                    // tile belong together here? The rows of a work-item are
                    // LOCAL_Y apart, its vectors LOCAL_X. Add the product to
                    // the sums of row i and vector j.
                    sums[i][j] += NUMBER(a_tile[local_row + i * LOCAL_Y], p) *
                                  b_tile[p][local_column + j * LOCAL_X];
                    // END TODO 5
                }
            }
        }

        // TODO 6: The next step overwrites both tiles. What must have happened
        // before it may?
        barrier(CLK_LOCAL_MEM_FENCE);
        // END TODO 6
    }

#pragma unroll
    for (uint i = 0; i < PER_Y; i++) {
#pragma unroll
        for (uint j = 0; j < PER_X; j++) {
            const uint row = top + local_row + i * LOCAL_Y;
            const uint column = left + (local_column + j * LOCAL_X) * WIDTH;
            store(sums[i][j], c, m, n, ldc, row, column);
        }
    }
}
