#include "screen.h"

#include "../exercises/fields.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_MOST = 100, WIDTH_LEAST = 40, BAR_CELLS = 24 };

static bool colour_welcome(void)
{
    const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) &&
           !(term && strcmp(term, "dumb") == 0);
}

const char *colour(enum colour colour)
{
    static const char *const codes[] = {
        [PLAIN] = "\033[0m",  [BOLD] = "\033[1m",     [DIM] = "\033[2m",
        [RED] = "\033[1;31m", [GREEN] = "\033[1;32m", [YELLOW] = "\033[1;33m",
    };
    static int welcome = -1;
    if (welcome < 0)
        welcome = colour_welcome();
    return welcome ? codes[colour] : "";
}

static size_t columns_of(int file);

size_t terminal_columns(void)
{
    return columns_of(STDOUT_FILENO);
}

size_t terminal_rows(void)
{
    enum { USUAL = 24, LEAST = 10 };
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
        return USUAL;
    return size.ws_row > LEAST ? size.ws_row : LEAST;
}

/* Of what is no terminal: COLUMNS, or as many as are ever used. */
static int wished_columns(void)
{
    const char *text = getenv("COLUMNS");
    const int columns = text ? atoi(text) : 0;
    return columns > 0 ? columns : WIDTH_MOST;
}

static int real_columns(int file)
{
    struct winsize size;
    if (!isatty(file) || ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return wished_columns();
    return size.ws_col;
}

static size_t columns_of(int file)
{
    const int columns = real_columns(file);
    if (columns < WIDTH_LEAST)
        return WIDTH_LEAST;
    return columns < WIDTH_MOST ? (size_t)columns : WIDTH_MOST;
}

/* --- wrapped text ------------------------------------------------------------------------------ */

struct page {
    FILE *file;
    size_t width, indent; /* cells */
};

/* Of UTF-8: bytes that begin a character. */
static size_t cells_of(const char *text, size_t length)
{
    size_t cells = 0;
    for (size_t i = 0; i < length; i++)
        cells += ((unsigned char)text[i] & 0xc0) != 0x80;
    return cells;
}

/* Whether a line may end before the space at that place: not within "6 %" or "TILE_X = 128". */
static bool may_break(const char *line, size_t length, size_t at)
{
    const char before = at > 0 ? line[at - 1] : ' ', after = at + 1 < length ? line[at + 1] : ' ';
    return before != '=' && after != '=' && after != '%';
}

/* The bytes of the word at line; what stands between backquotes, a command to copy, is not broken. */
static size_t word_length(const char *line, size_t length)
{
    size_t at = 0;
    while (at < length && !(line[at] == ' ' && may_break(line, length, at))) {
        const char *end = line[at] == '`' ? memchr(line + at + 1, '`', length - at - 1) : NULL;
        at = end ? (size_t)(end - line) + 1 : at + 1;
    }
    return at;
}

/* The spaces in front of a line that begins with a word: fewer than usual for a long one. */
static size_t margin_for(const struct page *page, size_t cells)
{
    if (page->indent + cells <= page->width)
        return page->indent;
    return cells < page->width ? page->width - cells : 0;
}

/* From where the cursor stands, column cells from the edge. */
static void print_line(const struct page *page, const char *line, size_t length, size_t column)
{
    const char *end = line + length;
    size_t gap = 0; /* in front of the next word */
    while (line < end) {
        const size_t word = word_length(line, (size_t)(end - line)), cells = cells_of(line, word);
        if (column > 0 && column + gap + cells > page->width) {
            fputc('\n', page->file);
            column = 0;
        }
        gap = column == 0 ? margin_for(page, cells) : gap;
        fprintf(page->file, "%*s%.*s", (int)gap, "", (int)word, line);
        column += gap + cells;
        gap = 1;
        line += word < (size_t)(end - line) ? word + 1 : word;
    }
    fputc('\n', page->file);
}

/* Whether the line begins with "FILE:NUMBER: ", of which the number ends in front of a colon. */
static bool has_place(const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length);
    const size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    return digits > 0 && colon[1 + digits] == ':' && !memchr(line, ' ', (size_t)(colon - line));
}

/* A line that is indented already: code, whose columns count, or "FILE:NUMBER: code", which is wrapped if need be. */
static void print_indented(const struct page *page, const char *line, size_t length)
{
    const size_t spaces = strspn(line, " "), margin = page->indent + spaces;
    const bool fits = page->indent + cells_of(line, length) <= page->width;
    if (fits || !has_place(line + spaces, length - spaces)) {
        fprintf(page->file, "%*s%.*s\n", (int)page->indent, "", (int)length, line);
        return;
    }
    const struct page inner = {page->file, page->width, margin + 2};
    fprintf(page->file, "%*s", (int)margin, "");
    print_line(&inner, line + spaces, length - spaces, margin);
}

