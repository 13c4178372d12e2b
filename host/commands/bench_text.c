#include "bench_text.h"

#include "screen.h"

#include "../exercises/cases.h"
#include "../exercises/fields.h"
#include "../exercises/sizes.h"

#include <stdio.h>
#include <string.h>

enum { NAME_CELLS = 20, BAR_CELLS = 10, FIGURES_CELLS = 43, CLBLAST_CELLS = 12 };
enum { FUSION_CELLS = 75 };

static bool counts_flops(const struct exercise *exercise)
{
    return exercise->clblast == CLBLAST_GEMM;
}

static double speed_of(const struct exercise *exercise, const cJSON *result)
{
    return number_of(result, counts_flops(exercise) ? "gflops" : "gbs");
}

static struct case_size size_of(const struct exercise *exercise, const cJSON *result)
{
    struct case_size size = {0};
    for (size_t i = 0; i < size_count(&exercise->sizes); i++)
        size.numbers[i] =
            (size_t)number_of(cJSON_GetObjectItem(result, "size"), exercise->sizes.names[i]);
    return size;
}

static bool same_heat(const cJSON *one, const cJSON *other)
{
    return strcmp(text_of(one, "kernel"), text_of(other, "kernel")) == 0 &&
           cJSON_Compare(cJSON_GetObjectItem(one, "size"), cJSON_GetObjectItem(other, "size"),
                         true);
}

/* Whether the result is one that counts: a baseline's, or right. */
static bool counts(const cJSON *result)
{
    return cJSON_GetObjectItem(result, "median_ms") &&
           !cJSON_IsFalse(cJSON_GetObjectItem(result, "verified"));
}

static double fastest_of(const struct exercise *exercise, const cJSON *results, const cJSON *heat)
{
    const cJSON *result;
    double fastest = 0.0;
    cJSON_ArrayForEach(result, results)
    {
        if (same_heat(result, heat) && counts(result) && speed_of(exercise, result) > fastest)
            fastest = speed_of(exercise, result);
    }
    return fastest;
}

/* Three significant digits, and no exponent. */
static void print_number(char *text, size_t size, double value)
{
    if (value >= 1000.0)
        snprintf(text, size, "%s", grouped((size_t)(value + 0.5)).text);
    else
        snprintf(text, size, value >= 100.0 ? "%.0f" : value >= 10.0 ? "%.1f" : "%.2f", value);
}

/* --- the table --------------------------------------------------------------------------------- */

struct table {
    const struct exercise *exercise;
    const cJSON *results;
    bool ladder;
    bool has_clblast; /* a result has a share of it */
    bool narrow;      /* the terminal is: figures stand on the line below their name */
    int bar_cells;
};

static bool any_has(const cJSON *results, const char *key)
{
    const cJSON *result;
    cJSON_ArrayForEach(result, results)
    {
        if (cJSON_GetObjectItem(result, key))
            return true;
    }
    return false;
}

static struct table table_for(const struct exercise *exercise, const cJSON *results, bool ladder)
{
    struct table table = {.exercise = exercise, .results = results, .ladder = ladder};
    table.has_clblast = any_has(results, "of_clblast");
    const int spare = (int)terminal_columns() - FIGURES_CELLS - NAME_CELLS -
                      (table.has_clblast ? CLBLAST_CELLS : 0);
    table.narrow = spare < 0;
    table.bar_cells = spare < 0 ? 0 : spare > BAR_CELLS ? BAR_CELLS : spare;
    return table;
}

static void print_bar(double share, int cells)
{
    const int filled = (int)(share * cells + 0.5);
    printf("%s", colour(GREEN));
    for (int i = 0; i < cells; i++)
        printf("%s", i < filled ? "#" : " ");
    printf("%s", colour(PLAIN));
}

