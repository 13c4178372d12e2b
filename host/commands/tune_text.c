#include "tune_text.h"

#include "screen.h"
#include "verdict_text.h"

#include "../exercises/cases.h"
#include "../exercises/fields.h"
#include "../exercises/sizes.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 5, FAILURES_SHOWN = 3, VALUES_COLUMN = 45 };

void print_candidate_values(char *text, size_t size, const struct tuning *tuning, uint64_t number)
{
    char options[TUNING_OPTIONS];
    if (number == TUNING_DEFAULTS) {
        snprintf(text, size, "the file's own values");
        return;
    }
    tuning_options(tuning, number, options);
    values_text(text, size, options);
}

/* --- before it --------------------------------------------------------------------------------- */

static void print_way(const struct search_request *request)
{
    const uint64_t count = request->tuning->combinations;
    const bool few = request->trials > 0 && request->trials < count;
    const bool all = count <= SEARCH_SMALL || request->trials >= count;
    char limit[64] = "";
    if (few)
        snprintf(limit, sizeof limit, ", until %s have been run", grouped(request->trials).text);
    else if (request->seconds > 0.0)
        snprintf(limit, sizeof limit, ", for %g s at most", request->seconds);
    print_labelled("Space: ", "%s combination%s; %s%s. Ctrl-C keeps the best so far.",
                   grouped(count).text, count == 1 ? "" : "s",
                   all && few ? "they are tried in turn"
                   : all      ? "all are tried"
                              : "random ones are tried first, then neighbours of the best",
                   limit);
}

void print_search_header(const struct search_request *request, const cJSON *device, bool chosen)
{
    char size[64], title[96];
    cJSON *holder = cJSON_CreateObject();
    cJSON_AddItemToObject(holder, "device", cJSON_Duplicate(device, true));
    size_print(request->exercise, &request->size, size, sizeof size);
    snprintf(title, sizeof title, "Tuning %s:", request->exercise->name);
    print_title(title, "%s", request->kernel_file);
    print_device_line(holder, chosen);
    printf("Size:   %s (class %s)\n", size, class_of_size(request->exercise, &request->size));
    print_way(request);
    cJSON_Delete(holder);
    fflush(stdout);
}

/* --- after it ---------------------------------------------------------------------------------- */

static void print_speed(char *text, size_t size, const struct search_request *request,
                        const struct search *search, double ms)
{
    const bool flops = request->exercise->clblast == CLBLAST_GEMM;
    speed_text(text, size, (flops ? search->flops : search->bytes) / ms * 1e-6, flops);
}

static void print_row(const struct search_request *request, const struct search *search,
                      size_t place, size_t index)
{
    const struct candidate *candidate = &search->candidates[index];
    const double ms = candidate_ms(candidate), own = candidate_ms(&search->candidates[search->own]);
    char values[1024], speed[64], number[16] = "", factor[32] = "";
    print_candidate_values(values, sizeof values, request->tuning, candidate->number);
    print_speed(speed, sizeof speed, request, search, ms);
    if (place > 0)
        snprintf(number, sizeof number, "%zu", place);
    if (own > 0.0 && candidate->final) /* others were timed at another moment */
        snprintf(factor, sizeof factor, "%.2f x", own / ms);
    const size_t indent = terminal_columns() < 80 ? 5 : VALUES_COLUMN;
    printf("  %s%2s %10.4g ms %15s %8s  ", index == search->best ? colour(GREEN) : "", number, ms,
           speed, factor);
    print_hanging(values, VALUES_COLUMN, indent);
    printf("%s", colour(PLAIN));
}

static void print_best_rows(const struct search_request *request, const struct search *search)
{
    bool own_shown = false, apart = false;
    if (search->right == 0)
        return;
    printf("\n%s     %10s    %15s %8s  values%s\n", colour(BOLD), "time", "speed", "factor",
           colour(PLAIN));
    for (size_t i = 0; i < search->right && i < SHOWN; i++) {
        print_row(request, search, i + 1, search->order[i]);
        own_shown |= search->order[i] == search->own;
        apart |= !search->candidates[search->order[i]].final;
    }
    if (!own_shown && candidate_ms(&search->candidates[search->own]) > 0.0)
        print_row(request, search, 0, search->own);
    if (apart)
        print_format(5, "Without a factor: timed alone, not in turns with the others.");
}

/* Those that ran, which is what a budget counts, and those that could not. */
static void print_counts(const struct search *search)
{
    const struct {
        enum candidate_state state;
        const char *words;
    } rows[] = {{CANDIDATE_RIGHT, "right"},
                {CANDIDATE_SLOW, "given up as too slow"},
                {CANDIDATE_FAILED, "failed"},
                {CANDIDATE_CHECKED, "not timed any more"}};
    const size_t unbuilt = search_count(search, CANDIDATE_UNBUILT);
    const size_t ran = search->count - search_count(search, CANDIDATE_WAITING) - unbuilt;
    char text[512];
    int used = snprintf(text, sizeof text, "\n%zu %s run", ran, ran == 1 ? "was" : "were");
    const char *mark = ":";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const size_t count = search_count(search, rows[i].state);
        if (count == 0)
            continue;
        used += snprintf(text + used, sizeof text - (size_t)used, "%s %zu %s", mark, count,
                         rows[i].words);
        mark = ",";
    }
    if (unbuilt > 0)
        snprintf(text + used, sizeof text - (size_t)used,
                 "; %zu%s did not compile (#error, or a mistake)", unbuilt, ran > 0 ? " more" : "");
    print_format(0, "%s.%s", text,
                 search->out_of_budget ? " The budget is used up; a larger one may find better."
                                       : "");
}

static void print_failures(const struct search_request *request, const struct search *search)
{
    int shown = 0;
    for (size_t i = 0; i < search->count && shown < FAILURES_SHOWN; i++) {
        char text[2048], values[1024];
        const struct candidate *candidate = &search->candidates[i];
        if (candidate->state != CANDIDATE_FAILED)
            continue;
        print_candidate_values(values, sizeof values, request->tuning, candidate->number);
        snprintf(text, sizeof text, "failed with %s: %s", values, candidate->why);
        print_wrapped(text, 2);
        shown++;
    }
}

void print_search(const struct search_request *request, const struct search *search)
{
    char values[1024];
    if (search->count == search_count(search, CANDIDATE_WAITING))
        return; /* it did not come to that */
    print_best_rows(request, search);
    print_counts(search);
    print_failures(request, search);
    if (search->best == search->count)
        return;
    print_candidate_values(values, sizeof values, request->tuning,
                           search->candidates[search->best].number);
    printf("\n%s", colour(GREEN));
    if (search->best == search->own)
        print_wrapped("Nothing is clearly faster than the file's own values.", 0);
    else if (search->factor > 0.0)
        print_format(0, "The best: %s, %.2f times as fast as the file's own values.", values,
                     search->factor);
    else
        print_format(0, "The best: %s.", values);
    printf("%s", colour(PLAIN));
}