static void print_lines(const struct page *page, const char *text, size_t column)
{
    do {
        const size_t length = strcspn(text, "\n");
        if (strncmp(text, "  ", 2) == 0)
            print_indented(page, text, length);
        else
            print_line(page, text, length, column);
        text += length + (text[length] == '\n');
        column = 0;
    } while (*text);
}

void print_hanging_on(FILE *file, const char *text, size_t column, size_t indent)
{
    const struct page page = {file, columns_of(fileno(file)), indent};
    print_lines(&page, text, column);
}

void print_hanging(const char *text, size_t column, size_t indent)
{
    print_hanging_on(stdout, text, column, indent);
}

void print_wrapped(const char *text, size_t indent)
{
    print_hanging(text, 0, indent);
}

void print_format(size_t indent, const char *format, ...)
{
    char text[8192];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_wrapped(text, indent);
}

void print_source_line(const char *file, size_t number, const char *text)
{
    print_format(0, "  %s:%zu: %s", file, number, text);
}

static void print_behind(const char *label, const char *format, va_list arguments)
{
    char text[8192];
    const size_t column = strlen(label) + 1;
    vsnprintf(text, sizeof text, format, arguments);
    print_hanging(text, column, column);
}

void print_labelled(const char *label, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("%s ", label);
    print_behind(label, format, arguments);
    va_end(arguments);
}

void print_title(const char *title, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("%s%s%s ", colour(BOLD), title, colour(PLAIN));
    print_behind(title, format, arguments);
    va_end(arguments);
}

void print_command(const char *label, const char *command, size_t indent)
{
    const size_t cells = indent + strlen(label) + 1 + cells_of(command, strlen(command));
    printf("%*s%s", (int)indent, "", label);
    printf(cells <= terminal_columns() ? " %s\n" : "\n%s\n", command);
}

static char latest_error[4096] = "the command line is wrong";
static bool json_is_due;

void print_error(const char *format, ...)
{
    static const char NAME[] = "workshop: ";
    const bool wrap = isatty(STDERR_FILENO);
    const struct page page = {stderr, wrap ? columns_of(STDERR_FILENO) : SIZE_MAX, sizeof NAME - 1};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(latest_error, sizeof latest_error, format, arguments);
    va_end(arguments);
    fputs(NAME, stderr);
    print_lines(&page, latest_error, sizeof NAME - 1);
}

/* --- JSON -------------------------------------------------------------------------------------- */

void print_json(const cJSON *object)
{
    char *text = cJSON_Print(object);
    printf("%s\n", text ? text : "{}");
    cJSON_free(text);
    json_is_due = false;
}

static void keep_promise(int status, void *unused)
{
    (void)unused;
    if (!json_is_due || status == 0)
        return;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "error", latest_error);
    print_json(object);
    cJSON_Delete(object);
}

void promise_json(void)
{
    json_is_due = true;
    on_exit(keep_promise, NULL);
}

/* --- progress ---------------------------------------------------------------------------------- */

static void show(void *self, const cJSON *event)
{
    const struct progress_bar *bar = self;
    const double step = cJSON_GetNumberValue(cJSON_GetObjectItem(event, "step"));
    const double steps = cJSON_GetNumberValue(cJSON_GetObjectItem(event, "steps"));
    const int filled = steps > 0 ? (int)(step / steps * BAR_CELLS) : 0;
    char cells[BAR_CELLS + 1], line[256];

    if (!bar->on)
        return;
    for (int i = 0; i < BAR_CELLS; i++)
        cells[i] = i < filled ? '#' : '.';
    cells[BAR_CELLS] = '\0';
    const char *stage = text_of(event, "stage");
    const char *what = strcmp(stage, "build") == 0      ? "compiling"
                       : strcmp(stage, "start") == 0    ? "opening the device"
                       : strcmp(stage, "baseline") == 0 ? "timing CLBlast"
                                                        : text_of(event, "case");
    snprintf(line, sizeof line, "%s [%s] %s %s", bar->label, cells, text_of(event, "kernel"), what);
    fprintf(stderr, "\r\033[K%.*s", real_columns(STDERR_FILENO) - 1, line);
    fflush(stderr);
}

void progress_bar_start(struct progress_bar *bar, const char *label, bool wanted)
{
    const char *term = getenv("TERM");
    *bar = (struct progress_bar){.label = label, .progress = {show, bar}};
    bar->on = wanted && isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

void progress_bar_clear(struct progress_bar *bar)
{
    if (bar->on)
        fprintf(stderr, "\r\033[K");
}

const char *program_name(void)
{
    return program_invocation_name;
}
