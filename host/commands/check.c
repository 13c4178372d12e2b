#include "commands.h"
#include "machine.h"
#include "options.h"
#include "screen.h"

#include "../exercises/course.h"
#include "../opencl/clblast.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const struct usage USAGE = {
    NULL,
    "Looks whether everything that the workshop needs is installed and works. For whatever is "
    "missing it prints the command that mends it.\vExit status: 0 if everything needed is there, "
    "else 3.",
    OPTION_JSON | OPTION_TIMEOUT, ARGUMENT_OPTIONAL};

#define PACKAGE_CPU "sudo apt-get install pocl-opencl-icd"

/* What was found, row by row: {"name", "needed", "ok", "text", "mend"}. */
static void add(cJSON *rows, const char *name, bool needed, bool ok, const char *text,
                const char *mend)
{
    cJSON *row = cJSON_CreateObject();
    cJSON_AddStringToObject(row, "name", name);
    cJSON_AddBoolToObject(row, "needed", needed);
    cJSON_AddBoolToObject(row, "ok", ok);
    cJSON_AddStringToObject(row, "text", text);
    cJSON_AddStringToObject(row, "mend", ok ? "" : mend);
    cJSON_AddItemToArray(rows, row);
}

/* --- the machine ------------------------------------------------------------------------------- */

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static bool is_program(const char *name)
{
    char path[4096];
    const char *folders = getenv("PATH");
    for (const char *at = folders ? folders : ""; *at;) {
        const size_t length = strcspn(at, ":");
        snprintf(path, sizeof path, "%.*s/%s", (int)length, at, name);
        if (length > 0 && access(path, X_OK) == 0)
            return true;
        at += length + (at[length] == ':');
    }
    return false;
}

static bool has_platform(const cJSON *devices, const char *name)
{
    const cJSON *device;
    cJSON_ArrayForEach(device, devices)
    {
        const char *platform = cJSON_GetStringValue(cJSON_GetObjectItem(device, "platform"));
        if (platform && strcasestr(platform, name))
            return true;
    }
    return false;
}

/* The driver's OpenCL library, where distributions, NVIDIA's installer and containers put it. */
static bool nvidia_library_exists(void)
{
    static const char *const folders[] = {
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
        "/usr/local/nvidia/lib64",   "/usr/lib/wsl/lib",
    };
    char path[512];
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        snprintf(path, sizeof path, "%s/libnvidia-opencl.so.1", folders[i]);
        if (exists(path))
            return true;
    }
    return false;
}

/* An NVIDIA card that OpenCL does not see: the commonest trouble of a GPU machine. */
static void check_nvidia(const cJSON *devices, cJSON *rows)
{
    const bool card = exists("/proc/driver/nvidia/version") || exists("/dev/nvidiactl");
    if (!card || has_platform(devices, "NVIDIA"))
        return;
    if (nvidia_library_exists())
        add(rows, "NVIDIA GPU", false, false,
            "the driver's OpenCL library is there, but the loader does not know it (its .icd file "
            "is missing)",
            "sudo mkdir -p /etc/OpenCL/vendors && echo libnvidia-opencl.so.1 | sudo tee "
            "/etc/OpenCL/vendors/nvidia.icd");
    else
        add(rows, "NVIDIA GPU", false, false,
            "there is a card, but the driver's OpenCL library is missing (in a container, "
            "NVIDIA_DRIVER_CAPABILITIES has to name compute)",
            "sudo apt-get install nvidia-opencl-icd");
}

/* PoCL loads what it compiled from its cache. Where its usual folder forbids that, the worker takes another. */
static bool cache_forbids_programs(const cJSON *device)
{
    const char *platform = cJSON_GetStringValue(cJSON_GetObjectItem(device, "platform"));
    const char *cache = getenv("POCL_CACHE_DIR");
    struct statvfs disk;
    return platform && strcasestr(platform, "Portable") && cache && statvfs(cache, &disk) == 0 &&
           (disk.f_flag & ST_NOEXEC);
}

static void check_device(const cJSON *device, double timeout_s, cJSON *rows)
{
    char name[256], text[768], result[512];
    const double number = cJSON_GetNumberValue(cJSON_GetObjectItem(device, "number"));
    const char *type = cJSON_GetStringValue(cJSON_GetObjectItem(device, "type"));
    const bool simulator = strcmp(type, "simulator") == 0;
    const bool ok = machine_probe((size_t)number, timeout_s, result, sizeof result);
    const bool forbidden = !ok && cache_forbids_programs(device);

    snprintf(name, sizeof name, "device %.0f", number);
    snprintf(text, sizeof text, "%s (%s): %s%s",
             cJSON_GetStringValue(cJSON_GetObjectItem(device, "name")), type, result,
             forbidden
                 ? "; POCL_CACHE_DIR is on a disk mounted noexec, from which no kernel can run"
                 : "");
    add(rows, name, !simulator, ok, text,
        forbidden ? "unset POCL_CACHE_DIR" : "see docs/troubleshooting.md");
}

