/* Whatever a .cl file or a build log holds: lines, build options, TODO blocks, tokens, messages and
 * launch macros are read without harm. */
#include "fuzz.h"

#include "../../host/opencl/program.h"
#include "../../host/opencl/source.h"

static void read_tokens(const struct source *source, const char *name)
{
    char *tokens = source_function_tokens(source, name);
    require(!tokens || strlen(tokens) <= source->length);
    require(!tokens || strpbrk(tokens, "\n\t\r") == NULL);
    free(tokens);
}

static void read_options(const struct source *source)
{
    static const struct device device = {
        .name = "a", .platform_name = "Portable", .vendor = "NVIDIA"};
    char small[8], large[1024];
    const bool fits = source_build_options(source, &device, small, sizeof small);
    require(strlen(small) < sizeof small);
    require(source_build_options(source, &device, large, sizeof large) || !fits);
    require(strlen(large) < sizeof large);
}

static void read_lines(const struct source *source)
{
    char line[32];
    for (size_t number = 0; number < 40; number++) {
        source_line(source, number, line, sizeof line);
        require(strlen(line) < sizeof line && strpbrk(line, "\n\r") == NULL);
    }
}

static void read_messages(const char *log)
{
    enum { LIMIT = 4 };
    struct build_message messages[LIMIT];
    const size_t count = build_messages(log, "k.cl", messages, LIMIT);
    const char *macro = launch_macro_at(log);
    require(!macro || strncmp(macro, "LOCAL_", 6) == 0 || strncmp(macro, "TILE_", 5) == 0);
    require(count <= LIMIT);
    for (size_t i = 0; i < count; i++) {
        require(strlen(messages[i].text) < sizeof messages[i].text);
        require(i == 0 || messages[i - 1].is_error || !messages[i].is_error);
    }
}

static void keep_loops(const struct source *source)
{
    char *text = source_keeping_loops(source);
    require(!text || strlen(text) >= strlen(source->text));
    require(!text || strstr(text, "#pragma unroll") == NULL);
    free(text);
}

static void clear_todos(struct source *source)
{
    const size_t length = source->length;
    source_clear_todos(source);
    require(source->length <= length && strlen(source->text) == source->length);
    char *once = strdup(source->text);
    source_clear_todos(source);
    require(once && strcmp(once, source->text) == 0);
    free(once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[] = "k.cl";
    char *text = text_from(data, size); /* source_read() lets no zero byte in */
    struct source source = {text, strlen(text), name};

    read_tokens(&source, "matmul");
    read_tokens(&source, NULL);
    read_options(&source);
    read_lines(&source);
    read_messages(source.text);
    keep_loops(&source);
    clear_todos(&source);
    free(text);
    return 0;
}
