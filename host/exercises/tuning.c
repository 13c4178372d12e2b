#include "tuning.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MOST 2147483647.0
static const char SPACES[] = " \t\f\v\r";

/* A tune line that is being read. */
struct line {
    size_t number; /* from 1 */
    const char *at, *end;
    char *reason;
    size_t reason_size;
};

__attribute__((format(printf, 2, 3))) static bool refuse(const struct line *line,
                                                         const char *format, ...)
{
    va_list list;
    const int used = snprintf(line->reason, line->reason_size, "line %zu: ", line->number);
    va_start(list, format);
    if (used > 0 && (size_t)used < line->reason_size)
        vsnprintf(line->reason + used, line->reason_size - (size_t)used, format, list);
    va_end(list);
    return false;
}

/* --- one line ---------------------------------------------------------------------------------- */

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void skip_spaces(struct line *line)
{
    while (line->at < line->end && strchr(SPACES, *line->at))
        line->at++;
}

/* The next word: up to white space, or to the = after a name. */
static size_t word_length(const struct line *line)
{
    size_t length = 0;
    while (line->at + length < line->end && !strchr(SPACES, line->at[length]) &&
           line->at[length] != '=')
        length++;
    return length;
}

/* Whether a line is a tune line; it then stands behind the colon. */
static bool is_tune_line(struct line *line)
{
    static const char mark[] = "tune:";
    skip_spaces(line);
    if (line->end - line->at < 2 || strncmp(line->at, "//", 2) != 0)
        return false;
    line->at += 2;
    skip_spaces(line);
    if ((size_t)(line->end - line->at) < sizeof mark - 1 ||
        strncmp(line->at, mark, sizeof mark - 1) != 0)
        return false;
    line->at += sizeof mark - 1;
    return true;
}

static bool read_name(struct line *line, const struct tuning *tuning,
                      struct tuning_parameter *parameter)
{
    skip_spaces(line);
    const size_t length = word_length(line);
    const int shown = length < 40 ? (int)length : 40;
    bool ok = length > 0 && !isdigit((unsigned char)*line->at);
    for (size_t i = 0; i < length; i++)
        ok = ok && in_name(line->at[i]);
    if (!ok)
        return refuse(line, "a tune line reads `// tune: NAME = 1 2 3`, and \"%.*s\" is no name",
                      shown, line->at);
    if (length >= TUNING_NAME)
        return refuse(line, "the name %.*s... is too long: %d characters at most", shown, line->at,
                      TUNING_NAME - 1);
    memcpy(parameter->name, line->at, length);
    parameter->name[length] = '\0';
    line->at += length;
    skip_spaces(line);
    if (line->at == line->end || *line->at != '=')
        return refuse(line, "after %s there is no =; a tune line reads `// tune: NAME = 1 2 3`",
                      parameter->name);
    line->at++;
    if (tuning_has(tuning, parameter->name))
        return refuse(line, "%s has a tune line already", parameter->name);
    return true;
}

static bool read_value(struct line *line, struct tuning_parameter *parameter)
{
    const size_t length = word_length(line);
    const int shown = length < 40 ? (int)length : 40;
    double value = 0.0; /* exact far beyond the limit */
    bool ok = length > 0;
    for (size_t i = 0; i < length; i++) {
        ok = ok && isdigit((unsigned char)line->at[i]);
        value = value <= VALUE_MOST ? value * 10.0 + (line->at[i] - '0') : value;
    }
    if (!ok)
        return refuse(line, "\"%.*s\" is no whole number; %s takes values from 0 to 2147483647",
                      length > 0 ? shown : 1, line->at, parameter->name);
    if (value > VALUE_MOST)
        return refuse(line, "%.*s is too large; %s takes values from 0 to 2147483647", shown,
                      line->at, parameter->name);
    for (size_t i = 0; i < parameter->count; i++)
        if (parameter->values[i] == (uint32_t)value)
            return refuse(line, "%s lists %u twice", parameter->name, parameter->values[i]);
    if (parameter->count == TUNING_VALUES)
        return refuse(line, "%s has more than %d values", parameter->name, TUNING_VALUES);
    parameter->values[parameter->count++] = (uint32_t)value;
    line->at += length;
    return true;
}

