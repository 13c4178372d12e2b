#include "verdict_text.h"

#include "../exercises/fields.h"

#include "screen.h"

#include <stdio.h>
#include <string.h>

static bool is(const cJSON *object, const char *key, const char *wanted)
{
    return strcmp(text_of(object, key), wanted) == 0;
}

/* --- pieces ------------------------------------------------------------------------------------ */

void print_device_line(const cJSON *verdict, bool chosen)
{
    const cJSON *device = cJSON_GetObjectItem(verdict, "device");
    if (!cJSON_IsObject(device))
        return;
    printf("%sDevice: %s (%s, %s)%s\n", colour(DIM), text_of(device, "name"),
           text_of(device, "type"), text_of(device, "platform"), colour(PLAIN));
    if (!chosen)
        printf("%s        --device takes another; `%s devices` lists them%s\n", colour(DIM),
               program_name(), colour(PLAIN));
}

/* Counts the cases of a kernel; kernel "": of all. */
static void count_cases(const cJSON *verdict, const char *kernel, size_t *passed, size_t *all)
{
    const cJSON *one;
    *passed = *all = 0;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(verdict, "cases"))
    {
        if (*kernel && !is(one, "kernel", kernel))
            continue;
        *passed += is(one, "verdict", "pass");
        (*all)++;
    }
}

/* "61.2 GB/s" or "19.1 GFLOP/s", whichever the contestant is about. */
static void print_speed(char *text, size_t size, const cJSON *figure)
{
    const bool flops = cJSON_GetObjectItem(figure, "of_clblast") ||
                       is(figure, "contestant", "clblast") || is(figure, "kernel", "matmul");
    if (flops)
        snprintf(text, size, "%.4g GFLOP/s", number_of(figure, "gflops"));
    else
        snprintf(text, size, "%.4g GB/s", number_of(figure, "gbs"));
}

static void print_share(char *text, size_t size, const cJSON *figure)
{
    text[0] = '\0';
    const bool flops = is(figure, "kernel", "matmul");
    if (cJSON_GetObjectItem(figure, "of_clblast"))
        snprintf(text, size, "%.0f %% of CLBlast", 100.0 * number_of(figure, "of_clblast"));
    if (cJSON_GetObjectItem(figure, "of_limit"))
        snprintf(text + strlen(text), size - strlen(text), "%s%.0f %% of %s", text[0] ? ", " : "",
                 100.0 * number_of(figure, "of_limit"), flops ? "the limit" : "copy");
    if (cJSON_IsTrue(cJSON_GetObjectItem(figure, "suspect")))
        strncat(text, " (above the limit: suspect)", size - strlen(text) - 1);
}

/* The last figure of the kernel itself: that of the largest size. */
static const cJSON *figure_of(const cJSON *verdict, const char *kernel)
{
    const cJSON *figure, *found = NULL;
    cJSON_ArrayForEach(figure, cJSON_GetObjectItem(verdict, "performance"))
    {
        if (is(figure, "kernel", kernel) && is(figure, "contestant", "yours"))
            found = figure;
    }
    return found;
}

/* --- one verdict ------------------------------------------------------------------------------- */

static size_t count_verdicts(const cJSON *verdict, const char *wanted)
{
    const cJSON *one;
    size_t count = 0;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(verdict, "cases"))
    {
        count += is(one, "verdict", wanted);
    }
    return count;
}

void values_text(char *text, size_t size, const char *options)
{
    size_t used = 0;
    text[0] = '\0';
    while ((options = strstr(options, "-D ")) != NULL && used < size) {
        const size_t name = strcspn(options + 3, "="), value = strcspn(options + 3 + name, " ");
        used += (size_t)snprintf(text + used, size - used, "%s%.*s = %.*s", used ? ", " : "",
                                 (int)name, options + 3, (int)value - 1, options + 4 + name);
        options += 3 + name;
    }
}

/* Which tuned values the file was judged with; name: of the exercise, "" where that is plain. */
static void print_tuned(const cJSON *verdict, const char *name)
{
    char values[1024];
    const cJSON *tuned = cJSON_GetObjectItem(verdict, "tuned");
    if (!tuned)
        return;
    values_text(values, sizeof values, text_of(tuned, "options"));
    printf("%s%sValues: %s (%s); --no-tuned takes the file's own%s\n", colour(DIM), name,
           *values ? values : "the file's own are the best", text_of(tuned, "from"), colour(PLAIN));
}

