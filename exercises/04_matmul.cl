/* matmul: c = a b.
 * a: m x k, b: k x n, c: m x n floats, row-major; a row of a starts every lda floats (lda >= k), of
 * b every ldb (ldb >= n), of c every ldc (ldc >= n). What lies between n and ldc is not written.
 * 2-D NDRange over c, dimension 0 along the columns, one element a work-item; the last work-groups
 * can reach past the right and the bottom edge. A work-group makes a TILE x TILE square of c. It
 * walks along k in steps of TILE, each time with one square of a and one of b in local memory. */
#ifndef TILE
#define TILE 16 /* side of the squares, and of the work-group */
#endif
// tune: TILE = 8 16 32
#if TILE < 1 || TILE > 32
#error TILE must be from 1 to 32: few devices take more than 1024 work-items in a work-group
#endif
#define LOCAL_X TILE /* columns of a work-group */
#define LOCAL_Y TILE /* rows of a work-group */

__kernel void matmul(__global const float *a, __global const float *b, __global float *c,
                     const uint m, const uint n, const uint k, const uint lda, const uint ldb,
                     const uint ldc)
{
    // TODO 1: Which element of c is this work-item's (column and row)? And where in its work-group
    // does the work-item stand (local column and local row)? Let nobody leave early: see TODO 4.

    // END TODO 1

    // TODO 2: What has to be shared by the whole work-group, and what is each work-item's own? Set
    // aside a TILE x TILE square for a, one for b, and the sum for one element of c.

    // END TODO 2

    for (uint start = 0; start < k; start += TILE) {
        // TODO 3: The work-group fills both squares together: every work-item fetches one element
        // of a and one of b. Which ones, and into which place? What goes there if the element does
        // not exist?

        // END TODO 3

        // TODO 4: Other work-items fetched most of what this one reads next. What must all of them
        // have done before anybody goes on?

        // END TODO 4

        // TODO 5: Which row of a's square and which column of b's belong to this element of c? Add
        // their products to the sum.

        // END TODO 5

        // TODO 6: The next step overwrites both squares. What must have happened before it may?

        // END TODO 6
    }

    // TODO 7: Which work-items have an element of c? They write their sum, and only they.

    // END TODO 7
}
