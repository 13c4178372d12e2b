#include "plot.h"

#include "../exercises/fields.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CURVES_LIMIT = 32, PLOT_WIDTH = 760, PLOT_HEIGHT = 420 };

/* The names of those that were measured with one kernel, in their order. */
struct curves {
    const char *names[CURVES_LIMIT];
    size_t count;
};

static bool ends_in(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && strcmp(text + length - end_length, end) == 0;
}

/* Leaves an empty file where there was none; whoever asks is about to fill it. */
static bool can_write(const char *path)
{
    FILE *file = fopen(path, "ab");
    return file && fclose(file) == 0;
}

bool plot_possible(const char *path, char *reason, size_t reason_size)
{
    if (!ends_in(path, ".svg") && !ends_in(path, ".png"))
        snprintf(reason, reason_size, "--plot takes a file that ends in .svg or .png, not \"%s\"",
                 path);
    else if (strpbrk(path, "'\n\\"))
        snprintf(reason, reason_size, "the path of the plot may hold no quotes and backslashes");
    else if (system("gnuplot --version >/dev/null 2>&1") != 0)
        snprintf(reason, reason_size,
                 "gnuplot, which draws the plots, is not installed: `sudo apt-get install "
                 "gnuplot-nox`");
    else if (!can_write(path))
        snprintf(reason, reason_size, "cannot write %s: %s", path, strerror(errno));
    else
        return true;
    return false;
}

/* --- what is to be seen ------------------------------------------------------------------------ */

static bool is_of(const cJSON *result, const char *kernel)
{
    return strcmp(text_of(result, "kernel"), kernel) == 0 &&
           cJSON_GetObjectItem(result, "median_ms") &&
           !cJSON_IsFalse(cJSON_GetObjectItem(result, "verified"));
}

static struct curves find_curves(const cJSON *results, const char *kernel)
{
    struct curves curves = {0};
    const cJSON *result;
    cJSON_ArrayForEach(result, results)
    {
        bool known = !is_of(result, kernel) || curves.count == CURVES_LIMIT;
        for (size_t i = 0; i < curves.count; i++)
            known = known || strcmp(curves.names[i], text_of(result, "contestant")) == 0;
        if (!known)
            curves.names[curves.count++] = text_of(result, "contestant");
    }
    return curves;
}

static bool counts_flops(const struct exercise *exercise)
{
    return exercise->clblast == CLBLAST_GEMM;
}

/* --- gnuplot's input --------------------------------------------------------------------------- */

/* A name between double quotes; of a path what stands behind the last slash. */
static void put_name(FILE *gnuplot, const char *name)
{
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    fputc('"', gnuplot);
    for (; *name; name++)
        if (*name != '"' && *name != '\\' && *name != '\n')
            fputc(*name, gnuplot);
    fputc('"', gnuplot);
}

static void put_point(FILE *gnuplot, const cJSON *result, const char *speed)
{
    fprintf(gnuplot, "%.9g %.9g %.9g %.9g\n", number_of(result, "bytes") * 1e-6,
            number_of(result, speed), number_of(result, "flops") / number_of(result, "bytes"),
            number_of(result, "gflops"));
}

/* All points of a contestant as $cN, its last as $lN; columns: megabytes of the case, speed,
 * operations per byte, GFLOP/s. */
static void put_data(FILE *gnuplot, const cJSON *results, const char *kernel, const char *name,
                     const char *speed, size_t number)
{
    const cJSON *result, *last = NULL;
    fprintf(gnuplot, "$c%zu << END\n", number);
    cJSON_ArrayForEach(result, results)
    {
        if (!is_of(result, kernel) || strcmp(text_of(result, "contestant"), name) != 0)
            continue;
        put_point(gnuplot, result, speed);
        last = result;
    }
    fprintf(gnuplot, "END\n$l%zu << END\n", number);
    put_point(gnuplot, last, speed);
    fprintf(gnuplot, "END\n");
}

/* Whether some contestant is so much slower than another one that a linear axis would show nothing of it. */
static bool are_far_apart(const cJSON *results, const char *kernel, const char *speed)
{
    enum { FAR = 20 };
    double least = 0.0, greatest = 0.0;
    const cJSON *result;
    cJSON_ArrayForEach(result, results)
    {
        const double value = is_of(result, kernel) ? number_of(result, speed) : 0.0;
        if (value > 0.0 && (least == 0.0 || value < least))
            least = value;
        if (value > greatest)
            greatest = value;
    }
    return greatest > FAR * least;
}

