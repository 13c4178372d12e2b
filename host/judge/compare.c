#include "compare.h"

#include "../exercises/cases.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = 2048 };

/* Errors whose root mean square is below this share of the expected values' are those of too few
 * bits: bfloat16's seven stay below it, and a weight with a wrong digit goes beyond. */
#define IMPRECISE 0.007

/* --- one case ---------------------------------------------------------------------------------- */

static bool same_bits(float a, float b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* NaN fails: the comparison asks for what is right. */
static bool is_right(const struct test_case *test, size_t element, float got)
{
    if (isnan(test->expected[element]))
        return true;
    return fabs((double)got - test->expected[element]) <= test->bound[element];
}

static bool left_as_it_was(const struct launched *launched, size_t place)
{
    return same_bits(launched->before[place], launched->after[place]);
}

static enum element judge_element(struct comparison *comparison, const struct launched *first,
                                  const struct launched *second, size_t element, size_t place)
{
    const float a = first->after[place], b = second ? second->after[place] : a;

    /* what is shown is what is wrong, and a number rather than NaN */
    comparison->got[element] = isnan(a) || is_right(comparison->test, element, a) ? b : a;
    if (left_as_it_was(first, place) && (!second || left_as_it_was(second, place)))
        return ELEMENT_UNWRITTEN;
    if (is_right(comparison->test, element, a) && is_right(comparison->test, element, b))
        return ELEMENT_RIGHT;
    if (!same_bits(a, b))
        comparison->differs = true;
    if (isnan(a) && !isnan(b))
        comparison->reads_output = true;
    return ELEMENT_WRONG;
}

static void count_element(struct comparison *comparison, size_t element)
{
    const double error =
        fabs((double)comparison->got[element] - comparison->test->expected[element]);
    if (comparison->state[element] == ELEMENT_WRONG && comparison->wrong++ == 0)
        comparison->first_wrong = element;
    if (comparison->state[element] == ELEMENT_UNWRITTEN && comparison->unwritten++ == 0)
        comparison->first_unwritten = element;
    if (comparison->state[element] != ELEMENT_UNWRITTEN && error > comparison->max_error)
        comparison->max_error = error;
}

bool compare_case(const struct test_case *test, const struct launch_shape *shape,
                  const struct launched *first, const struct launched *second,
                  struct comparison *comparison)
{
    const struct array *output = case_output(test);
    const size_t elements = array_elements(output);

    *comparison = (struct comparison){.test = test, .shape = *shape, .elements = elements};
    comparison->got = malloc(elements * sizeof *comparison->got);
    comparison->state = malloc(elements);
    if (!comparison->got || !comparison->state) {
        comparison_free(comparison);
        return false;
    }
    for (size_t row = 0, i = 0; row < output->planes * output->rows; row++)
        for (size_t column = 0; column < output->columns; column++, i++)
            comparison->state[i] = (unsigned char)judge_element(comparison, first, second, i,
                                                                row * output->pitch + column);
    for (size_t i = 0; i < elements; i++) {
        /* what adds 0 to the output seems to leave it alone */
        if (comparison->reads_output && comparison->state[i] == ELEMENT_UNWRITTEN)
            comparison->state[i] = ELEMENT_WRONG;
        count_element(comparison, i);
    }
    return true;
}

void comparison_free(struct comparison *comparison)
{
    free(comparison->got);
    free(comparison->state);
    comparison->got = NULL;
    comparison->state = NULL;
}

size_t compare_wrong(const struct test_case *test, const float *got)
{
    const struct array *output = case_output(test);
    const double *expected = test->expected, *bound = test->bound;
    size_t wrong = 0;
    for (size_t row = 0; row < output->planes * output->rows; row++, got += output->pitch)
        for (size_t column = 0; column < output->columns; column++, expected++, bound++)
            wrong += !isnan(*expected) && !(fabs((double)got[column] - *expected) <= *bound);
    return wrong;
}

static size_t count_right(const struct comparison *comparison)
{
    return comparison->elements - comparison->wrong - comparison->unwritten;
}

bool comparison_passes(const struct comparison *comparison)
{
    return comparison->wrong == 0 && comparison->unwritten == 0;
}

/* --- words for places -------------------------------------------------------------------------- */

struct place {
    size_t plane, row, column;
};

static struct place place_of(const struct array *array, size_t element)
{
    return (struct place){element / array->columns / array->rows,
                          element / array->columns % array->rows, element % array->columns};
}

/* "z[4096]", "grey[row 3, column 5]", "out[plane 1, row 3, column 5]" */
static void print_element(char *text, size_t size, const struct test_case *test, size_t element)
{
    const struct array *array = case_output(test);
    const char *name = test->kernel->arguments[case_output_index(test)].name;
    const struct place at = place_of(array, element);
    if (test->kernel->dimensions == 1)
        snprintf(text, size, "%s[%zu]", name, element);
    else if (array->planes == 1)
        snprintf(text, size, "%s[row %zu, column %zu]", name, at.row, at.column);
    else
        snprintf(text, size, "%s[plane %zu, row %zu, column %zu]", name, at.plane, at.row,
                 at.column);
}

/* "work-item (3, 5) of work-group (0, 1)"; the work-group alone where its tile is not one output a
 * work-item. */
static void print_worker(char *text, size_t size, const struct comparison *comparison,
                         size_t element)
{
    const struct launch_shape *shape = &comparison->shape;
    const struct place at = place_of(case_output(comparison->test), element);
    const size_t global[3] = {at.column, at.row, at.plane};
    size_t group[3], item[3];
    bool one_each = true;

    for (int d = 0; d < 3; d++) {
        group[d] = global[d] / shape->tile[d];
        item[d] = global[d] % shape->tile[d];
        one_each = one_each && shape->tile[d] == shape->local[d];
    }
    char item_ids[64], group_ids[64];
    const unsigned dimensions = comparison->test->kernel->dimensions;
    ids_text(dimensions, item, item_ids, sizeof item_ids);
    ids_text(dimensions, group, group_ids, sizeof group_ids);
    if (one_each)
        snprintf(text, size, "work-item %s of work-group %s", item_ids, group_ids);
    else
        snprintf(text, size, "work-group %s", group_ids);
}

/* The box around all elements of that state. */
struct box {
    struct place from, to; /* inclusive */
    size_t first, last, count;
};

static void widen(size_t *from, size_t *to, size_t value)
{
    if (value < *from)
        *from = value;
    if (value > *to)
        *to = value;
}

static struct box box_around(const struct comparison *comparison, enum element state)
{
    struct box box = {{SIZE_MAX, SIZE_MAX, SIZE_MAX}, {0, 0, 0}, SIZE_MAX, 0, 0};
    const struct array *output = case_output(comparison->test);
    for (size_t i = 0; i < comparison->elements; i++) {
        if (comparison->state[i] != state)
            continue;
        const struct place at = place_of(output, i);
        widen(&box.from.plane, &box.to.plane, at.plane);
        widen(&box.from.row, &box.to.row, at.row);
        widen(&box.from.column, &box.to.column, at.column);
        widen(&box.first, &box.last, i);
        box.count++;
    }
    return box;
}

/* How far the edges reach into a case's output. */
static size_t reach_of(const struct comparison *comparison)
{
    return comparison->test->reach > 0 ? comparison->test->reach : 1;
}

static size_t edge_distance(const struct array *array, size_t element)
{
    const struct place at = place_of(array, element);
    size_t nearest = at.row < at.column ? at.row : at.column;
    if (array->rows - 1 - at.row < nearest)
        nearest = array->rows - 1 - at.row;
    return array->columns - 1 - at.column < nearest ? array->columns - 1 - at.column : nearest;
}

/* Whether some of its elements lie far from every edge. */
static bool has_interior(const struct comparison *comparison)
{
    const struct array *output = case_output(comparison->test);
    const size_t reach = reach_of(comparison);
    return output->rows > 2 * reach && output->columns > 2 * reach;
}

/* Whether what has that state, in all corners of the output, lies along its edges and nowhere else. */
static bool is_a_frame(const struct comparison *comparison, enum element state,
                       const struct box *box)
{
    const struct array *output = case_output(comparison->test);
    if (!has_interior(comparison) || box->from.row > 0 || box->from.column > 0 ||
        box->to.row + 1 < output->rows || box->to.column + 1 < output->columns)
        return false;
    for (size_t i = 0; i < comparison->elements; i++)
        if (comparison->state[i] == state && edge_distance(output, i) >= reach_of(comparison))
            return false;
    return true;
}

static void print_range(char *text, size_t size, const char *one, size_t from, size_t to)
{
    if (from == to)
        snprintf(text, size, "%s %zu", one, from);
    else
        snprintf(text, size, "%ss %zu to %zu", one, from, to);
}

/* Where the elements of that state lie: "all of them", "the last 3", "rows 0 to 4, column 7". */
static void print_where(char *text, size_t size, const struct comparison *comparison,
                        enum element state)
{
    const struct box box = box_around(comparison, state);
    const struct array *output = case_output(comparison->test);
    char planes[64] = "", rows[64], columns[64];
    const struct grouped count = grouped(box.count);

    if (box.count == comparison->elements) {
        snprintf(text, size, "all of them");
    } else if (box.last + 1 == comparison->elements && box.last - box.first + 1 == box.count &&
               comparison->test->kernel->dimensions == 1) {
        snprintf(text, size, box.count == 1 ? "the last one" : "the last %s", count.text);
    } else if (comparison->test->kernel->dimensions == 1) {
        snprintf(text, size, "%s, from index %zu to %zu", count.text, box.first, box.last);
    } else {
        if (output->planes > 1 && (box.from.plane > 0 || box.to.plane + 1 < output->planes)) {
            print_range(planes, sizeof planes - 2, "plane", box.from.plane, box.to.plane);
            strcat(planes, ", ");
        }
        print_range(rows, sizeof rows, "row", box.from.row, box.to.row);
        print_range(columns, sizeof columns, "column", box.from.column, box.to.column);
        if (is_a_frame(comparison, state, &box))
            snprintf(text, size, "%s, %sall at the edges", count.text, planes);
        else
            snprintf(text, size, "%s, within %s%s, %s", count.text, planes, rows, columns);
    }
}

/* The words of a comparison about its elements of one state. */
struct words {
    char element[96], worker[128], where[256]; /* of the first; where all of them lie */
    struct grouped right, all;
};

static struct words words_about(const struct comparison *comparison, enum element state,
                                size_t first)
{
    struct words words = {.right = grouped(count_right(comparison)),
                          .all = grouped(comparison->elements)};
    print_element(words.element, sizeof words.element, comparison->test, first);
    print_worker(words.worker, sizeof words.worker, comparison, first);
    print_where(words.where, sizeof words.where, comparison, state);
    return words;
}

/* "First wrong: z[3] (work-item 3 of work-group 0): expected 0.5, got 0.25. 4096 of 4099 elements
 * are right; wrong: the last 3." */
static void print_wrong(char *text, size_t size, const struct comparison *comparison)
{
    const size_t first = comparison->first_wrong;
    const struct words words = words_about(comparison, ELEMENT_WRONG, first);
    snprintf(
        text, size,
        "First wrong: %s (%s): expected %.9g, got %.9g. %s of %s elements are right; wrong: %s.",
        words.element, words.worker, comparison->test->expected[first],
        (double)comparison->got[first], words.right.text, words.all.text, words.where);
}

static void print_unwritten(char *text, size_t size, const struct comparison *comparison)
{
    const size_t first = comparison->first_unwritten;
    const struct words words = words_about(comparison, ELEMENT_UNWRITTEN, first);
    snprintf(
        text, size,
        "%s of %s elements are right; never written: %s. The first is %s, which belongs to %s: "
        "expected %.9g, got nothing.",
        words.right.text, words.all.text, words.where, words.element, words.worker,
        comparison->test->expected[first]);
}

/* --- patterns ---------------------------------------------------------------------------------- */

void pattern_start(struct pattern *pattern, const struct exercise *exercise,
                   const struct kernel_contract *kernel)
{
    *pattern = (struct pattern){.exercise = exercise, .kernel = kernel};
}

/* A size that the launch does not cover: k of a matrix product. */
static bool is_inner_size(const struct test_case *test, size_t index)
{
    const struct argument *argument = &test->kernel->arguments[index];
    const size_t count = test->arguments[index].count;
    return argument->kind == ARGUMENT_COUNT && strncmp(argument->name, "ld", 2) != 0 &&
           count != test->outputs[0] && count != test->outputs[1];
}

/* Whether every tile of the launch is whole, and every other size comes out even too. */
static bool is_round(const struct comparison *comparison)
{
    const struct test_case *test = comparison->test;
    for (unsigned d = 0; d < test->kernel->dimensions; d++)
        if (test->outputs[d] % comparison->shape.tile[d] != 0)
            return false;
    for (size_t i = 0; test->kernel->arguments[i].name; i++)
        if (is_inner_size(test, i) && test->arguments[i].count % 16 != 0)
            return false;
    return true;
}

static void look_at_edges(struct pattern *pattern, const struct comparison *comparison)
{
    const struct array *output = case_output(comparison->test);
    const size_t reach = reach_of(comparison);
    for (size_t i = 0; i < comparison->elements; i++) {
        if (edge_distance(output, i) < reach)
            continue;
        if (comparison->state[i] != ELEMENT_RIGHT)
            pattern->beyond_edges = true;
    }
}

static void look_at_precision(struct pattern *pattern, const struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->elements; i++) {
        const double expected = comparison->test->expected[i], got = (double)comparison->got[i];
        if (comparison->state[i] != ELEMENT_WRONG)
            continue;
        if (!isfinite(got))
            pattern->not_a_number = true;
        pattern->fraction |= rint(got) != got;
        pattern->whole |= got != 0.0 && rint(got) == got && rint(expected) != expected;
        pattern->error_squares += (got - expected) * (got - expected);
        pattern->expected_squares += expected * expected;
    }
}

