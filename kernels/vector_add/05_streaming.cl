/* vector_add, rung 5: streaming stores.
 * x, y, z: n floats; z = x + y. 1-D NDRange, LOCAL_X x VECTORS x WIDTH elements a work-group.
 *
 * New: where the compiler has it, a store says that nobody will read the value soon.
 * Why it should pay: an ordinary store first fetches the line that it is about to overwrite, a third more
 * traffic than needed on a CPU; a streaming one goes straight to memory. A GPU never fetches what is
 * overwritten as a whole, so there it changes little. */
#ifndef LOCAL_X
#define LOCAL_X 256 /* work-items of a work-group; 1 on a CPU */
#endif
// tune: LOCAL_X = 1 128 256 512 1024
#ifndef WIDTH
#define WIDTH 4 /* floats of a vector; 16 on a CPU */
#endif
// tune: WIDTH = 2 4 16
#ifndef VECTORS
#define VECTORS 1 /* vectors of a work-item */
#endif
// tune: VECTORS = 1 2 4 8 256 1024
#if VECTORS > 8 && LOCAL_X > 1
#error more than 8 vectors are meant for a work-group of one work-item
#endif
#define TILE_X (LOCAL_X * VECTORS * WIDTH)

#define VECTOR_OF(width) float##width
#define VECTOR(width) VECTOR_OF(width)
typedef VECTOR(WIDTH) vector;

#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#define STREAM(value, to) __builtin_nontemporal_store(value, to)
#endif
#endif
#ifndef STREAM
#define STREAM(value, to) (*(to) = (value))
#endif

__kernel void vector_add(__global const float *restrict x, __global const float *restrict y,
                         __global float *restrict z, const uint n)
{
    const uint tile = get_group_id(0) * TILE_X, me = get_local_id(0);

    if (n - tile >= TILE_X) {
        __global const vector *x_vectors = (__global const vector *)(x + tile);
        __global const vector *y_vectors = (__global const vector *)(y + tile);
        __global vector *z_vectors = (__global vector *)(z + tile);
#pragma unroll 8
        for (uint k = 0; k < VECTORS; k++) {
            const uint i = me + k * LOCAL_X;
            STREAM(x_vectors[i] + y_vectors[i], z_vectors + i);
        }
    } else {
        for (uint i = tile + me; i < n; i += LOCAL_X) {
            z[i] = x[i] + y[i];
        }
    }
}
