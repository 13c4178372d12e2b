/* conv2d, rung 9, for NVIDIA: the next rows are on their way while one is in use.
 * input, output: planes of height x width floats; weights: KERNEL_SIZE x KERNEL_SIZE, not turned round;
 * zeros outside of the image. 3-D NDRange: columns, rows, channels.
 *
 * New: a work-group walks down a strip of the image, TILE_X columns wide. cp.async copies the rows into local memory
 * without passing through registers, STAGES - 1 rows ahead, and fills with zeros what lies outside of the image. A
 * work-item makes COLUMNS columns: each row is read once and goes into the sums of all rows of the output that it
 * meets, KERNEL_SIZE in registers; the oldest is then complete. A strip is as high as it may be while every
 * multiprocessor still gets GROUPS_EACH work-groups.
 * Why it should pay: rung 5 reads a pixel again for every block of rows above and below, and with 7 x 7 weights that is
 * nearly twice through the second-level cache. Here only the strips' edges are read twice, and no load is waited for.
 * With 3 x 3 or 5 x 5 weights rung 5 already has the speed of a copy, and is faster than this.
 */
// needs: NVIDIA
// build: NVIDIA: -cl-nv-maxrregcount=128
#ifndef KERNEL_SIZE
#define KERNEL_SIZE 3 /* side of the square of weights, odd; the host gives it with -D */
#endif
#define REACH (KERNEL_SIZE / 2)
#ifndef LOCAL_X
#define LOCAL_X 128 /* work-items of a work-group, side by side */
#endif
// tune: LOCAL_X = 64 128 256
#define LOCAL_Y 1
#ifndef TILE_Y
#define TILE_Y 64 /* rows of a strip, at least */
#endif
// tune: TILE_Y = 16 32 64 128
#ifndef GROUPS_EACH
#define GROUPS_EACH 12 /* work-groups that a multiprocessor gets if there are rows enough */
#endif
// tune: GROUPS_EACH = 4 8 12 16
#ifndef STAGES
#define STAGES 4 /* rows in local memory: one in use, the others on their way */
#endif
// tune: STAGES = 3 4 6
#if STAGES < 2
#error STAGES must be at least 2
#endif
#define COLUMNS 4 /* of a work-item: as many floats as cp.async copies at once */
#define TILE_X (LOCAL_X * COLUMNS)
#define RIM ((REACH + 3) / 4 * 4) /* columns read on either side, whole vectors */
#define SPAN (TILE_X + 2 * RIM)   /* columns read in each row */
#if RIM / 4 * 2 > LOCAL_X
#error KERNEL_SIZE is too large for so few work-items
#endif

/* Begins to copy four floats into local memory, or to write zeros there. */
static void copy_four(__local float *to, __global const float *from, const bool exists)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"((uint)(size_t)to), "l"(from), "r"(exists ? 16 : 0)
                 : "memory");
}

/* The same with one float. */
static void copy_one(__local float *to, __global const float *from, const bool exists)
{
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;"
                 :
                 : "r"((uint)(size_t)to), "l"(from), "r"(exists ? 4 : 0)
                 : "memory");
}

/* Begins to copy row y of the image, from column left - RIM on. Of an address that does not exist nothing is read. */
static void copy_row(__local float row[SPAN], __global const float *image, const int y, const int left,
                     const int height, const int width, const int item)
{
    const bool exists = y >= 0 && y < height;
    __global const float *from = image + (exists ? y : 0) * width;

    if (width % 4 == 0) {
        const int x = left + item * 4;
        copy_four(row + RIM + item * 4, from + min(x, width - 4), exists && x < width);
        if (item < 2 * RIM / 4) { /* the rims, left and right */
            const int at = item * 4 + (item < RIM / 4 ? 0 : TILE_X);
            const int other = left - RIM + at;
            copy_four(row + at, from + clamp(other, 0, width - 4), exists && other >= 0 && other < width);
        }
    } else {
        for (int at = item; at < SPAN; at += LOCAL_X) {
            const int x = left - RIM + at;
            copy_one(row + at, from + clamp(x, 0, width - 1), exists && x >= 0 && x < width);
        }
    }
    asm volatile("cp.async.commit_group;" ::: "memory");
}