/* A small case that fails, but in which a mistake does not show, clears it. */
#define TELLING_CASE ((size_t)1 << 12)

static void look_at_suspect(struct pattern *pattern, const struct comparison *comparison, size_t i,
                            double *values)
{
    const struct suspect *suspect = &pattern->exercise->suspects[i];
    if (pattern->out[i])
        return;
    if (!suspect->results(comparison->test, suspect->variant, values))
        pattern->out[i] = comparison->elements <= TELLING_CASE;
    else if (suspect_explains(comparison->test, values, comparison->got))
        pattern->seen[i] = true;
    else
        pattern->out[i] = true;
}

static void look_at_suspects(struct pattern *pattern, const struct comparison *comparison)
{
    const struct suspect *suspects = pattern->exercise->suspects;
    double *values = malloc(comparison->elements * sizeof *values);
    for (size_t i = 0; values && suspects && suspects[i].code && i < SUSPECTS_LIMIT; i++)
        look_at_suspect(pattern, comparison, i, values);
    free(values);
}

static void note_example(struct example *example, const struct comparison *comparison,
                         void (*print)(char *, size_t, const struct comparison *))
{
    const bool telling = 2 * count_right(comparison) >= comparison->elements;
    if (example->place[0] && (example->telling || !telling))
        return;
    example->telling = telling;
    snprintf(example->case_name, sizeof example->case_name, "%s", comparison->test->name);
    print(example->place, sizeof example->place, comparison);
}