static void put_speeds(FILE *gnuplot, const struct exercise *exercise, const char *kernel,
                       const char *device, const struct curves *curves, double limit,
                       bool far_apart)
{
    fprintf(gnuplot, "set title \"%s: speed over size, \".", kernel);
    put_name(gnuplot, device);
    fprintf(gnuplot,
            "\nset xlabel \"MB that have to move\"\nset ylabel \"%s\"\nset logscale x 4\n"
            "%s\nset format x \"%%g\"\nset autoscale x\nplot ",
            counts_flops(exercise) ? "GFLOP/s" : "GB/s",
            far_apart ? "set logscale y 10\nset yrange [*:*]"
                      : "unset logscale y\nset yrange [0:*]");
    for (size_t i = 0; i < curves->count; i++) {
        fprintf(gnuplot, "$c%zu using 1:2 with linespoints lt %zu lw 2 pt %zu title ", i, i + 1,
                i % 12 + 4);
        put_name(gnuplot, curves->names[i]);
        fprintf(gnuplot, ", ");
    }
    fprintf(gnuplot, "%.9g with lines dt 2 lw 2 lc rgb \"gray40\" title \"%s\"\n", limit,
            counts_flops(exercise) ? "multiply-adds at most" : "a large copy");
}

static void put_roofline(FILE *gnuplot, const char *kernel, const struct curves *curves,
                         double copy_gbs, double gflops)
{
    fprintf(gnuplot,
            "set title \"%s: roofline\"\nset xlabel \"floating-point operations per byte\"\n"
            "set ylabel \"GFLOP/s\"\nset logscale x 4\nset logscale y 10\nset autoscale y\n"
            "ridge = %.9g\nset xrange [0.03125:(ridge > 512 ? 4 * ridge : 1024)]\n"
            "plot (x < ridge ? x * %.9g : %.9g) with lines lw 3 lc rgb \"gray40\" "
            "title \"the device's limit\"",
            kernel, gflops / copy_gbs, copy_gbs, gflops);
    for (size_t i = 0; i < curves->count; i++) {
        if (strcmp(curves->names[i], "copy") == 0)
            continue; /* the roof itself */
        fprintf(gnuplot,
                ", $l%zu using ($4 > 0 ? $3 : NaN):4 with points lt %zu lw 2 pt %zu ps "
                "1.4 title ",
                i, i + 1, i % 12 + 4);
        put_name(gnuplot, curves->names[i]);
    }
    fprintf(gnuplot, "\n");
}

static void put_kernel(FILE *gnuplot, const struct exercise *exercise, const cJSON *bench,
                       const char *kernel)
{
    const cJSON *results = cJSON_GetObjectItem(bench, "results");
    const cJSON *limits = cJSON_GetObjectItem(bench, "limits");
    const double copy_gbs = number_of(limits, "copy_gbs"), gflops = number_of(limits, "gflops");
    const struct curves curves = find_curves(results, kernel);
    const char *speed = counts_flops(exercise) ? "gflops" : "gbs";
    for (size_t i = 0; i < curves.count; i++)
        put_data(gnuplot, results, kernel, curves.names[i], speed, i);
    put_speeds(gnuplot, exercise, kernel, text_of(cJSON_GetObjectItem(bench, "device"), "name"),
               &curves, counts_flops(exercise) ? gflops : copy_gbs,
               are_far_apart(results, kernel, speed));
    put_roofline(gnuplot, kernel, &curves, copy_gbs, gflops);
}

bool plot_bench(const struct exercise *exercise, const cJSON *bench, const char *path, char *reason,
                size_t reason_size)
{
    const bool svg = ends_in(path, ".svg");
    snprintf(reason, reason_size, "gnuplot could not draw %s", path);
    FILE *gnuplot = popen("timeout 60 gnuplot 2>/dev/null", "w");
    if (!gnuplot)
        return false;
    fprintf(gnuplot,
            "set terminal %s size %d,%zu noenhanced font \"sans,11\" background \"white\"\n",
            svg ? "svg" : "pngcairo", PLOT_WIDTH, exercise->kernel_count * 2 * PLOT_HEIGHT);
    fprintf(
        gnuplot,
        "set output '%s'\nset multiplot layout %zu,1\nset key below horizontal width 2\nset grid\n"
        "set samples 400\n",
        path, exercise->kernel_count * 2);
    for (size_t i = 0; i < exercise->kernel_count; i++)
        put_kernel(gnuplot, exercise, bench, exercise->kernels[i].name);
    fprintf(gnuplot, "unset multiplot\nset output\n");
    return pclose(gnuplot) == 0;
}
