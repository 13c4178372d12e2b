/* The workshop's solution of the matrix product, as text: the library finds it wherever it has been
 * installed or linked. solution.cmake makes the file that defines it. */
#ifndef WORKSHOP_LIBRARY_SOLUTION_H
#define WORKSHOP_LIBRARY_SOLUTION_H

extern const char solution_name[]; /* "solutions/04_matmul.cl" */
extern const char solution_text[];

#endif