static bool read_values(struct line *line, struct tuning_parameter *parameter)
{
    for (skip_spaces(line); line->at < line->end; skip_spaces(line))
        if (!read_value(line, parameter))
            return false;
    return parameter->count > 0 || refuse(line, "%s lists no values", parameter->name);
}

/* --- what the file itself says of a parameter --------------------------------------------------- */

/* What follows the name in a directive line, as in "#  ifndef NAME" for "ifndef"; NULL if the line is
 * no such directive. */
static const char *after_directive(const char *line, const char *directive, const char *name)
{
    line += strspn(line, SPACES);
    if (*line != '#')
        return NULL;
    line++;
    line += strspn(line, SPACES);
    if (strncmp(line, directive, strlen(directive)) != 0)
        return NULL;
    line += strlen(directive);
    const size_t gap = strspn(line, SPACES);
    line += gap;
    if (gap == 0 || strncmp(line, name, strlen(name)) != 0 || in_name(line[strlen(name)]))
        return NULL;
    return line + strlen(name);
}

/* Whether "#if" conditions ask for the name, in whatever form: then -D can set it. */
static bool asks_for(const char *line, const char *name)
{
    if (after_directive(line, "ifndef", name))
        return true;
    const size_t length = strcspn(line, "\n");
    line += strspn(line, SPACES);
    const char *at = *line == '#' ? strstr(line, "defined") : NULL;
    if (!at || (size_t)(at - line) >= length)
        return false;
    at += strlen("defined");
    at += strspn(at, " \t(");
    return strncmp(at, name, strlen(name)) == 0 && !in_name(at[strlen(name)]);
}

/* The index of the value that "#define NAME 16" gives, if just one line defines the name. */
static size_t find_own(const char *text, const struct tuning_parameter *parameter)
{
    size_t own = parameter->count, lines = 0;
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *value = after_directive(line, "define", parameter->name);
        char *end = NULL;
        if (!value)
            continue;
        lines++;
        value += strspn(value, SPACES);
        if (!isdigit((unsigned char)*value))
            continue;
        const unsigned long number = strtoul(value, &end, 10);
        for (size_t i = 0; !in_name(*end) && i < parameter->count; i++)
            own = parameter->values[i] == number ? i : own;
    }
    return lines == 1 ? own : parameter->count;
}

static bool is_set_by_option(const char *text, const char *name)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (asks_for(line, name))
            return true;
    }
    return false;
}

/* --- all lines --------------------------------------------------------------------------------- */

static bool add_parameter(struct line *line, const char *text, struct tuning *tuning)
{
    struct tuning_parameter parameter = {.count = 0};
    if (!read_name(line, tuning, &parameter) || !read_values(line, &parameter))
        return false;
    if (!is_set_by_option(text, parameter.name))
        return refuse(line, "%s stands in no `#ifndef %s`, so no other value could be tried",
                      parameter.name, parameter.name);
    if (tuning->count == TUNING_PARAMETERS)
        return refuse(line, "%s is one parameter too many: %d at most", parameter.name,
                      TUNING_PARAMETERS);
    parameter.own = find_own(text, &parameter);
    tuning->combinations *= parameter.count;
    tuning->parameters[tuning->count++] = parameter;
    if (tuning->combinations > TUNING_COMBINATIONS)
        return refuse(line,
                      "with %s the tune lines span more than 100 million combinations; take values "
                      "out of them",
                      parameter.name);
    return true;
}

bool tuning_read(const char *text, struct tuning *tuning, char *reason, size_t reason_size)
{
    struct line line = {.reason = reason, .reason_size = reason_size};
    *tuning = (struct tuning){.combinations = 1};
    for (const char *start = text; *start; start = line.end + (*line.end == '\n')) {
        line.number++;
        line.at = start;
        line.end = start + strcspn(start, "\n");
        if (is_tune_line(&line) && !add_parameter(&line, text, tuning)) {
            *tuning = (struct tuning){0};
            return false;
        }
    }
    if (tuning->count == 0)
        tuning->combinations = 0;
    return true;
}

/* --- combinations ------------------------------------------------------------------------------ */

static const struct tuning_parameter *find(const struct tuning *tuning, const char *name,
                                           size_t length)
{
    for (size_t i = 0; i < tuning->count; i++)
        if (strlen(tuning->parameters[i].name) == length &&
            strncmp(tuning->parameters[i].name, name, length) == 0)
            return &tuning->parameters[i];
    return NULL;
}