/* What a local id does that stands for a global one: every work-group makes the first one's elements. */
static bool is_first_group_only(const struct comparison *comparison)
{
    const size_t tile = comparison->shape.tile[0];
    return comparison->test->kernel->dimensions == 1 && comparison->elements > tile &&
           comparison->first_unwritten == tile &&
           comparison->unwritten == comparison->elements - tile;
}

static void note_examples(struct pattern *pattern, const struct comparison *comparison)
{
    if (comparison->unwritten > 0 && is_first_group_only(comparison))
        pattern->first_group_only = true;
    else if (comparison->unwritten > 0)
        pattern->other_unwritten = true;
    if (comparison->unwritten < comparison->elements)
        pattern->writes = true;
    if (comparison->unwritten > 0)
        note_example(&pattern->unwritten, comparison, print_unwritten);
    if (comparison->wrong > 0)
        note_example(&pattern->wrong, comparison, print_wrong);
    if (comparison->wrong > 0 && has_interior(comparison))
        note_example(&pattern->interior, comparison, print_wrong);
}

/* With which build options cases pass: those of the first one, if it passes. */
static void note_options(struct pattern *pattern, const struct comparison *comparison)
{
    const char *options = comparison->test->options;
    const bool same = strcmp(options, pattern->right_options) == 0;
    if (comparison_passes(comparison) && !pattern->right_options[0] && !pattern->fails)
        snprintf(pattern->right_options, sizeof pattern->right_options, "%s", options);
    else if (!comparison_passes(comparison))
        *(same ? &pattern->right_fails : &pattern->other_fails) = true;
}