static void print_headline(const cJSON *verdict)
{
    size_t passed, all;
    const size_t skipped = count_verdicts(verdict, "skipped");
    const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(verdict, "diagnosis"), 0);
    count_cases(verdict, "", &passed, &all);
    if (is(verdict, "verdict", "solved"))
        printf("%sSOLVED%s  %zu of %zu cases passed\n", colour(GREEN), colour(PLAIN), passed, all);
    else if (is(first, "code", "not-started") && all == 0)
        printf("%sNOT STARTED%s\n", colour(YELLOW), colour(PLAIN));
    else if (all == 0)
        printf("%sREJECTED%s\n", colour(RED), colour(PLAIN));
    else if (skipped > 0)
        printf("%sREJECTED%s  %zu of %zu cases passed, %zu not tried\n", colour(RED), colour(PLAIN),
               passed, all - skipped, skipped);
    else
        printf("%sREJECTED%s  %zu of %zu cases passed\n", colour(RED), colour(PLAIN), passed, all);
}

/* The first code that was told of a kernel; "" if none was. */
static const char *code_of(const cJSON *verdict, const char *kernel)
{
    const cJSON *diagnosis;
    cJSON_ArrayForEach(diagnosis, cJSON_GetObjectItem(verdict, "diagnosis"))
    {
        if (is(diagnosis, "kernel", kernel) || is(diagnosis, "kernel", ""))
            return text_of(diagnosis, "code");
    }
    return "";
}

/* How each kernel of a file with several stands. */
static void print_kernels(const struct exercise *exercise, const cJSON *verdict)
{
    for (size_t i = 0; exercise->kernel_count > 1 && i < exercise->kernel_count; i++) {
        const char *kernel = exercise->kernels[i].name, *code = code_of(verdict, kernel);
        size_t passed, all;
        count_cases(verdict, kernel, &passed, &all);
        printf("  %-14s %s%s%s", kernel, colour(*code ? RED : GREEN), *code ? code : "right",
               colour(PLAIN));
        if (all > 0 && strcmp(code, "not-started") != 0)
            printf(", %zu of %zu cases passed", passed, all);
        printf("\n");
    }
}

static void print_diagnosis(const cJSON *diagnosis)
{
    char where[256] = "";
    if (*text_of(diagnosis, "kernel"))
        snprintf(where, sizeof where, " in %s", text_of(diagnosis, "kernel"));
    if (*text_of(diagnosis, "case"))
        snprintf(where + strlen(where), sizeof where - strlen(where), ", case %s",
                 text_of(diagnosis, "case"));
    printf("\n%s%s%s%s\n", colour(BOLD), text_of(diagnosis, "code"), colour(PLAIN), where);
    print_wrapped(text_of(diagnosis, "message"), 2);
}

static void print_figures(const cJSON *verdict)
{
    const cJSON *figure, *figures = cJSON_GetObjectItem(verdict, "performance");
    const bool narrow = terminal_columns() < 100; /* two lines each */
    if (cJSON_GetArraySize(figures) > 0)
        printf("\n");
    cJSON_ArrayForEach(figure, figures)
    {
        char speed[64], share[96];
        print_speed(speed, sizeof speed, figure);
        print_share(share, sizeof share, figure);
        printf("  %-12s %-8s %-24s%s %8.3f ms %14s  %s\n", text_of(figure, "kernel"),
               text_of(figure, "contestant"), text_of(figure, "case"), narrow ? "\n     " : "",
               number_of(figure, "median_ms"), speed, share);
    }
}

/* What fusing the kernels of a chain into one gains. */
static void print_chain(const struct exercise *exercise, const cJSON *verdict)
{
    double chain_ms = 0.0, one_ms = 0.0;
    size_t found = 0;
    for (size_t i = 0; exercise->chained > 0 && i < exercise->kernel_count; i++) {
        const cJSON *figure = figure_of(verdict, exercise->kernels[i].name);
        found += figure != NULL;
        if (i < exercise->chained)
            chain_ms += number_of(figure, "median_ms");
        else
            one_ms = number_of(figure, "median_ms");
    }
    if (found < exercise->kernel_count || one_ms <= 0.0 || found == 0)
        return;
    printf(
        "\n  %zu kernels one after the other take %.3f ms, %s alone %.3f ms: %.1f times as fast.\n",
        exercise->chained, chain_ms, exercise->kernels[exercise->chained].name, one_ms,
        chain_ms / one_ms);
}

static void print_notes(const cJSON *verdict)
{
    const cJSON *note;
    cJSON_ArrayForEach(note, cJSON_GetObjectItem(verdict, "notes"))
    {
        printf("\n");
        print_wrapped(text_of(note, "text"), 0);
    }
}

static bool has_run(const cJSON *verdict)
{
    return cJSON_GetArraySize(cJSON_GetObjectItem(verdict, "cases")) > 0;
}

