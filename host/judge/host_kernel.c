#include "host_kernel.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef WORKSHOP_BUILTINS
#define WORKSHOP_BUILTINS "host/judge/host_builtins.clh"
#endif

/* The file itself, as part of the program. */
__asm__(".section .rodata\n"
        "workshop_builtins: .incbin \"" WORKSHOP_BUILTINS "\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char workshop_builtins[];

static const char *const FILES[] = {"kernel.cl", "builtins.clh", "kernel.so", "messages"};
enum { SOURCE_FILE, BUILTINS_FILE, LIBRARY_FILE, MESSAGES_FILE, FILE_COUNT };

static void file_path(const char *folder, int file, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", folder, FILES[file]);
}

void host_kernel_clean(const char *folder)
{
    char path[4200];
    for (int i = 0; i < FILE_COUNT; i++) {
        file_path(folder, i, path, sizeof path);
        unlink(path);
    }
    rmdir(folder);
}

/* --- the source --------------------------------------------------------------------------------- */

/* Conversions between all types, as macros. Those that round or saturate go by way of double, which
 * holds every float and every number of 32 bits. */
static void write_conversions(FILE *file)
{
    static const struct {
        const char *name, *least, *most; /* NULL: not saturated */
    } types[] = {{"char", "CHAR_MIN", "CHAR_MAX"},
                 {"uchar", "0", "UCHAR_MAX"},
                 {"short", "SHRT_MIN", "SHRT_MAX"},
                 {"ushort", "0", "USHRT_MAX"},
                 {"int", "INT_MIN", "INT_MAX"},
                 {"uint", "0", "UINT_MAX"},
                 {"long", NULL, NULL},
                 {"ulong", NULL, NULL},
                 {"float", NULL, NULL},
                 {"double", NULL, NULL}};
    static const char *const widths[] = {"", "2", "3", "4", "8", "16"};
    static const char *const roundings[][2] = {
        {"", ""}, {"_rte", "rint"}, {"_rtz", "trunc"}, {"_rtp", "ceil"}, {"_rtn", "floor"}};

    for (size_t t = 0; t < sizeof types / sizeof types[0]; t++)
        for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++)
            for (size_t r = 0; r < sizeof roundings / sizeof roundings[0]; r++) {
                const char *name = types[t].name, *n = widths[w], *round = roundings[r][1];
                const char *suffix = roundings[r][0];
                if (r == 0 || strcmp(name, "float") == 0 || strcmp(name, "double") == 0)
                    fprintf(file,
                            *n ? "#define convert_%s%s%s(a) __builtin_convertvector((a), %s%s)\n"
                               : "#define convert_%s%s%s(a) ((%s%s)(a))\n",
                            name, n, suffix, name, n);
                else
                    fprintf(file,
                            "#define convert_%s%s%s(a) convert_%s%s(%s(convert_double%s(a)))\n",
                            name, n, suffix, name, n, round, n);
                if (types[t].least)
                    fprintf(file,
                            "#define convert_%s%s_sat%s(a) convert_%s%s(clamp(%s(convert_double%s("
                            "a)), (double)%s, (double)%s))\n",
                            name, n, suffix, name, n, round, n, types[t].least, types[t].most);
            }
}

/* In front of what is not the kernel's own. */
#define UNWATCHED "__attribute__((no_sanitize(\"kernel-address\", \"coverage\"))) "

/* A function that calls the kernel with arguments from an array. */
static void write_entry(FILE *file, const struct kernel_contract *contract)
{
    const size_t count = contract_argument_count(contract);
    fprintf(file, UNWATCHED "void workshop_call_%s(const ulong *a)\n{\n    %s(", contract->name,
            contract->name);
    for (size_t i = 0; i < count; i++) {
        const enum argument_kind kind = contract->arguments[i].kind;
        const char *comma = i ? ", " : "";
        if (kind == ARGUMENT_COUNT)
            fprintf(file, "%s(uint)a[%zu]", comma, i);
        else if (kind == ARGUMENT_NUMBER)
            fprintf(file, "%sas_float((uint)a[%zu])", comma, i);
        else
            fprintf(file, "%s(%s)a[%zu]", comma, argument_type(kind), i);
    }
    fprintf(file, ");\n}\n");
}

