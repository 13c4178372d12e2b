/* matmul, rung 11, for a CPU: no work-group to speak of, wide vectors, sums in registers.
 * Arguments as exercises/04_matmul.cl states them. A CPU runs the work-items of a work-group one after
 * the other, its caches do by themselves what local memory is for, and a sum that has to outlive a
 * barrier goes to memory and back. So a work-group is one work-item here, without barriers, and makes
 * ROWS x VECTORS x 16 elements of c, straight from a and b: as many sums as fit into its registers.
 * Where one or two columns are left over, as of 65, a vector along the row would have work for one or two of
 * its 16 lanes: there the vectors go along k, and what their lanes have summed is added up at the end. */
#define LOCAL_X 1
#define LOCAL_Y 1
#ifndef ROWS
#define ROWS 8 /* rows of c a work-item */
#endif
#ifndef VECTORS
#define VECTORS 2 /* vectors of 16 columns of c a work-item */
#endif
// tune: ROWS = 4 6 8 11 12 14
// tune: VECTORS = 1 2 3 4
#define TILE_X (16 * VECTORS)
#define TILE_Y ROWS

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

/* The other way round: writes the floats from number first up to number end, of 16. */
static void store16(const float16 values, __global float *to, const uint first, const uint end)
{
    float some[16];

    if (first == 0 && end >= 16) {
        vstore16(values, 0, to);
        return;
    }
    vstore16(values, 0, some);
    for (uint i = first; i < min(end, 16u); i++) {
        to[i] = some[i];
    }
}

/* ROWS rows of column x of c, from row top on. */
static void column(__global const float *a, __global const float *b, __global float *c, const uint top,
                   const uint x, const uint m, const uint k, const uint lda, const uint ldb,
                   const uint ldc)
{
    const uint whole = k / 16 * 16; /* steps along k that the vectors do */
    float16 sums[ROWS];

#pragma unroll
    for (uint i = 0; i < ROWS; i++) {
        sums[i] = (float16)(0.0f);
    }
    for (uint p = 0; p < whole; p += 16) {
        float some[16];
        for (uint j = 0; j < 16; j++) {
            some[j] = b[(size_t)(p + j) * ldb + x];
        }
        const float16 b_part = vload16(0, some);
#pragma unroll
        for (uint i = 0; i < ROWS; i++) {
            sums[i] += vload16(0, a + (size_t)min(top + i, m - 1) * lda + p) * b_part;
        }
    }
#pragma unroll
    for (uint i = 0; i < ROWS; i++) {
        if (top + i < m) {
            float some[16], sum = 0.0f;
            vstore16(sums[i], 0, some);
            for (uint j = 0; j < 16; j++) {
                sum += some[j];
            }
            for (uint p = whole; p < k; p++) {
                sum += a[(size_t)(top + i) * lda + p] * b[(size_t)p * ldb + x];
            }
            c[(size_t)(top + i) * ldc + x] = sum;
        }
    }
}

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    const uint edge = get_global_id(0) * TILE_X; /* left of it others write */
    /* the last block moves to the left until its loads lie inside of b, if that is wide enough */
    const uint left = min(edge, max(n, (uint)TILE_X) - TILE_X);
    const uint top = get_global_id(1) * TILE_Y;
    __global const float *a_row[ROWS];
    float16 sums[ROWS][VECTORS];

    if (n - edge <= 2) {
        for (uint x = edge; x < n; x++) {
            column(a, b, c, top, x, m, k, lda, ldb, ldc);
        }
        return;
    }
#pragma unroll
    for (uint i = 0; i < ROWS; i++) {
        a_row[i] = a + (size_t)min(top + i, m - 1) * lda; /* below the last row: that row again */
#pragma unroll
        for (uint j = 0; j < VECTORS; j++) {
            sums[i][j] = (float16)(0.0f);
        }
    }
    for (uint p = 0; p < k; p++) {
        float16 b_part[VECTORS];
#pragma unroll
        for (uint j = 0; j < VECTORS; j++) {
            const uint column = left + 16 * j;
            b_part[j] = fetch16(b + (size_t)p * ldb + column, column < n ? n - column : 0);
        }
#pragma unroll
        for (uint i = 0; i < ROWS; i++) {
#pragma unroll
            for (uint j = 0; j < VECTORS; j++) {
                sums[i][j] += a_row[i][p] * b_part[j];
            }
        }
    }
#pragma unroll
    for (uint i = 0; i < ROWS; i++) {
#pragma unroll
        for (uint j = 0; j < VECTORS; j++) {
            const uint column = left + 16 * j;
            if (top + i < m && column < n) {
                store16(sums[i][j], c + (size_t)(top + i) * ldc + column, max(column, edge) - column,
                        n - column);
            }
        }
    }
}
