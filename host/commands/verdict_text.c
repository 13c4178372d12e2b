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
    printf("%s", colour(DIM));
    print_labelled("Device:", "%s (%s, %s)", text_of(device, "name"), text_of(device, "type"),
                   text_of(device, "platform"));
    if (!chosen)
        print_format(8, "--device takes another; `%s devices` lists them", program_name());
    printf("%s", colour(PLAIN));
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

void speed_text(char *text, size_t size, double speed, bool flops)
{
    snprintf(text, size, speed < 1000.0 ? "%.4g %s" : "%.0f %s", speed, flops ? "GFLOP/s" : "GB/s");
}

/* Whichever the contestant is about. */
static void print_speed(char *text, size_t size, const cJSON *figure)
{
    const bool flops = cJSON_GetObjectItem(figure, "of_clblast") ||
                       is(figure, "contestant", "clblast") || is(figure, "kernel", "matmul");
    speed_text(text, size, number_of(figure, flops ? "gflops" : "gbs"), flops);
}

/* Of CLBlast, of what the device can do at most: "" if there is neither. */
static void print_share(char *text, size_t size, const cJSON *figure)
{
    text[0] = '\0';
    const bool flops = is(figure, "kernel", "matmul");
    if (cJSON_GetObjectItem(figure, "of_clblast"))
        snprintf(text, size, "%.0f %% of CLBlast", 100.0 * number_of(figure, "of_clblast"));
    if (cJSON_GetObjectItem(figure, "of_limit"))
        snprintf(text + strlen(text), size - strlen(text), "%s%.0f %% of %s", text[0] ? ", " : "",
                 100.0 * number_of(figure, "of_limit"), flops ? "the multiply-add limit" : "copy");
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

/* The cases of a kernel with that verdict; kernel "": of all. */
static size_t count_verdicts(const cJSON *verdict, const char *kernel, const char *wanted)
{
    const cJSON *one;
    size_t count = 0;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(verdict, "cases"))
    {
        count += is(one, "verdict", wanted) && (!*kernel || is(one, "kernel", kernel));
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

/* Which values the parameters of the file had, and where those are from. */
static void print_values(const cJSON *verdict, const char *label)
{
    char values[1024];
    const cJSON *tuned = cJSON_GetObjectItem(verdict, "tuned");
    printf("%s", colour(DIM));
    if (tuned) {
        values_text(values, sizeof values, text_of(tuned, "options"));
        print_labelled(label, "%s, %s; --no-tuned takes the file's own",
                       *values ? values : "the file's own are the best", text_of(tuned, "from"));
    } else if (cJSON_IsTrue(cJSON_GetObjectItem(verdict, "tunable")) &&
               is(verdict, "verdict", "solved")) {
        print_labelled(label, "the file's own; `%s tune %s` looks for faster ones", program_name(),
                       text_of(verdict, "kernel_file"));
    }
    printf("%s", colour(PLAIN));
}

/* --- the headline ------------------------------------------------------------------------------ */

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

bool verdict_is_unfinished(const cJSON *verdict)
{
    const cJSON *diagnosis, *diagnoses = cJSON_GetObjectItem(verdict, "diagnosis");
    cJSON_ArrayForEach(diagnosis, diagnoses)
    {
        if (!is(diagnosis, "code", "not-started"))
            return false;
    }
    return cJSON_GetArraySize(diagnoses) > 0 && count_verdicts(verdict, "", "pass") > 0;
}

/* "greyscale is right, 25 of 25 cases; sepia is not written yet" */
static void print_unfinished(const struct exercise *exercise, const cJSON *verdict)
{
    char text[1024] = "";
    for (size_t i = 0; i < exercise->kernel_count; i++) {
        const char *kernel = exercise->kernels[i].name;
        const size_t used = strlen(text);
        size_t passed, all;
        count_cases(verdict, kernel, &passed, &all);
        snprintf(text + used, sizeof text - used, "%s%s is ", used > 0 ? "; " : "", kernel);
        if (*code_of(verdict, kernel))
            strncat(text, "not written yet", sizeof text - strlen(text) - 1);
        else
            snprintf(text + strlen(text), sizeof text - strlen(text), "right, %zu of %zu cases",
                     passed, all);
    }
    printf("%sUNFINISHED%s  ", colour(YELLOW), colour(PLAIN));
    print_hanging(text, 12, 12);
}

/* "MARK4 of 7 cases passed, 2 not tried", "" if there are no cases; kernel "": of all kernels. */
static void counts_text(char *text, size_t size, const cJSON *verdict, const char *kernel,
                        const char *mark)
{
    size_t passed, all, used = 0;
    const size_t skipped = count_verdicts(verdict, kernel, "skipped");
    count_cases(verdict, kernel, &passed, &all);
    text[0] = '\0';
    if (all > skipped)
        used =
            (size_t)snprintf(text, size, "%s%zu of %zu cases passed", mark, passed, all - skipped);
    if (skipped > 0)
        snprintf(text + used, size - used, "%s%zu not tried", used > 0 ? ", " : mark, skipped);
}

static void print_rejected(const cJSON *verdict)
{
    char text[128];
    size_t passed, all;
    count_cases(verdict, "", &passed, &all);
    counts_text(text, sizeof text, verdict, "", passed == all ? "  although " : "  ");
    printf("%sREJECTED%s%s\n", colour(RED), colour(PLAIN), text);
}

static void print_headline(const struct exercise *exercise, const cJSON *verdict)
{
    size_t passed, all;
    const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(verdict, "diagnosis"), 0);
    count_cases(verdict, "", &passed, &all);
    if (is(verdict, "verdict", "solved"))
        printf("%sSOLVED%s  %zu of %zu cases passed\n", colour(GREEN), colour(PLAIN), passed, all);
    else if (is(first, "code", "not-started") && all == 0)
        printf("%sNOT STARTED%s\n", colour(YELLOW), colour(PLAIN));
    else if (verdict_is_unfinished(verdict))
        print_unfinished(exercise, verdict);
    else
        print_rejected(verdict);
}

/* --- the rest ---------------------------------------------------------------------------------- */

/* How each kernel of a file with several stands, unless the headline has told it. */
static void print_kernels(const struct exercise *exercise, const cJSON *verdict)
{
    enum { INDENT = 17 };
    if (exercise->kernel_count == 1 || verdict_is_unfinished(verdict))
        return;
    for (size_t i = 0; i < exercise->kernel_count; i++) {
        const char *kernel = exercise->kernels[i].name, *code = code_of(verdict, kernel);
        const char *how = *code ? code : "right";
        char counts[128];
        counts_text(counts, sizeof counts, verdict, kernel, ", ");
        printf("  %-*s %s%s%s", INDENT - 3, kernel, colour(*code ? RED : GREEN), how,
               colour(PLAIN));
        print_hanging(counts, INDENT + strlen(how), INDENT);
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

/* The two halves of a figure's line: what was measured, and what came of it. */
struct figure_text {
    char subject[160], time[64], shares[160];
};

static struct figure_text figure_text(const cJSON *figure)
{
    struct figure_text text;
    char speed[64], share[96];
    print_speed(speed, sizeof speed, figure);
    print_share(share, sizeof share, figure);
    snprintf(text.subject, sizeof text.subject, "  %-12s %-8s %-20s", text_of(figure, "kernel"),
             text_of(figure, "contestant"), text_of(figure, "case"));
    snprintf(text.time, sizeof text.time, " %8.3f ms %13s  ", number_of(figure, "median_ms"),
             speed);
    snprintf(text.shares, sizeof text.shares, "%s%sspread %.0f %%", share, *share ? ", " : "",
             100.0 * number_of(figure, "spread"));
    return text;
}

static size_t widest(const cJSON *figures)
{
    const cJSON *figure;
    size_t most = 0;
    cJSON_ArrayForEach(figure, figures)
    {
        const struct figure_text text = figure_text(figure);
        const size_t cells = strlen(text.subject) + strlen(text.time) + strlen(text.shares);
        most = cells > most ? cells : most;
    }
    return most;
}

/* Below a figure. */
static void print_suspicion(size_t indent)
{
    printf("%*s%ssuspect: above what the device can do%s\n", (int)indent, "", colour(YELLOW),
           colour(PLAIN));
}

/* Whether the participant's kernel, which does little more than move bytes, takes more than ten times as long as a copy
 * of them. */
static bool is_slow(const cJSON *figure)
{
    const cJSON *share = cJSON_GetObjectItem(figure, "of_limit");
    return strcmp(text_of(figure, "contestant"), "yours") == 0 && cJSON_IsNumber(share) &&
           share->valuedouble < 0.1 && number_of(figure, "gflops") < number_of(figure, "gbs");
}

/* Below the figures. */
static void print_slowness(const cJSON *figures)
{
    const cJSON *figure;
    cJSON_ArrayForEach(figure, figures)
    {
        if (is_slow(figure))
            print_format(
                2,
                "%s takes %.0f times as long as a copy of as many bytes: does each work-item do "
                "its own part only, and do neighbours read what lies side by side?",
                text_of(figure, "kernel"), 1.0 / number_of(figure, "of_limit"));
    }
}

static void print_figures(const cJSON *verdict)
{
    const cJSON *figure, *figures = cJSON_GetObjectItem(verdict, "performance");
    const bool two_lines = widest(figures) > terminal_columns();
    if (cJSON_GetArraySize(figures) > 0)
        printf("\n");
    cJSON_ArrayForEach(figure, figures)
    {
        const struct figure_text text = figure_text(figure);
        const size_t column =
            strlen(text.time) + (two_lines ? 5 : strlen(text.subject)); /* of the shares */
        printf("%s%s%s", text.subject, two_lines ? "\n     " : "", text.time);
        print_hanging(text.shares, column, column);
        if (cJSON_IsTrue(cJSON_GetObjectItem(figure, "suspect")))
            print_suspicion(two_lines ? 6 : strlen(text.subject) + 1);
    }
    print_slowness(figures);
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
    printf("\n");
    print_format(
        2, "%zu kernels one after the other take %.3f ms, %s alone %.3f ms: %.1f times as fast.",
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

/* What to do after it. */
static void print_end(const struct exercise *exercise, const cJSON *verdict)
{
    const bool solved = is(verdict, "verdict", "solved");
    char command[512];
    if (!solved && has_run(verdict) && !verdict_is_unfinished(verdict)) {
        printf("\n%s", colour(DIM));
        print_format(0, "Seed %.0f: add `--seed %.0f` to get the same inputs again.",
                     number_of(verdict, "seed"), number_of(verdict, "seed"));
        printf("%s", colour(PLAIN));
    }
    if (!solved || is_rung(exercise, verdict))
        return;
    printf(exercise->next || exercise->number > 0 ? "\n" : "");
    if (exercise->next) {
        snprintf(command, sizeof command, "%s %s", program_name(), exercise->next);
        print_command("Next:", command, 0);
    } else if (exercise->number > 0) {
        printf("That was the last exercise.\n");
    }
}

void print_verdict(const struct exercise *exercise, const cJSON *verdict, bool chosen)
{
    const cJSON *diagnosis;
    char title[96];
    if (exercise->number > 0)
        snprintf(title, sizeof title, "Exercise %u, %s:", exercise->number, exercise->name);
    else
        snprintf(title, sizeof title, "%s:", exercise->name);
    print_title(title, "%s", text_of(verdict, "kernel_file"));
    print_device_line(verdict, chosen);
    print_values(verdict, "Values:");
    printf("\n");
    print_headline(exercise, verdict);
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
    print_end(exercise, verdict);
}

/* --- the table --------------------------------------------------------------------------------- */

enum { TABLE_CELLS = 80 }; /* of a narrower terminal a row takes two lines */

static void print_row(const cJSON *verdict, const struct exercise *exercise, size_t index)
{
    char number[16] = "", cases[48], speed[64] = "", share[96] = "", spread[16] = "";
    const char *kernel = exercise->kernels[index].name;
    const cJSON *figure = figure_of(verdict, kernel);
    const bool two_lines = terminal_columns() < TABLE_CELLS;
    size_t passed, all;

    count_cases(verdict, kernel, &passed, &all);
    snprintf(cases, sizeof cases, "%zu of %zu", passed, all);
    if (all == 0 || strcmp(code_of(verdict, kernel), "not-started") == 0)
        snprintf(cases, sizeof cases, "%s", code_of(verdict, kernel));
    if (figure) {
        print_speed(speed, sizeof speed, figure);
        print_share(share, sizeof share, figure);
        snprintf(spread, sizeof spread, "%.0f %%", 100.0 * number_of(figure, "spread"));
    }
    if (index == 0)
        snprintf(number, sizeof number, "%u", exercise->number);
    const bool ok = all > 0 && passed == all;
    printf("%1s %-13s %-10s %s%-9s%s", number, index == 0 ? exercise->name : "", kernel,
           colour(ok ? GREEN : RED), cases, colour(PLAIN));
    if (!figure) {
        printf("\n");
        return;
    }
    printf("%s %15s  %6s  ", two_lines ? "\n" : "", speed, spread);
    print_hanging(share, two_lines ? 26 : 62, two_lines ? 26 : 62);
    if (cJSON_IsTrue(cJSON_GetObjectItem(figure, "suspect")))
        print_suspicion(two_lines ? 6 : 37);
}

void print_table(const cJSON *verdicts)
{
    const cJSON *verdict, *diagnosis;
    printf("%s  %-13s %-10s %-9s%s %15s  %6s  %s%s\n", colour(BOLD), "exercise", "kernel", "cases",
           terminal_columns() < TABLE_CELLS ? "\n" : "", "speed", "spread", "share", colour(PLAIN));
    cJSON_ArrayForEach(verdict, verdicts)
    {
        const struct exercise *exercise = exercise_find(text_of(verdict, "exercise"));
        for (size_t i = 0; exercise && i < exercise->kernel_count; i++)
            print_row(verdict, exercise, i);
    }
    cJSON_ArrayForEach(verdict, verdicts)
    {
        char name[64];
        snprintf(name, sizeof name, "%s: Values:", text_of(verdict, "exercise"));
        print_values(verdict, name);
    }
    cJSON_ArrayForEach(verdict, verdicts)
    {
        cJSON_ArrayForEach(diagnosis, cJSON_GetObjectItem(verdict, "diagnosis"))
        {
            print_diagnosis(diagnosis);
        }
    }
}