/* Of a path what stands behind the last slash. */
static const char *name_of(const cJSON *result)
{
    const char *name = text_of(result, "contestant"), *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static void print_name(const cJSON *result)
{
    printf("%-*.*s ", NAME_CELLS, NAME_CELLS, name_of(result));
}

/* --- one heat ---------------------------------------------------------------------------------- */

/* What the shares of a heat's limit are shares of: a copy in the same turns, unless arithmetic takes longer. */
static const char *limit_of(const cJSON *results, const cJSON *heat)
{
    const cJSON *result;
    cJSON_ArrayForEach(result, results)
    {
        if (same_heat(result, heat) && strcmp(text_of(result, "contestant"), "copy") == 0 &&
            number_of(result, "of_limit") < 1.001)
            return "of copy";
    }
    return "of limit";
}

static void print_heading(const struct table *table, const cJSON *heat)
{
    char size[96], title[160];
    const struct case_size numbers = size_of(table->exercise, heat);
    const int cells = table->narrow ? 0 : NAME_CELLS + 1 + table->bar_cells;
    size_print(table->exercise, &numbers, size, sizeof size);
    const int length = snprintf(title, sizeof title, "%s, %s", text_of(heat, "kernel"), size);
    printf("\n%s%-*s%s", colour(BOLD), cells, title, colour(PLAIN));
    if (length > cells)
        printf("\n%*s", cells, "");
    printf(" %8s  %8s", counts_flops(table->exercise) ? "GFLOP/s" : "GB/s",
           limit_of(table->results, heat));
    if (table->has_clblast)
        printf("  %10s", "of CLBlast");
    printf("  %10s  %s\n", "median", table->ladder ? "over rung" : "spread");
}

static void print_shares(const struct table *table, const cJSON *result)
{
    char limit[16] = "-", clblast[16] = "";
    if (cJSON_GetObjectItem(result, "of_limit"))
        snprintf(limit, sizeof limit, "%.0f %%", 100.0 * number_of(result, "of_limit"));
    if (cJSON_GetObjectItem(result, "of_clblast"))
        snprintf(clblast, sizeof clblast, "%.2f x", number_of(result, "of_clblast"));
    printf("  %8s", limit);
    if (table->has_clblast)
        printf("  %10s", clblast);
}

/* below_ms: of the rung below; 0: there is none. */
static void print_figure(const struct table *table, const cJSON *result, double fastest,
                         double below_ms)
{
    char speed[32];
    const double ms = number_of(result, "median_ms");
    print_number(speed, sizeof speed, speed_of(table->exercise, result));
    if (table->narrow) {
        printf("%s\n", name_of(result));
    } else {
        print_name(result);
        print_bar(speed_of(table->exercise, result) / fastest, table->bar_cells);
    }
    printf(" %8s", speed);
    print_shares(table, result);
    printf("  %7.*f ms", ms < 0.1 ? 5 : ms < 10.0 ? 3 : 1, ms);
    if (!table->ladder)
        printf("  %4.0f %%", 100.0 * number_of(result, "spread"));
    else if (below_ms > 0.0)
        printf("  %7.2f x", below_ms / ms);
    printf("\n");
    if (cJSON_IsTrue(cJSON_GetObjectItem(result, "suspect")))
        printf("%*s%ssuspect: above what the device can do%s\n", table->narrow ? 1 : NAME_CELLS + 1,
               "", colour(YELLOW), colour(PLAIN));
}

static void print_excuse(const cJSON *result, const char *what, const char *why)
{
    print_name(result);
    printf("%s%s:%s ", colour(YELLOW), what, colour(PLAIN));
    print_hanging(why, NAME_CELLS + 1 + strlen(what) + 2, NAME_CELLS + 1);
}

static void print_result(const struct table *table, const cJSON *result, double fastest,
                         double below_ms)
{
    if (cJSON_GetObjectItem(result, "trouble"))
        print_excuse(result, "skipped", text_of(result, "trouble"));
    else if (!counts(result))
        print_excuse(result, "not right", "its speed does not count; `run` says why");
    else
        print_figure(table, result, fastest, below_ms);
}

static bool is_baseline(const cJSON *result)
{
    return !cJSON_GetObjectItem(result, "verified") && !cJSON_GetObjectItem(result, "trouble");
}

static void print_heat(const struct table *table, const cJSON *heat)
{
    const cJSON *result;
    const double fastest = fastest_of(table->exercise, table->results, heat);
    double below_ms = 0.0;
    print_heading(table, heat);
    cJSON_ArrayForEach(result, table->results)
    {
        if (!same_heat(result, heat))
            continue;
        print_result(table, result, fastest, is_baseline(result) ? 0.0 : below_ms);
        if (counts(result) && !is_baseline(result))
            below_ms = number_of(result, "median_ms");
    }
}

static bool is_first_of_heat(const cJSON *results, const cJSON *wanted)
{
    const cJSON *result;
    cJSON_ArrayForEach(result, results)
    {
        if (same_heat(result, wanted))
            return result == wanted;
    }
    return false;
}

/* --- kernels fused into one -------------------------------------------------------------------- */

static const cJSON *find_result(const cJSON *results, const cJSON *size, const char *kernel)
{
    const cJSON *result;
    cJSON_ArrayForEach(result, results)
    {
        if (cJSON_Compare(cJSON_GetObjectItem(result, "size"), size, true) &&
            strcmp(text_of(result, "kernel"), kernel) == 0 && counts(result) &&
            !is_baseline(result))
            return result;
    }
    return NULL;
}

/* The chain against the one kernel that does the same, at one size. */
static void print_fusion_of(const struct exercise *exercise, const cJSON *results,
                            const cJSON *heat)
{
    const cJSON *size = cJSON_GetObjectItem(heat, "size");
    const cJSON *one = find_result(results, size, exercise->kernels[exercise->chained].name);
    double ms = 0.0, bytes = 0.0;
    char text[96];
    const struct case_size numbers = size_of(exercise, heat);

    for (size_t i = 0; i < exercise->chained; i++) {
        const cJSON *link = find_result(results, size, exercise->kernels[i].name);
        if (!link)
            return;
        ms += number_of(link, "median_ms");
        bytes += number_of(link, "bytes");
    }
    if (!one)
        return;
    size_print(exercise, &numbers, text, sizeof text);
    if (terminal_columns() < FUSION_CELLS)
        printf("%s:\n  one after the other %9.1f MB %9.3f ms\n  fused into one      %9.1f MB %9.3f "
               "ms: "
               "%.2f x\n",
               text, bytes * 1e-6, ms, number_of(one, "bytes") * 1e-6, number_of(one, "median_ms"),
               ms / number_of(one, "median_ms"));
    else
        printf("%12s %9.1f MB %9.3f ms %9.1f MB %9.3f ms %7.2f x\n", text, bytes * 1e-6, ms,
               number_of(one, "bytes") * 1e-6, number_of(one, "median_ms"),
               ms / number_of(one, "median_ms"));
}

static void print_fusion(const struct exercise *exercise, const cJSON *results)
{
    const cJSON *result;
    printf("\n");
    if (terminal_columns() >= FUSION_CELLS)
        printf("%s%12s %25s %25s %9s%s\n", colour(BOLD), "n", "one after the other",
               "fused into one", "gain", colour(PLAIN));
    cJSON_ArrayForEach(result, results)
    {
        if (strcmp(text_of(result, "kernel"), exercise->kernels[0].name) == 0 &&
            is_first_of_heat(results, result))
            print_fusion_of(exercise, results, result);
    }
}

/* --- all --------------------------------------------------------------------------------------- */

/* The tuned values that were used, each set once. */
static void print_values(const cJSON *results)
{
    const cJSON *result, *earlier;
    cJSON_ArrayForEach(result, results)
    {
        bool known = !*text_of(result, "values");
        cJSON_ArrayForEach(earlier, results)
        {
            if (earlier == result)
                break;
            known = known ||
                    (strcmp(text_of(earlier, "values"), text_of(result, "values")) == 0 &&
                     strcmp(text_of(earlier, "contestant"), text_of(result, "contestant")) == 0);
        }
        if (known)
            continue;
        char from[300];
        snprintf(from, sizeof from, "values %s:", text_of(result, "values_from"));
        printf("\n");
        print_name(result);
        print_hanging(from, NAME_CELLS + 1, NAME_CELLS + 1);
        print_wrapped(text_of(result, "values"), NAME_CELLS + 1);
    }
}

static void print_limits(const cJSON *limits)
{
    char copy[32], gflops[32];
    print_number(copy, sizeof copy, number_of(limits, "copy_gbs"));
    print_number(gflops, sizeof gflops, number_of(limits, "gflops"));
    print_format(0, "Its limits: copies %s GB/s, multiply-adds %s GFLOP/s, a launch %.0f us.", copy,
                 gflops, number_of(limits, "launch_us"));
}

void print_bench(const struct exercise *exercise, const cJSON *bench, bool ladder)
{
    const cJSON *device = cJSON_GetObjectItem(bench, "device");
    const cJSON *results = cJSON_GetObjectItem(bench, "results"), *result, *note;
    char text[512];
    const struct table table = table_for(exercise, results, ladder);
    printf("%s%s%s ", colour(BOLD), exercise->title, colour(PLAIN));
    snprintf(text, sizeof text, "on %s (%s, %s)", text_of(device, "name"), text_of(device, "type"),
             text_of(device, "platform"));
    print_hanging(text, strlen(exercise->title) + 1, 0);
    print_limits(cJSON_GetObjectItem(bench, "limits"));
    cJSON_ArrayForEach(result, results)
    {
        if (is_first_of_heat(results, result))
            print_heat(&table, result);
    }
    if (exercise->chained > 0)
        print_fusion(exercise, results);
    print_values(results);
    cJSON_ArrayForEach(note, cJSON_GetObjectItem(bench, "notes"))
    {
        printf("\n");
        print_wrapped(text_of(note, "text"), 0);
    }
}

static void print_csv_field(const char *text)
{
    printf("\"");
    for (; *text; text++)
        printf(*text == '"' ? "\"\"" : "%c", *text);
    printf("\"");
}

void print_bench_csv(const struct exercise *exercise, const cJSON *bench)
{
    static const char *const FIGURES[] = {"median_ms", "min_ms", "spread",   "build_ms",
                                          "gbs",       "gflops", "of_limit", "of_clblast"};
    enum { FIGURE_COUNT = sizeof FIGURES / sizeof FIGURES[0] };
    const char *device = text_of(cJSON_GetObjectItem(bench, "device"), "name");
    const cJSON *result;

    printf("device,kernel,contestant");
    for (size_t i = 0; i < size_count(&exercise->sizes); i++)
        printf(",%s", exercise->sizes.names[i]);
    for (size_t i = 0; i < FIGURE_COUNT; i++)
        printf(",%s", FIGURES[i]);
    printf(",verified\n");
    cJSON_ArrayForEach(result, cJSON_GetObjectItem(bench, "results"))
    {
        const struct case_size size = size_of(exercise, result);
        print_csv_field(device);
        printf(",%s,", text_of(result, "kernel"));
        print_csv_field(text_of(result, "contestant"));
        for (size_t i = 0; i < size_count(&exercise->sizes); i++)
            printf(",%zu", size.numbers[i]);
        for (size_t i = 0; i < FIGURE_COUNT; i++)
            if (cJSON_GetObjectItem(result, FIGURES[i]))
                printf(",%.6g", number_of(result, FIGURES[i]));
            else
                printf(",");
        const cJSON *verified = cJSON_GetObjectItem(result, "verified");
        printf(",%s\n", !verified ? "" : cJSON_IsTrue(verified) ? "yes" : "no");
    }
}

/* --- portability ------------------------------------------------------------------------------- */

static void print_portable(const cJSON *row)
{
    const cJSON *share, *mean = cJSON_GetObjectItem(row, "harmonic_mean");
    printf("%-12s %-*s", text_of(row, "kernel"), NAME_CELLS, text_of(row, "contestant"));
    cJSON_ArrayForEach(share, cJSON_GetObjectItem(row, "of_limit"))
    {
        if (cJSON_IsNumber(share))
            printf(" %6.1f %%", 100.0 * share->valuedouble);
        else
            printf(" %8s", "-");
    }
    if (mean)
        printf(" %6.1f %%\n", 100.0 * mean->valuedouble);
    else
        printf(" %8s\n", "-");
}

void print_portability(const cJSON *portability)
{
    const cJSON *device, *row;
    int number = 1;
    cJSON_ArrayForEach(device, cJSON_GetObjectItem(portability, "devices"))
    {
        printf("Device %d: %s\n", number++, device->valuestring);
    }
    printf("\n%s%-12s %-*s", colour(BOLD), "kernel", NAME_CELLS, "contestant");
    for (int i = 1; i < number; i++)
        printf(" device %d", i);
    printf(" harmonic%s\n", colour(PLAIN));
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(portability, "contestants"))
    {
        print_portable(row);
    }
    printf("\n");
    print_wrapped(
        "Shares of each device's limit, at the last size that was measured there, and their "
        "harmonic mean: how well the speed travels from one device to another.",
        0);
}