static const char *const SHAPE_NAMES[6] = {"LOCAL_X", "LOCAL_Y", "LOCAL_Z",
                                           "TILE_X",  "TILE_Y",  "TILE_Z"};

static bool write_source(const struct source *source, const struct exercise *exercise,
                         const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fprintf(file, "#line 1 \"");
    for (const char *c = source->name; *c; c++)
        fprintf(file, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
    fprintf(file, "\"\n%s\n#line 1 \"launch\"\n", source->text);
    for (size_t i = 0; i < exercise->kernel_count; i++)
        write_entry(file, &exercise->kernels[i]);
    fprintf(file, UNWATCHED "void workshop_shape(long *value)\n{\n");
    for (int i = 0; i < 6; i++)
        fprintf(file, "#ifdef %s\n    value[%d] = (long)(%s);\n#endif\n", SHAPE_NAMES[i], i,
                SHAPE_NAMES[i]);
    fprintf(file, "}\n");
    return fclose(file) == 0;
}

static bool write_builtins(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    write_conversions(file);
    fputs(workshop_builtins, file);
    return fclose(file) == 0;
}

/* --- programs of others ------------------------------------------------------------------------- */

/* Runs a program with what it prints in a file. Returns its exit status; -1: it could not be run. */
static int run_program(char *const *arguments, const char *output)
{
    extern char **environ;
    pid_t child = 0;
    int status = 0;
    posix_spawn_file_actions_t actions;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    const int err = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (err != 0 || waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void read_messages(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");
    const size_t length = file ? fread(text, 1, size - 1, file) : 0;
    text[length] = '\0';
    if (file)
        fclose(file);
}

/* -I with the file's own folder, for what it includes. */
static void include_option(const struct source *source, char *text, size_t size)
{
    const char *slash = strrchr(source->name, '/');
    const int length = slash ? (int)(slash - source->name) : 1;
    snprintf(text, size, "-I%.*s", length, slash ? source->name : ".");
}

/* Without optimisation, each access of the source is one of the program, at its own line. */
static const char *const COMPILE[] = {
    "clang", "-x", "cl", "-cl-std=CL1.2", "-O0", "-w", "-fPIC", "-shared", "-gdwarf-4",
    "-fno-color-diagnostics", "-Wl,-Bsymbolic",
    /* what is shown is what a GPU makes of it: the file's values for GPUs */
    "-U__x86_64__", "-U__aarch64__"};

/* Calls before each access and at the beginning of each block. */
static const char *const WATCH[] = {"-fsanitize=kernel-address",
                                    "-mllvm",
                                    "-asan-instrumentation-with-call-threshold=0",
                                    "-mllvm",
                                    "-asan-memory-access-callback-prefix=workshop_",
                                    "-mllvm",
                                    "-asan-globals=0",
                                    "-mllvm",
                                    "-asan-stack=0",
                                    "-mllvm",
                                    "-asan-opt=0",
                                    "-fsanitize-coverage=bb,no-prune,trace-pc"};

/* options: cut at their spaces. */
static int run_clang(const struct source *source, char *options, const char *folder, bool watched)
{
    enum { OPTIONS_LIMIT = 8, LIMIT = 64 };
    char paths[FILE_COUNT][4200], include[4200], *arguments[LIMIT] = {NULL}, *rest = options;
    size_t count = sizeof COMPILE / sizeof COMPILE[0];
    for (int i = 0; i < FILE_COUNT; i++)
        file_path(folder, i, paths[i], sizeof paths[i]);
    include_option(source, include, sizeof include);
    memcpy(arguments, COMPILE, sizeof COMPILE);
    if (watched) {
        memcpy(arguments + count, WATCH, sizeof WATCH);
        count += sizeof WATCH / sizeof WATCH[0];
    }
    for (int i = 0; i < OPTIONS_LIMIT; i++)
        if ((arguments[count] = strtok_r(rest, " ", &rest)) != NULL)
            count++;
    char *const files[] = {"-include",
                           paths[BUILTINS_FILE],
                           include,
                           "-o",
                           paths[LIBRARY_FILE],
                           paths[SOURCE_FILE],
                           "-x",
                           "none",
                           "-lm"};
    memcpy(arguments + count, files, sizeof files);
    return run_program(arguments, paths[MESSAGES_FILE]);
}

/* --- loading ------------------------------------------------------------------------------------ */

/* From "...: undefined symbol: _Z5atan2ff" the name "atan2". */
static void undefined_function(const char *error, char *name, size_t size)
{
    const char *symbol = strstr(error, "undefined symbol: ");
    size_t length = 0;
    int used = 0;
    symbol = symbol ? symbol + strlen("undefined symbol: ") : error;
    if (sscanf(symbol, "_Z%zu%n", &length, &used) == 1 && length < size)
        snprintf(name, size, "%.*s", (int)length, symbol + used);
    else
        snprintf(name, size, "%s", symbol);
}

static int find_extent(struct dl_phdr_info *info, size_t size, void *data)
{
    struct host_kernel *kernel = data;
    (void)size;
    if (info->dlpi_addr != kernel->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        const uintptr_t end = kernel->base + header->p_vaddr + header->p_memsz;
        if (header->p_type == PT_LOAD && end > kernel->last)
            kernel->last = end;
    }
    kernel->first = kernel->base;
    return 1;
}

static void read_shape(struct host_kernel *kernel)
{
    enum { NOT_GIVEN = -1 };
    long values[6] = {NOT_GIVEN, NOT_GIVEN, NOT_GIVEN, NOT_GIVEN, NOT_GIVEN, NOT_GIVEN};
    struct launch_shape *shape = &kernel->shape;
    void (*read)(long *) = (void (*)(long *))dlsym(kernel->library, "workshop_shape");

    *shape = (struct launch_shape){{1, 1, 1}, {1, 1, 1}, false, {false, false, false}};
    if (read)
        read(values);
    for (int d = 0; d < 3; d++) {
        if (values[d] >= 1)
            shape->local[d] = (size_t)values[d];
        shape->local_given |= values[d] >= 1;
        shape->tile_given[d] = values[3 + d] >= 1;
        shape->tile[d] = shape->tile_given[d] ? (size_t)values[3 + d] : shape->local[d];
    }
}

static enum host_build load(struct host_kernel *kernel)
{
    struct link_map *map = NULL;
    kernel->library = dlopen(kernel->path, RTLD_NOW | RTLD_LOCAL);
    if (!kernel->library) {
        undefined_function(dlerror(), kernel->messages, sizeof kernel->messages);
        return HOST_NO_FUNCTION;
    }
    dlinfo(kernel->library, RTLD_DI_LINKMAP, &map);
    kernel->base = map ? map->l_addr : 0;
    dl_iterate_phdr(find_extent, kernel);
    read_shape(kernel);
    return HOST_BUILT;
}

enum host_build host_kernel_build(const struct source *source, const struct exercise *exercise,
                                  const char *options, const char *folder, bool watched,
                                  struct host_kernel *kernel)
{
    char path[4200], split[512];

    *kernel = (struct host_kernel){0};
    file_path(folder, BUILTINS_FILE, path, sizeof path);
    bool ok = write_builtins(path);
    file_path(folder, SOURCE_FILE, path, sizeof path);
    ok = ok && write_source(source, exercise, path);
    if (!ok) {
        snprintf(kernel->messages, sizeof kernel->messages, "cannot write into %s", folder);
        return HOST_NO_LINKER;
    }
    snprintf(split, sizeof split, "%s", options);
    const int status = run_clang(source, split, folder, watched);
    file_path(folder, MESSAGES_FILE, path, sizeof path);
    read_messages(path, kernel->messages, sizeof kernel->messages);
    if (status < 0 || status == 127)
        return HOST_NO_COMPILER;
    if (status != 0)
        return strstr(kernel->messages, "linker") ? HOST_NO_LINKER : HOST_REJECTED;
    file_path(folder, LIBRARY_FILE, kernel->path, sizeof kernel->path);
    return load(kernel);
}

void host_kernel_close(struct host_kernel *kernel)
{
    if (kernel->library)
        dlclose(kernel->library);
    *kernel = (struct host_kernel){0};
}

host_entry host_kernel_entry(const struct host_kernel *kernel, const char *name)
{
    char symbol[128];
    snprintf(symbol, sizeof symbol, "workshop_call_%s", name);
    return (host_entry)dlsym(kernel->library, symbol);
}

/* --- its variables ------------------------------------------------------------------------------ */

static char *read_file(const char *path, size_t *size)
{
    struct stat info;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = file >= 0 && fstat(file, &info) == 0 ? malloc((size_t)info.st_size) : NULL;
    if (bytes && read(file, bytes, (size_t)info.st_size) != info.st_size) {
        free(bytes);
        bytes = NULL;
    }
    if (file >= 0)
        close(file);
    *size = bytes ? (size_t)info.st_size : 0;
    return bytes;
}

/* Takes a symbol if it is a variable of the kernel, "kernel.tile", or constant memory of the file. */
static bool take_variable(const struct host_kernel *kernel, const char *kernel_name,
                          const char *symbol, const Elf64_Sym *entry, bool writable,
                          struct host_variable *variable)
{
    const size_t length = strlen(kernel_name);
    const bool own = strncmp(symbol, kernel_name, length) == 0 && symbol[length] == '.';
    if (entry->st_size == 0 || ELF64_ST_TYPE(entry->st_info) != STT_OBJECT ||
        (!own && (writable || symbol[0] == '_' || strchr(symbol, '.'))))
        return false;
    *variable = (struct host_variable){
        .address = kernel->base + entry->st_value, .bytes = entry->st_size, .local = writable};
    snprintf(variable->name, sizeof variable->name, "%s", own ? symbol + length + 1 : symbol);
    return true;
}

size_t host_kernel_variables(const struct host_kernel *kernel, const char *name,
                             struct host_variable *variables)
{
    size_t size = 0, count = 0;
    char *bytes = read_file(kernel->path, &size);
    if (!bytes || size < sizeof(Elf64_Ehdr)) {
        free(bytes);
        return 0;
    }
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)(void *)bytes;
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(void *)(bytes + header->e_shoff);
    for (int s = 0; s < header->e_shnum; s++) {
        if (sections[s].sh_type != SHT_SYMTAB)
            continue;
        const char *names = bytes + sections[sections[s].sh_link].sh_offset;
        const Elf64_Sym *entries = (const Elf64_Sym *)(void *)(bytes + sections[s].sh_offset);
        for (size_t i = 0; i < sections[s].sh_size / sizeof *entries; i++) {
            const Elf64_Sym *entry = &entries[i];
            if (entry->st_shndx == SHN_UNDEF || entry->st_shndx >= header->e_shnum)
                continue;
            const bool writable = sections[entry->st_shndx].sh_flags & SHF_WRITE;
            if (count < HOST_VARIABLES && take_variable(kernel, name, names + entry->st_name, entry,
                                                        writable, &variables[count]))
                count++;
        }
    }
    free(bytes);
    return count;
}

/* --- lines -------------------------------------------------------------------------------------- */

void host_kernel_lines(const struct host_kernel *kernel, const char *source_name,
                       const uintptr_t *addresses, size_t count, size_t *lines)
{
    char **arguments = calloc(count + 4, sizeof *arguments), output[4300], line[4400];
    char(*texts)[24] = calloc(count + 1, sizeof *texts);
    FILE *file = NULL;

    memset(lines, 0, count * sizeof *lines);
    snprintf(output, sizeof output, "%.*s/%s", (int)(strrchr(kernel->path, '/') - kernel->path),
             kernel->path, FILES[MESSAGES_FILE]);
    if (!arguments || !texts)
        goto done;
    arguments[0] = "addr2line";
    arguments[1] = "-e";
    arguments[2] = (char *)kernel->path;
    for (size_t i = 0; i < count; i++) {
        snprintf(texts[i], sizeof texts[i], "%#zx", addresses[i] - kernel->base - 1);
        arguments[3 + i] = texts[i];
    }
    if (run_program(arguments, output) != 0 || (file = fopen(output, "r")) == NULL)
        goto done;
    for (size_t i = 0; i < count && fgets(line, sizeof line, file); i++) {
        char *colon = strrchr(line, ':');
        if (!colon)
            continue;
        *colon = '\0';
        const size_t length = strlen(line), own = strlen(source_name);
        if (length >= own && strcmp(line + length - own, source_name) == 0)
            lines[i] = strtoul(colon + 1, NULL, 10);
    }
done:
    if (file)
        fclose(file);
    free(arguments);
    free(texts);
}
