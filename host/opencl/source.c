#include "source.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPACE " \t\r\n\f\v"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* --- reading ----------------------------------------------------------------------------------- */

/* Reads all of an open regular file of the given size. NULL on failure. */
static char *read_bytes(int file, size_t size, size_t *length)
{
    char *text = malloc(size + 1);
    if (!text)
        return NULL;
    *length = 0;
    while (*length < size) {
        ssize_t got = read(file, text + *length, size - *length);
        if (got < 0) {
            free(text);
            return NULL;
        }
        if (got == 0)
            break;
        *length += (size_t)got;
    }
    text[*length] = '\0';
    return text;
}

/* What is wrong with the text as a kernel file; NULL if nothing is. */
static const char *fault(const char *text, size_t length)
{
    if (strspn(text, " \t\r\n\f\v") == length)
        return "is empty";
    if (memchr(text, '\0', length))
        return "is not a text file";
    return NULL;
}

bool source_read(const char *path, struct source *source, char *reason, size_t reason_size)
{
    bool ok = false;
    struct stat info;
    const char *why = NULL;

    *source = (struct source){0};
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0) {
        snprintf(reason, reason_size, "cannot read %s: %s", path, strerror(errno));
        goto done;
    }
    if (S_ISDIR(info.st_mode))
        why = "is a folder, not a .cl file";
    else if (!S_ISREG(info.st_mode))
        why = "is not a regular file";
    else if (info.st_size > (off_t)SOURCE_LIMIT)
        why = "is larger than 1 MiB, too large for a kernel file";
    if (why) {
        snprintf(reason, reason_size, "%s %s", path, why);
        goto done;
    }
    source->text = read_bytes(file, (size_t)info.st_size, &source->length);
    source->name = strdup(path);
    if (!source->text || !source->name) {
        snprintf(reason, reason_size, "cannot read %s: %s", path, strerror(errno));
        goto done;
    }
    why = fault(source->text, source->length);
    if (why) {
        snprintf(reason, reason_size, "%s %s", path, why);
        goto done;
    }
    if (strncmp(source->text, BYTE_ORDER_MARK, 3) == 0) { /* some editors write it */
        source->length -= 3;
        memmove(source->text, source->text + 3, source->length + 1);
    }
    ok = true;
done:
    if (file >= 0)
        close(file);
    if (!ok)
        source_free(source);
    return ok;
}

void source_free(struct source *source)
{
    free(source->text);
    free(source->name);
    *source = (struct source){0};
}

static const uint64_t EMPTY_HASH = 0xcbf29ce484222325u;

static uint64_t hash_byte(uint64_t hash, int byte)
{
    return (hash ^ (unsigned char)byte) * 0x100000001b3u;
}

bool source_depends_on_device(const struct source *source)
{
    return strstr(source->text, "__x86_64__") || strstr(source->text, "__aarch64__");
}

uint64_t source_hash(const char *path)
{
    uint64_t hash = EMPTY_HASH;
    int byte;
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    while ((byte = fgetc(file)) != EOF)
        hash = hash_byte(hash, byte);
    fclose(file);
    return hash;
}

uint64_t source_hash_text(const char *text)
{
    uint64_t hash = EMPTY_HASH;
    for (; *text; text++)
        hash = hash_byte(hash, *text);
    return hash;
}

/* --- looking into ------------------------------------------------------------------------------ */

void source_line(const struct source *source, size_t number, char *line, size_t size)
{
    const char *start = source->text;
    line[0] = '\0';
    for (size_t i = 1; i < number && start; i++) {
        start = strchr(start, '\n');
        start = start ? start + 1 : NULL;
    }
    if (!start || number == 0)
        return;
    snprintf(line, size, "%.*s", (int)strcspn(start, "\r\n"), start);
}

static bool device_is_called(const struct device *device, const char *word)
{
    return *word && (strcasestr(device->vendor, word) || strcasestr(device->platform_name, word) ||
                     strcasestr(device->name, word));
}

/* Appends length bytes to the options; false if they do not fit. */
static bool append_option(char *options, size_t size, const char *text, size_t length)
{
    const size_t used = strlen(options);
    if (used + (used > 0) + length + 1 > size)
        return false;
    snprintf(options + used, size - used, "%s%.*s", used > 0 ? " " : "", (int)length, text);
    return true;
}