/* What kernels printed: the beginning, and how much more there was. */
static void print_output(const cJSON *verdict)
{
    enum { LINES = 20 };
    const char *output = text_of(verdict, "output");
    int lines = 0;
    if (!*output || !has_run(verdict)) /* else it is the compiler's chatter */
        return;
    printf("\nPrinted while it ran (small cases are launched twice):\n");
    while (*output && lines++ < LINES) {
        const size_t length = strcspn(output, "\n");
        printf("  %.*s\n", (int)length, output);
        output += length + (output[length] == '\n');
    }
    if (*output || cJSON_IsTrue(cJSON_GetObjectItem(verdict, "output_cut")))
        printf("  ... and more: the rest is cut.\n");
}

static void print_pictures(const cJSON *verdict)
{
    const cJSON *picture, *pictures = cJSON_GetObjectItem(verdict, "pictures");
    if (cJSON_GetArraySize(pictures) > 0)
        printf("\nPictures:\n");
    cJSON_ArrayForEach(picture, pictures)
    {
        printf("  %s\n", text_of(picture, "path"));
    }
}

/* Whether the file is a rung of the exercise's ladder, which says nothing of how far the participant is. */
static bool is_rung(const struct exercise *exercise, const cJSON *verdict)
{
    const cJSON *file = cJSON_GetObjectItem(verdict, "kernel_file");
    return exercise->ladder && cJSON_IsString(file) && strstr(file->valuestring, exercise->ladder);
}

void print_verdict(const struct exercise *exercise, const cJSON *verdict, bool chosen)
{
    const cJSON *diagnosis;
    if (exercise->number > 0)
        printf("%sExercise %u, %s:%s %s\n", colour(BOLD), exercise->number, exercise->name,
               colour(PLAIN), text_of(verdict, "kernel_file"));
    else
        printf("%s%s:%s %s\n", colour(BOLD), exercise->name, colour(PLAIN),
               text_of(verdict, "kernel_file"));
    print_device_line(verdict, chosen);
    print_tuned(verdict, "");
    printf("\n");
    print_headline(verdict);
    print_kernels(exercise, verdict);
    cJSON_ArrayForEach(diagnosis, cJSON_GetObjectItem(verdict, "diagnosis"))
    {
        print_diagnosis(diagnosis);
    }
    print_figures(verdict);
    print_chain(exercise, verdict);
    print_notes(verdict);
    print_output(verdict);
    print_pictures(verdict);
    if (!is(verdict, "verdict", "solved") && has_run(verdict))
        printf("\n%sSeed %.0f: add --seed %.0f to get the same inputs again.%s\n", colour(DIM),
               number_of(verdict, "seed"), number_of(verdict, "seed"), colour(PLAIN));
    else if (is_rung(exercise, verdict))
        return;
    else if (is(verdict, "verdict", "solved") && exercise->next)
        printf("\nNext: %s %s\n", program_name(), exercise->next);
    else if (is(verdict, "verdict", "solved") && exercise->number > 0)
        printf("\nThat was the last exercise.\n");
}

/* --- the table --------------------------------------------------------------------------------- */

static void print_row(const cJSON *verdict, const struct exercise *exercise, size_t index)
{
    char number[16] = "", cases[48], speed[64] = "", share[96] = "";
    const char *kernel = exercise->kernels[index].name;
    const cJSON *figure = figure_of(verdict, kernel);
    size_t passed, all;

    count_cases(verdict, kernel, &passed, &all);
    snprintf(cases, sizeof cases, "%zu of %zu", passed, all);
    if (all == 0)
        snprintf(cases, sizeof cases, "%s", code_of(verdict, kernel));
    if (figure) {
        print_speed(speed, sizeof speed, figure);
        print_share(share, sizeof share, figure);
    }
    if (index == 0)
        snprintf(number, sizeof number, "%u", exercise->number);
    const bool ok = all > 0 && passed == all;
    printf("%1s %-14s %-11s %s%-9s%s %15s  %s\n", number, index == 0 ? exercise->name : "", kernel,
           colour(ok ? GREEN : RED), cases, colour(PLAIN), speed, share);
}

void print_table(const cJSON *verdicts)
{
    const cJSON *verdict, *diagnosis;
    printf("%s  %-14s %-11s %-9s %15s  %s%s\n", colour(BOLD), "exercise", "kernel", "cases",
           "speed", "share", colour(PLAIN));
    cJSON_ArrayForEach(verdict, verdicts)
    {
        const struct exercise *exercise = exercise_find(text_of(verdict, "exercise"));
        for (size_t i = 0; exercise && i < exercise->kernel_count; i++)
            print_row(verdict, exercise, i);
    }
    cJSON_ArrayForEach(verdict, verdicts)
    {
        char name[64];
        snprintf(name, sizeof name, "%s: ", text_of(verdict, "exercise"));
        print_tuned(verdict, name);
    }
    cJSON_ArrayForEach(verdict, verdicts)
    {
        cJSON_ArrayForEach(diagnosis, cJSON_GetObjectItem(verdict, "diagnosis"))
        {
            print_diagnosis(diagnosis);
        }
    }
}