/* Which sizes pass and which fail. */
static void note_size(struct pattern *pattern, const struct comparison *comparison)
{
    const bool passes = comparison_passes(comparison), round = is_round(comparison);
    const size_t elements = comparison->elements;
    pattern->round_passes |= round && passes;
    pattern->round_fails |= round && !passes;
    pattern->partial_passes += !round && passes;
    pattern->partial_fails += !round && !passes;
    if (passes && elements > pattern->largest_pass)
        pattern->largest_pass = elements;
    if (!passes && (elements < pattern->smallest_fail || pattern->smallest_fail == 0))
        pattern->smallest_fail = elements;
}

void pattern_add(struct pattern *pattern, const struct comparison *comparison)
{
    if (comparison_passes(comparison) || comparison->wrong > 0)
        note_size(pattern, comparison);
    note_options(pattern, comparison);
    if (comparison_passes(comparison)) {
        pattern->writes = true;
        return;
    }
    note_examples(pattern, comparison);
    if (comparison->wrong == 0)
        return;
    pattern->fails = true;
    pattern->differs |= comparison->differs;
    pattern->reads_output |= comparison->reads_output;
    look_at_edges(pattern, comparison);
    look_at_precision(pattern, comparison);
    look_at_suspects(pattern, comparison);
}

/* --- diagnoses --------------------------------------------------------------------------------- */