/* The options of a line "// build: WORD: options" for this device, and how long they are; NULL if it
 * is no such line, or one for other devices. */
static const char *options_of_line(const char *line, const struct device *device, size_t *length)
{
    static const char mark[] = "// build:";
    char word[64] = "";

    line += strspn(line, " \t");
    if (strncmp(line, mark, sizeof mark - 1) != 0)
        return NULL;
    line += sizeof mark - 1;
    line += strspn(line, " \t");
    const size_t end = strcspn(line, ":\r\n");
    if (line[end] != ':' || end >= sizeof word)
        return NULL;
    memcpy(word, line, end);
    if (!device_is_called(device, word))
        return NULL;
    line += end + 1;
    line += strspn(line, " \t");
    *length = strcspn(line, "\r\n");
    return *length > 0 ? line : NULL;
}

bool source_build_options(const struct source *source, const struct device *device, char *options,
                          size_t size)
{
    options[0] = '\0';
    for (const char *line = source->text; line; line = strchr(line, '\n')) {
        size_t length = 0;
        line += *line == '\n';
        const char *own = options_of_line(line, device, &length);
        if (own && !append_option(options, size, own, length))
            return false;
    }
    return true;
}

bool source_states(const struct source *source, const char *what, char *value, size_t size)
{
    const size_t length = strlen(what);

    value[0] = '\0';
    for (const char *line = source->text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n \t");
        if (strncmp(line, "// ", 3) != 0 || strncmp(line + 3, what, length) != 0 ||
            line[3 + length] != ':')
            continue;
        const char *start = line + 4 + length;
        start += strspn(start, " \t");
        size_t end = strcspn(start, "\r\n");
        while (end > 0 && (start[end - 1] == ' ' || start[end - 1] == '\t'))
            end--;
        if (end == 0 || end >= size)
            return false;
        memcpy(value, start, end);
        value[end] = '\0';
        return true;
    }
    return false;
}

bool source_serves(const struct source *source, const struct device *device, char *reason,
                   size_t size)
{
    char value[128];

    if (source_states(source, "needs", value, sizeof value)) {
        snprintf(reason, size, "needs %s", value);
        value[strcspn(value, " \t")] = '\0';
        if (!device_is_called(device, value))
            return false;
    }
    return true;
}

enum source_format source_format(const struct source *source)
{
    static const char *const NAMES[FORMAT_OTHER] = {
        [FORMAT_BF16X6] = "bf16x6", [FORMAT_TF32] = "tf32", [FORMAT_FP16] = "fp16"};
    char name[16];
    if (!source_states(source, "format", name, sizeof name))
        return FORMAT_FLOAT;
    for (int format = 0; format < FORMAT_OTHER; format++)
        if (NAMES[format] && strcmp(name, NAMES[format]) == 0)
            return (enum source_format)format;
    return FORMAT_OTHER;
}

bool source_is_coarse(const struct source *source)
{
    const enum source_format format = source_format(source);
    return format != FORMAT_FLOAT && format != FORMAT_BF16X6;
}

void source_target(const struct source *source, char *target, size_t size)
{
    char needs[128];

    target[0] = '\0';
    if (!source_states(source, "needs", needs, sizeof needs))
        return;
    const char *second = needs + strcspn(needs, " \t");
    snprintf(target, size, "%s", second + strspn(second, " \t"));
}

enum todo { OUTSIDE, IN_COMMENT, IN_CODE };

/* Where the text stands after the line of these words, which stood at todo before. */
static enum todo next_todo(enum todo todo, const char *words)
{
    if (strncmp(words, "// END TODO ", 12) == 0)
        return OUTSIDE;
    if (strncmp(words, "// TODO ", 8) == 0)
        return IN_COMMENT;
    return todo == IN_COMMENT && strncmp(words, "//", 2) != 0 ? IN_CODE : todo;
}

