/* The workshop's solution of the matrix product, as text, and the values that came with it: the library
 * has them wherever it is installed or linked. solution.cmake makes the file that defines them. */
#ifndef WORKSHOP_LIBRARY_SOLUTION_H
#define WORKSHOP_LIBRARY_SOLUTION_H

extern const char solution_name[]; /* "solutions/04_matmul.cl" */
extern const char solution_text[];
extern const char solution_tuned[]; /* solutions/tuned.json */

#endif