/* One device that works is enough; a second one that does not is told, but not needed. */
static void check_devices(const struct options *options, cJSON *rows)
{
    struct machine machine;
    const cJSON *device, *row;
    bool works = false;

    machine_read(options, 0, &machine);
    cJSON_ArrayForEach(device, machine.devices)
    {
        check_device(device, options->timeout_s, rows);
    }
    cJSON_ArrayForEach(row, rows)
    {
        works |= cJSON_IsTrue(cJSON_GetObjectItem(row, "ok")) &&
                 cJSON_IsTrue(cJSON_GetObjectItem(row, "needed"));
    }
    for (int i = 0; works && i < cJSON_GetArraySize(rows); i++)
        if (!cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetArrayItem(rows, i), "ok")))
            cJSON_ReplaceItemInObject(cJSON_GetArrayItem(rows, i), "needed", cJSON_CreateFalse());
    if (!works)
        add(rows, "OpenCL device", true, false,
            machine.trouble[0] ? machine.trouble : "no device works",
            has_platform(machine.devices, "Portable") ? "see docs/troubleshooting.md"
                                                      : PACKAGE_CPU);
    check_nvidia(machine.devices, rows);
    machine_free(&machine);
}

/* --- the rest ---------------------------------------------------------------------------------- */

static void check_course(cJSON *rows)
{
    char path[4096];
    const bool ok = course_path("exercises/01_vector_add.cl", path, sizeof path) && exists(path);
    add(rows, "exercises", true, ok, ok ? course_root() : "the folder exercises/ was not found",
        "set WORKSHOP_ROOT to the folder of the clone");
}

static bool oclgrind_installed(void)
{
    return is_program("oclgrind") || exists("/usr/lib/oclgrind/liboclgrind-rt-icd.so");
}

static void check_parts(cJSON *rows)
{
    add(rows, "CLBlast", false, clblast_present(),
        clblast_present() ? "the baseline of matmul" : "matmul will have no baseline",
        "sudo apt-get install libclblast-dev, then build again");
    add(rows, "Oclgrind", false, oclgrind_installed(),
        oclgrind_installed() ? "finds missing barriers"
                             : "missing barriers and races will not be looked for",
        "sudo apt-get install oclgrind");
    add(rows, "clang", false, is_program("clang"),
        is_program("clang") ? "explains build errors" : "build errors will be the driver's alone",
        "sudo apt-get install clang");
}

static bool all_needed(const cJSON *rows)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        if (cJSON_IsTrue(cJSON_GetObjectItem(row, "needed")) &&
            !cJSON_IsTrue(cJSON_GetObjectItem(row, "ok")))
            return false;
    }
    return true;
}

enum { TEXT_COLUMN = 21 };

static void print_rows(const cJSON *rows)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        const bool ok = cJSON_IsTrue(cJSON_GetObjectItem(row, "ok"));
        const bool needed = cJSON_IsTrue(cJSON_GetObjectItem(row, "needed"));
        const char *mend = cJSON_GetStringValue(cJSON_GetObjectItem(row, "mend"));
        printf("%s%-9s%s %-10s ",
               colour(ok       ? GREEN
                      : needed ? RED
                               : YELLOW),
               ok       ? "ok"
               : needed ? "missing"
                        : "optional",
               colour(PLAIN), cJSON_GetStringValue(cJSON_GetObjectItem(row, "name")));
        print_hanging(cJSON_GetStringValue(cJSON_GetObjectItem(row, "text")), TEXT_COLUMN,
                      TEXT_COLUMN);
        if (!ok)
            print_command("mend with:", mend, 10);
    }
}

static void print_result(bool ok)
{
    printf("\n");
    if (ok) {
        printf("%sEverything needed is here.%s\n", colour(GREEN), colour(PLAIN));
        print_format(0, "Begin with exercises/01_vector_add.md, then `%s run 1`.", program_name());
    } else {
        printf("%sSomething needed is missing:%s\n", colour(RED), colour(PLAIN));
        print_wrapped("mend what is marked \"missing\", then check again.", 0);
    }
}

int command_check(int argc, char **argv)
{
    struct options options;
    cJSON *object = cJSON_CreateObject();

    options_read(&USAGE, argc, argv, &options);
    cJSON *rows = cJSON_AddArrayToObject(object, "checks");
    check_devices(&options, rows);
    check_course(rows);
    check_parts(rows);
    const bool ok = all_needed(rows);
    cJSON_AddBoolToObject(object, "ok", ok);
    if (options.json) {
        print_json(object);
    } else {
        print_rows(rows);
        print_result(ok);
    }
    cJSON_Delete(object);
    return ok ? STATUS_DONE : STATUS_MACHINE;
}
