/* matmul: c = a b.
 * a: m x k, b: k x n, c: m x n floats, row-major; a row of a starts every lda floats (lda >= k), of
 * b every ldb (ldb >= n), of c every ldc (ldc >= n). What lies between n and ldc is not written.
 * 2-D NDRange over c, dimension 0 along the columns; the last work-groups can reach past the right
 * and the bottom edge. A work-group makes a tile of c, TILE_Y rows x TILE_X columns; it walks along k
 * in steps of TILE_K, each time with one tile of a and one of b in local memory. A work-item makes
 * PER_Y x PER_X vectors of WIDTH floats of c: every LOCAL_Y-th row and every LOCAL_X-th vector of the
 * tile, from its own place in the work-group on. */
#if defined(__x86_64__) || defined(__aarch64__)
#define CPU_OR_GPU(cpu, gpu) cpu /* one work-item a work-group, and wide vectors */
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
#define PER_X CPU_OR_GPU(2, 1) /* vectors side by side that a work-item makes */
#endif
#ifndef PER_Y
#define PER_Y CPU_OR_GPU(8, 4) /* rows that a work-item makes */
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
#if ITEMS > 1024
#error few devices take more than 1024 work-items in a work-group
#elif TILE_K % WIDTH != 0
#error TILE_K must be a multiple of WIDTH
#elif PER_X * PER_Y * WIDTH > 512
#error a work-item cannot keep more than 512 sums
#elif 4 * TILE_K * (TILE_X + TILE_Y) >= 48 * 1024
#error the tiles must stay below 48 KiB, which is all the local memory of many devices
#endif
#if ITEMS == 1
#define barrier(flags) /* alone, there is nobody to wait for */
#endif
#define JOIN(word, number) word##number
#define NUMBERED(word, number) JOIN(word, number)
typedef NUMBERED(float, WIDTH) floats; /* float4, if WIDTH is 4 */

/* WIDTH floats from a place on, of which only the first count exist; 0 for the others. */
floats fetch(__global const float *from, const int count)
{
    float some[WIDTH];

    if (count >= WIDTH) {
        return NUMBERED(vload, WIDTH)(0, from);
    }
    for (int i = 0; i < WIDTH; i++) {
        some[i] = i < count ? from[i] : 0.0f;
    }
    return NUMBERED(vload, WIDTH)(0, some);
}

/* Writes WIDTH floats to a place, but only the first count of them. */
void store(const floats values, __global float *to, const int count)
{
    float some[WIDTH];

    NUMBERED(vstore, WIDTH)(values, 0, some);
    for (int i = 0; i < WIDTH && i < count; i++) {
        to[i] = some[i];
    }
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    // TODO 1: Where in c does the tile of this work-group begin (left column and top row)? Where in
    // its work-group does the work-item stand (local column and local row), and which number has it,
    // counted row by row? Let nobody leave early: see TODO 4.

    // END TODO 1

    // TODO 2: What has to be shared by the whole work-group, and what is each work-item's own? Set
    // aside a tile of a and a tile of b, as rows of vectors, and PER_Y x PER_X vectors of sums.

    // END TODO 2

    for (uint start = 0; start < k; start += TILE_K) {
        // TODO 3: The work-group fills both tiles together, a vector at a time: with ITEMS
        // work-items, every ITEMS-th vector is this one's. Which row and column of a and of b is it?
        // How much of it exists?

        // END TODO 3

        // TODO 4: Other work-items fetched most of what this one reads next. What must all of them
        // have done before anybody goes on?

        // END TODO 4

        // TODO 5: For each p of this step: which number of a's tile and which vector of b's tile
        // belong to each vector of sums? Add their product.

        // END TODO 5

        // TODO 6: The next step overwrites both tiles. What must have happened before it may?

        // END TODO 6
    }

    // TODO 7: Where in c does each vector of sums belong, and how much of it exists? Write it.

    // END TODO 7
}
