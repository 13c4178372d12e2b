/* vector_add in several ways, of which a tuner has to find the right and fast one. */
#ifndef WAY
#define WAY 0 /* 0: slow; 1: fast; 2: faster and wrong; 3: never ends; 4: crashes; 5: refused;
               * 6: wrong in large cases alone */
#endif
// tune: WAY = 0 1 2 3 4 5 6
#if WAY == 5
#error WAY 5 makes no sense
#endif
#define LOCAL_X 64

__kernel void vector_add(__global const float *x, __global const float *y, __global float *z,
                         const uint n)
{
    const size_t i = get_global_id(0);
#if WAY == 0 || WAY == 1
    volatile float idle = 0.0f;
    for (uint turn = 0; turn < (WAY == 0 ? 40 : 1); turn++) {
        idle += x[0];
    }
#elif WAY == 2
    if (get_group_id(0) % 2 == 1) {
        return;
    }
#elif WAY == 3
    volatile uint turn = 1;
    while (turn > 0) {
        turn = 1;
    }
#elif WAY == 4
    *(volatile __global int *)(size_t)16 = 1;
#elif WAY == 6
    if (n > 10000 && i == 7) {
        return;
    }
#endif
    if (i < n) {
        z[i] = x[i] + y[i];
    }
}