/* Waits until only the STAGES - 2 last rows are still on their way. */
static void await_row(void)
{
    asm volatile("cp.async.wait_group %0;" ::"n"(STAGES - 2) : "memory");
    barrier(CLK_LOCAL_MEM_FENCE);
}

/* The pixels of a row that a work-item needs. */
static void load(float pixels[COLUMNS + 2 * RIM], __local const float *row)
{
#pragma unroll
    for (int v = 0; v < COLUMNS + 2 * RIM; v += 4) {
        const float4 four = *(__local const float4 *)(row + v);
        pixels[v] = four.x;
        pixels[v + 1] = four.y;
        pixels[v + 2] = four.z;
        pixels[v + 3] = four.w;
    }
}

/* A row goes into the sums of KERNEL_SIZE rows of the output, and those move up by one: the first is complete then. */
static void add_row(float sums[KERNEL_SIZE + 1][COLUMNS], const float weight[KERNEL_SIZE][KERNEL_SIZE],
                    const float pixels[COLUMNS + 2 * RIM])
{
#pragma unroll
    for (int i = 0; i < KERNEL_SIZE; i++) {
#pragma unroll
        for (int column = 0; column < COLUMNS; column++) {
            float sum = sums[i + 1][column];
#pragma unroll
            for (int j = 0; j < KERNEL_SIZE; j++) {
                sum += weight[KERNEL_SIZE - 1 - i][j] * pixels[column + j + RIM - REACH];
            }
            sums[i][column] = sum;
        }
    }
}

/* Writes what lies in the row, count columns. */
static void store(__global float *to, const float sums[COLUMNS], const int count, const int width)
{
    if (width % 4 == 0 && count > 0) {
        *(__global float4 *)to = (float4)(sums[0], sums[1], sums[2], sums[3]);
        return;
    }
#pragma unroll
    for (int column = 0; column < COLUMNS; column++) {
        if (column < count) {
            to[column] = sums[column];
        }
    }
}

/* How many rows a strip has. */
static int strip_height(const int height)
{
    uint multiprocessors;
    asm("mov.u32 %0, %%nsmid;" : "=r"(multiprocessors));
    const uint others = get_num_groups(0) * get_num_groups(2); /* strips side by side, in all channels */
    const int strips = max(1u, GROUPS_EACH * multiprocessors / others);
    return max(TILE_Y, (height + strips - 1) / strips);
}

__kernel void conv2d(__global const float *input, __constant float *weights,
                     __global float *output, const uint height, const uint width)
{
    const int item = get_local_id(0);
    const int left = get_group_id(0) * TILE_X, column = left + item * COLUMNS;
    const int strip = strip_height(height);
    const size_t first = (size_t)get_group_id(1) * strip;
    const int top = first < height ? first : height;
    const int rows = min(strip, (int)height - top) + 2 * REACH; /* of the input */
    const size_t plane = get_global_id(2) * height * width;
    __global const float *image = input + plane;
    __global float *result = output + plane + top * width + column;
    __local float ring[STAGES][SPAN] __attribute__((aligned(16)));
    float weight[KERNEL_SIZE][KERNEL_SIZE];
    float sums[KERNEL_SIZE + 1][COLUMNS] = {{0.0f}};

    if (first >= height) {
        return; /* the strips before are high enough for all rows */
    }
#pragma unroll
    for (int i = 0; i < KERNEL_SIZE * KERNEL_SIZE; i++) {
        weight[i / KERNEL_SIZE][i % KERNEL_SIZE] = weights[i];
    }
    for (int row = 0; row < STAGES - 1; row++) {
        copy_row(ring[row], image, top + row - REACH, left, height, width, item);
    }
#pragma unroll STAGES
    for (int row = 0; row < rows; row++) {
        const int later = row + STAGES - 1;
        float pixels[COLUMNS + 2 * RIM];
        await_row();
        /* the rows behind the strip's last one are not needed: zeros are not read */
        copy_row(ring[later % STAGES], image, later < rows ? top + later - REACH : -1, left, height,
                 width, item);
        load(pixels, &ring[row % STAGES][item * COLUMNS]);
        add_row(sums, weight, pixels);
        if (row >= 2 * REACH) {
            store(result, sums[0], (int)width - column, width);
            result += width;
        }
    }
}