static void append(const struct pattern *pattern, cJSON *diagnoses, enum diagnosis_code code,
                   const char *sentence)
{
    const struct example *example = &pattern->wrong;
    char message[MESSAGE];
    if (code == UNWRITTEN_OUTPUT)
        example = &pattern->unwritten;
    else if (code == WRONG_AT_EDGES) /* where there is an inside that is right */
        example = &pattern->interior;
    snprintf(message, sizeof message, "%s %s", sentence, example->place);
    cJSON_AddItemToArray(diagnoses,
                         diagnosis_new(code, pattern->kernel->name, example->case_name, message));
}

static bool append_suspect(const struct pattern *pattern, cJSON *diagnoses)
{
    const struct suspect *suspects = pattern->exercise->suspects;
    for (size_t i = 0; suspects && suspects[i].code && i < SUSPECTS_LIMIT; i++) {
        if (!pattern->seen[i] || pattern->out[i])
            continue;
        append(pattern, diagnoses, diagnosis_find(suspects[i].code), suspects[i].sentence);
        return true;
    }
    return false;
}

static bool only_partial_tiles(const struct pattern *pattern)
{
    return pattern->round_passes && !pattern->round_fails &&
           pattern->partial_fails > pattern->partial_passes;
}

static bool only_edges(const struct pattern *pattern)
{
    return pattern->kernel->dimensions > 1 && pattern->interior.place[0] && !pattern->beyond_edges;
}

static bool has_differing_runs(const struct pattern *pattern)
{
    return pattern->differs && !pattern->reads_output;
}

static bool reads_its_output(const struct pattern *pattern)
{
    return pattern->reads_output;
}