void source_clear_todos(struct source *source)
{
    char *out = source->text;
    enum todo todo = OUTSIDE;
    for (const char *line = source->text, *next; *line; line = next) {
        const size_t length = strcspn(line, "\n");
        const enum todo before = todo;
        next = line + length + (line[length] == '\n');
        todo = next_todo(before, line + strspn(line, " \t"));
        if (before != IN_CODE && todo == IN_CODE)
            *out++ = '\n';
        if (todo == IN_CODE)
            continue;
        memmove(out, line, (size_t)(next - line));
        out += next - line;
    }
    *out = '\0';
    source->length = (size_t)(out - source->text);
}

char *source_keeping_loops(const struct source *source)
{
    static const char unroll[] = "#pragma unroll", kept[] = "#pragma nounroll";
    const size_t length = sizeof unroll - 1, grows = sizeof kept - sizeof unroll;
    const char *from = source->text, *found = strstr(from, unroll);
    char *text = found ? malloc(source->length + source->length / length * grows + 1) : NULL;
    char *out = text;
    for (; text && found; found = strstr(from, unroll)) {
        out += sprintf(out, "%.*s%s", (int)(found - from), from, kept);
        from = found + length;
    }
    if (text)
        strcpy(out, from);
    return text;
}

/* The end of the string or character that begins at start, past its closing quote. */
static const char *literal_end(const char *start)
{
    const char *at = start + 1;
    while (*at && *at != '\n' && *at != *start)
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return *at == *start ? at + 1 : at;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* The text with each comment and literal line splice replaced by a space. */
static char *without_comments(const char *text)
{
    char *clean = malloc(strlen(text) + 1), *out = clean;
    if (!clean)
        return NULL;
    while (*text) {
        if (text[0] == '/' && text[1] == '/') {
            text += strcspn(text, "\n");
            *out++ = ' ';
        } else if (text[0] == '/' && text[1] == '*') {
            const char *end = strstr(text + 2, "*/");
            text = end ? end + 2 : text + strlen(text);
            *out++ = ' ';
        } else {
            const char *end = is_quote(*text) ? literal_end(text) : text + 1;
            while (text < end)
                *out++ = *text++;
        }
    }
    *out = '\0';
    return clean;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Past what closes the first bracket of that kind after start; NULL if nothing does. */
static const char *past_brackets(const char *start, char open, char close)
{
    int depth = 0;
    for (const char *at = start; *at; at = is_quote(*at) ? literal_end(at) : at + 1) {
        if (*at == open)
            depth++;
        if (*at == close && --depth == 0)
            return at + 1;
    }
    return NULL;
}

/* The first definition of a function in the text: from its parameter list to past its last brace. */
struct definition {
    const char *start, *end;
};

static bool find_definition(const char *text, const char *name, struct definition *definition)
{
    const size_t length = strlen(name);
    for (const char *at = text; *at; at = is_quote(*at) ? literal_end(at) : at + 1) {
        if (strncmp(at, name, length) != 0 || (at > text && in_word(at[-1])) ||
            at[length + strspn(at + length, SPACE)] != '(')
            continue;
        const char *list_end = past_brackets(at + length, '(', ')');
        if (!list_end || list_end[strspn(list_end, SPACE)] != '{')
            continue; /* a prototype or a call */
        *definition = (struct definition){at + length, past_brackets(list_end, '{', '}')};
        return definition->end != NULL;
    }
    return false;
}

/* Copies the text without white space; where that parts two words, one space stays. Returns the end
 * of the copy. */
static char *squeeze(const char *start, const char *end, char *out)
{
    const char *copy = out;
    for (const char *at = start; at < end; at++) {
        if (!isspace((unsigned char)*at)) {
            *out++ = *at;
            continue;
        }
        const char *next = at + strspn(at, SPACE);
        if (out > copy && in_word(out[-1]) && next < end && in_word(*next))
            *out++ = ' ';
        at = next - 1;
    }
    *out = '\0';
    return out;
}

char *source_function_tokens(const struct source *source, const char *name)
{
    char *clean = without_comments(source->text);
    char *tokens = clean ? malloc(strlen(clean) + 1) : NULL, *out = tokens;
    struct definition definition = {clean, clean};

    if (tokens && !name)
        out = squeeze(clean, clean + strlen(clean), out);
    while (tokens && name && find_definition(definition.end, name, &definition))
        out = squeeze(definition.start, definition.end, out);
    if (name && out == tokens) {
        free(tokens);
        tokens = NULL;
    }
    free(clean);
    return tokens;
}
