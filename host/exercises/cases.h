/* What the exercises share to make cases and to name mistakes. */
#ifndef WORKSHOP_EXERCISES_CASES_H
#define WORKSHOP_EXERCISES_CASES_H

#include "exercise.h"
#include "random.h"

/* --- sizes to try ------------------------------------------------------------------------------ */

/* Lengths of vectors, ascending, none twice. */
struct lengths {
    size_t count;
    size_t values[24];
};

struct lengths vector_lengths(const struct case_request *request);

/* Is this the length that is run for its speed? */
bool vector_length_timed(const struct case_request *request, size_t length);

struct extent {
    size_t height, width;
};

/* Extents of images, the smallest first, none twice. */
struct extents {
    size_t count;
    struct extent values[32];
};

struct extents image_extents(const struct case_request *request);

/* Height and width of the square image that is run for its speed. */
size_t timed_image_side(const struct case_request *request);

/* The tile of a dimension: at least 1, at most limit, so that no kernel can ask for endless cases. Where
 * each access is simulated, of a tile beyond the limit only a small part is counted. */
size_t request_tile(const struct case_request *request, unsigned dimension, size_t limit);

/* Whether a tile is too much work to simulate several of it. */
bool tile_is_large(const struct case_request *request);

/* --- making a case ----------------------------------------------------------------------------- */

/* A number with its thousands separated by commas: grouped(5000001).text is "5,000,001". */
struct grouped {
    char text[28];
};
struct grouped grouped(size_t number);

void case_begin(struct test_case *test, const struct kernel_contract *kernel);
__attribute__((format(printf, 2, 3))) void case_name(struct test_case *test, const char *format,
                                                     ...);

/* Frees what there is of the case and returns false. */
bool case_failed(struct test_case *test);

/* Sets an argument; shape's values are ignored. False: out of memory. An output brings expected and
 * bound, all zero. */
bool case_add_input(struct test_case *test, size_t argument, struct array shape);
bool case_add_output(struct test_case *test, size_t argument, struct array shape);

struct array vector_shape(size_t length);
struct array planes_shape(size_t planes, size_t height, size_t width);

void fill_signed(const struct array *array, struct random random); /* -1 to 1 */
void fill_unit(const struct array *array, struct random random);   /* 0 to 1 */

/* A photograph in place of random values: three planes without gaps. */
void fill_photograph(const struct array *array, const struct photograph *photograph);

/* Three random planes, 0 to 1. The last pixel and about a third of the others are bright, so that a
 * mixture of their colours exceeds 1; the first of several is dark. */
void fill_pixels(const struct array *array, struct random random);

/* Is this row of the output compared? All are, except in results too large to hold a reference of. */
bool row_is_checked(const struct array *output, size_t row);

/* Marks a row of one plane of the output as not compared. */
void skip_row(struct test_case *test, size_t plane, size_t row);

/* --- mistakes ---------------------------------------------------------------------------------- */

/* Are these results the mistake's, NaN where that is? Each may be off by the largest bound of the case
 * and a few roundings, since a mistake's terms are not those that bounds were made from. */
bool suspect_explains(const struct test_case *test, const double *values, const float *got);

/* Do these results differ from the expected ones by more than rounding? */
bool suspect_shows(const struct test_case *test, const double *values);

/* The float at this place of the array's memory; NaN beyond its end and between its rows. */
double array_at(const struct array *array, size_t place);

/* The orders of three planes other than the right one. */
enum { PERMUTATIONS = 5 };
extern const unsigned char PERMUTATION[PERMUTATIONS][3];

/* Ready for rows of suspects: the right values, in the wrong place of every plane (column * height +
 * row), and in another order of the planes (variant: which PERMUTATION). */
bool stored_transposed(const struct test_case *test, int variant, double *values);
bool stored_in_other_planes(const struct test_case *test, int variant, double *values);

#endif
