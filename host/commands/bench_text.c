#include "bench_text.h"

#include "screen.h"

#include "../exercises/cases.h"
#include "../exercises/fields.h"
#include "../exercises/sizes.h"

#include <stdio.h>
#include <string.h>

enum { NAME_CELLS = 20, BAR_CELLS = 10 };

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

static void print_bar(double share)
{
    const int filled = (int)(share * BAR_CELLS + 0.5);
    printf("%s", colour(GREEN));
    for (int i = 0; i < BAR_CELLS; i++)
        printf("%s", i < filled ? "#" : " ");
    printf("%s", colour(PLAIN));
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

static void print_heading(const struct exercise *exercise, const cJSON *results, const cJSON *heat,
                          bool ladder)
{
    char size[96], title[160];
    const struct case_size numbers = size_of(exercise, heat);
    size_print(exercise, &numbers, size, sizeof size);
    snprintf(title, sizeof title, "%s, %s", text_of(heat, "kernel"), size);
    printf("\n%s%-*s%s %9s  %8s  %10s  %11s  %s\n", colour(BOLD), NAME_CELLS + BAR_CELLS + 1, title,
           colour(PLAIN), counts_flops(exercise) ? "GFLOP/s" : "GB/s", limit_of(results, heat),
           exercise->clblast == CLBLAST_NONE ? "" : "of CLBlast", "median",
           ladder ? "over rung" : "spread");
}

/* Of a path what stands behind the last slash. */
static void print_name(const cJSON *result)
{
    const char *name = text_of(result, "contestant"), *slash = strrchr(name, '/');
    printf("%-*.*s ", NAME_CELLS, NAME_CELLS, slash ? slash + 1 : name);
}

static void print_figure(const struct exercise *exercise, const cJSON *result, double fastest,
                         double below_ms, bool ladder)
{
    char speed[32], clblast[16] = "";
    const double share = number_of(result, "of_clblast"), ms = number_of(result, "median_ms");
    print_number(speed, sizeof speed, speed_of(exercise, result));
    if (share > 0.0)
        snprintf(clblast, sizeof clblast, "%.2f x", share);
    print_name(result);
    print_bar(fastest > 0.0 ? speed_of(exercise, result) / fastest : 0.0);
    char limit[16] = "-";
    if (cJSON_GetObjectItem(result, "of_limit"))
        snprintf(limit, sizeof limit, "%.0f %%", 100.0 * number_of(result, "of_limit"));
    printf(" %9s  %8s  %10s  %8.*f ms", speed, limit, clblast, ms < 10.0 ? 3 : 1, ms);
    if (!ladder)
        printf("  %4.0f %%", 100.0 * number_of(result, "spread"));
    else if (below_ms > 0.0)
        printf("   %.2f x", below_ms / ms);
    if (cJSON_IsTrue(cJSON_GetObjectItem(result, "suspect")))
        printf("  %ssuspect: above what the device can do%s", colour(YELLOW), colour(PLAIN));
    printf("\n");
}

static void print_excuse(const cJSON *result, const char *what, const char *why)
{
    print_name(result);
    printf("%s%s:%s %s\n", colour(YELLOW), what, colour(PLAIN), why);
}

static void print_result(const struct exercise *exercise, const cJSON *result, double fastest,
                         double below_ms, bool ladder)
{
    if (cJSON_GetObjectItem(result, "trouble"))
        print_excuse(result, "skipped", text_of(result, "trouble"));
    else if (!counts(result))
        print_excuse(result, "not right", "its speed does not count; `run` says why");
    else
        print_figure(exercise, result, fastest, below_ms, ladder);
}

static bool is_baseline(const cJSON *result)
{
    return !cJSON_GetObjectItem(result, "verified") && !cJSON_GetObjectItem(result, "trouble");
}

static void print_heat(const struct exercise *exercise, const cJSON *results, const cJSON *heat,
                       bool ladder)
{
    const cJSON *result;
    const double fastest = fastest_of(exercise, results, heat);
    double below_ms = 0.0;
    print_heading(exercise, results, heat, ladder);
    cJSON_ArrayForEach(result, results)
    {
        if (!same_heat(result, heat))
            continue;
        print_result(exercise, result, fastest, is_baseline(result) ? 0.0 : below_ms, ladder);
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
    printf("%12s %9.1f MB %9.3f ms %9.1f MB %9.3f ms %7.2f x\n", text, bytes * 1e-6, ms,
           number_of(one, "bytes") * 1e-6, number_of(one, "median_ms"),
           ms / number_of(one, "median_ms"));
}

static void print_fusion(const struct exercise *exercise, const cJSON *results)
{
    const cJSON *result;
    printf("\n%s%12s %25s %25s %9s%s\n", colour(BOLD), "n", "one after the other", "fused into one",
           "gain", colour(PLAIN));
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
        printf("\n");
        print_name(result);
        printf("with %s:\n", text_of(result, "values_from"));
        print_wrapped(text_of(result, "values"), NAME_CELLS + 1);
    }
}

static void print_limits(const cJSON *limits)
{
    char copy[32], gflops[32];
    print_number(copy, sizeof copy, number_of(limits, "copy_gbs"));
    print_number(gflops, sizeof gflops, number_of(limits, "gflops"));
    printf("Its limits: copies %s GB/s, multiply-adds %s GFLOP/s, a launch %.0f us.\n", copy,
           gflops, number_of(limits, "launch_us"));
}

void print_bench(const struct exercise *exercise, const cJSON *bench, bool ladder)
{
    const cJSON *device = cJSON_GetObjectItem(bench, "device");
    const cJSON *results = cJSON_GetObjectItem(bench, "results"), *result, *note;
    printf("%s%s%s on %s (%s, %s)\n", colour(BOLD), exercise->title, colour(PLAIN),
           text_of(device, "name"), text_of(device, "type"), text_of(device, "platform"));
    print_limits(cJSON_GetObjectItem(bench, "limits"));
    cJSON_ArrayForEach(result, results)
    {
        if (is_first_of_heat(results, result))
            print_heat(exercise, results, result, ladder);
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
        printf(" %8.1f %%\n", 100.0 * mean->valuedouble);
    else
        printf(" %10s\n", "-");
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
    printf("   harmonic%s\n", colour(PLAIN));
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