bool tuning_has(const struct tuning *tuning, const char *name)
{
    return find(tuning, name, strlen(name)) != NULL;
}

bool tuning_append(char *options, size_t size, const char *name, uint32_t value)
{
    const size_t used = strlen(options);
    const int needed =
        snprintf(options + used, size - used, "%s-D %s=%u", used > 0 ? " " : "", name, value);
    if (needed >= 0 && (size_t)needed < size - used)
        return true;
    options[used] = '\0';
    return false;
}

/* The digits of the number: which value of each parameter. The last parameter changes fastest. */
static void split(const struct tuning *tuning, uint64_t number, size_t digits[TUNING_PARAMETERS])
{
    for (size_t i = tuning->count; i-- > 0;) {
        digits[i] = (size_t)(number % tuning->parameters[i].count);
        number /= tuning->parameters[i].count;
    }
}

static uint64_t join(const struct tuning *tuning, const size_t digits[TUNING_PARAMETERS])
{
    uint64_t number = 0;
    for (size_t i = 0; i < tuning->count; i++)
        number = number * tuning->parameters[i].count + digits[i];
    return number;
}

void tuning_options(const struct tuning *tuning, uint64_t number, char options[TUNING_OPTIONS])
{
    size_t digits[TUNING_PARAMETERS];
    options[0] = '\0';
    if (number == TUNING_DEFAULTS)
        return;
    split(tuning, number, digits);
    for (size_t i = 0; i < tuning->count; i++)
        tuning_append(options, TUNING_OPTIONS, tuning->parameters[i].name,
                      tuning->parameters[i].values[digits[i]]);
}

/* Reads one "-D NAME=VALUE" into the digit of its parameter; what follows it, or NULL. */
static const char *read_option(const struct tuning *tuning, const char *text,
                               size_t digits[TUNING_PARAMETERS])
{
    unsigned value = 0;
    int used = 0;
    if (strncmp(text, "-D ", 3) != 0)
        return NULL;
    const char *name = text + 3;
    const size_t length = strcspn(name, "= ");
    const struct tuning_parameter *parameter = find(tuning, name, length);
    if (!parameter || sscanf(name + length, "=%u%n", &value, &used) != 1)
        return NULL;
    for (size_t i = 0; i < parameter->count; i++)
        if (parameter->values[i] == value)
            digits[parameter - tuning->parameters] = i;
    text = name + length + used;
    return text + strspn(text, " ");
}

bool tuning_number(const struct tuning *tuning, const char *options, uint64_t *number)
{
    size_t digits[TUNING_PARAMETERS];
    for (size_t i = 0; i < tuning->count; i++)
        digits[i] = tuning->parameters[i].count;
    while (options && *options)
        options = read_option(tuning, options, digits);
    bool all = options != NULL && tuning->count > 0;
    for (size_t i = 0; i < tuning->count; i++)
        all = all && digits[i] < tuning->parameters[i].count;
    if (all)
        *number = join(tuning, digits);
    return all;
}

bool tuning_own(const struct tuning *tuning, uint64_t *number)
{
    size_t digits[TUNING_PARAMETERS];
    for (size_t i = 0; i < tuning->count; i++) {
        digits[i] = tuning->parameters[i].own;
        if (digits[i] == tuning->parameters[i].count)
            return false;
    }
    *number = join(tuning, digits);
    return tuning->count > 0;
}

size_t tuning_neighbours(const struct tuning *tuning, uint64_t number,
                         uint64_t neighbours[TUNING_NEIGHBOURS])
{
    size_t digits[TUNING_PARAMETERS], count = 0;
    split(tuning, number, digits);
    for (int far = 0; far <= 1; far++) {
        for (size_t i = 0; i < tuning->count; i++) {
            const size_t here = digits[i];
            for (size_t other = 0; other < tuning->parameters[i].count; other++) {
                const size_t distance = other > here ? other - here : here - other;
                digits[i] = other;
                if (distance > 0 && (distance > 1) == far)
                    neighbours[count++] = join(tuning, digits);
            }
            digits[i] = here;
        }
    }
    return count;
}