static bool is_imprecise(const struct pattern *pattern)
{
    return !pattern->differs && !pattern->not_a_number &&
           pattern->error_squares < IMPRECISE * IMPRECISE * pattern->expected_squares;
}

static bool only_other_options(const struct pattern *pattern)
{
    return pattern->right_options[0] && pattern->other_fails && !pattern->right_fails;
}

static bool only_whole_numbers(const struct pattern *pattern)
{
    return pattern->whole && !pattern->fraction && !pattern->not_a_number;
}

/* That one or two elements are right says little. */
#define MANY ((size_t)32)

static bool only_large(const struct pattern *pattern)
{
    return pattern->largest_pass >= MANY && pattern->smallest_fail > pattern->largest_pass;
}

static bool anything(const struct pattern *pattern)
{
    (void)pattern;
    return true;
}

/* What the wrong places and values say, tried from the top. */
static const struct {
    enum diagnosis_code code;
    bool (*holds)(const struct pattern *pattern);
    const char *sentence;
} SIGNS[] = {
    {WRONG_IN_PARTIAL_TILE, only_partial_tiles,
     "What comes out even is right, and sizes that leave a remainder are wrong: look at what the "
     "last tile does where it reaches past the end."},
    {WRONG_AT_EDGES, only_edges,
     "The inside of the image is right and its edges are wrong: what counts outside of the image?"},
    {NONDETERMINISTIC, reads_its_output,
     "The result depends on what the output held before the launch. Nobody has set it: write "
     "without reading (= and not +=)."},
    {NONDETERMINISTIC, has_differing_runs,
     "Two launches with the same input gave different results: is a variable or local memory read "
     "before it was set, or is the same place written by several work-items?"},
    {LOW_PRECISION, is_imprecise,
     "The values are nearly right, but not as exact as floats allow: is something rounded to half, "
     "bytes or whole numbers on the way, or is a digit of a constant wrong?"},
    {WRONG_VALUES, only_other_options,
     "It is right with one KERNEL_SIZE and wrong with another: is there a 3 where KERNEL_SIZE "
     "belongs, or a 1 where KERNEL_SIZE / 2 does?"},
    {WRONG_VALUES, only_whole_numbers,
     "What is wrong are whole numbers: is something an int where it should be a float, or divided "
     "as one? 1 / 3 is 0, 1.0f / 3.0f is not."},
    {WRONG_VALUES, only_large,
     "Small sizes are right, and only larger ones are wrong: does a number in the kernel hold for "
     "small sizes only, or is a type too small for an index?"},
    {WRONG_VALUES, anything,
     "The values are wrong: compare the formula with the one in the lesson."},
};

static const char *unwritten_sentence(const struct pattern *pattern)
{
    if (!pattern->writes && pattern->branch_is_empty)
        return "Nothing at all is written, and there is nothing between #else and #endif yet: is "
               "that the part for work-items with several elements, for a TILE_X that is not "
               "LOCAL_X?";
    if (!pattern->writes)
        return "Nothing at all is written: which line stores the result?";
    if (pattern->first_group_only && !pattern->other_unwritten)
        return "Only the first work-group's part was written: does the index start again in every "
               "work-group?";
    if (pattern->kernel->dimensions == 1)
        return "Part of the output was never written: does the index run over all of it, from the "
               "right id in dimension 0, is the guard right, and is every result stored?";
    return "Part of the output was never written: does the launch cover it, with dimension 0 along "
           "the columns, are the guards right, and is every result stored?";
}

void pattern_diagnose(const struct pattern *pattern, cJSON *diagnoses)
{
    if (pattern->unwritten.place[0])
        append(pattern, diagnoses, UNWRITTEN_OUTPUT, unwritten_sentence(pattern));
    if (!pattern->fails)
        return;
    const bool stable = !pattern->differs;
    if (stable && append_suspect(pattern, diagnoses))
        return;
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        if (!SIGNS[i].holds(pattern))
            continue;
        append(pattern, diagnoses, SIGNS[i].code, SIGNS[i].sentence);
        return;
    }
}
