/* Whatever lies in the file of the progress: it is read or set aside, work with it goes on, and what
 * is written can be read again. */
#include "fuzz.h"

#include "../../host/exercises/progress.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[256], path[512];

/* In place of the system's: what a disk takes is not the matter here. */
int fsync(int file)
{
    return file < 0 ? -1 : 0;
}

static void remove_folder(void)
{
    static const char *const names[] = {".workshop/progress.json",
                                        ".workshop/progress.json.corrupt",
                                        ".workshop/lock",
                                        ".workshop",
                                        "exercises",
                                        ""};
    char name[512];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(name, sizeof name, "%s/%s", folder, names[i]);
        remove(name);
    }
}

/* A course's folder of its own. */
static void make_folder(void)
{
    const char *temporary = getenv("TMPDIR");
    char name[512];

    snprintf(folder, sizeof folder, "%.200s/workshop-fuzz-XXXXXX", temporary ? temporary : "/tmp");
    require(mkdtemp(folder) != NULL);
    setenv("WORKSHOP_ROOT", folder, 1);
    snprintf(name, sizeof name, "%s/exercises", folder);
    require(mkdir(name, 0700) == 0);
    snprintf(name, sizeof name, "%s/.workshop", folder);
    require(mkdir(name, 0700) == 0);
    snprintf(path, sizeof path, "%s/.workshop/progress.json", folder);
    atexit(remove_folder);
}

static void write_file(const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "w");
    require(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
}

static void check_reading(const struct exercise *exercise)
{
    char notice[1024];
    cJSON *entry = progress_read(exercise, notice, sizeof notice);
    progress_is_solved(exercise, entry);
    require(notice[0] == '\0' || access(path, F_OK) != 0); /* what is told of is set aside */
    cJSON_Delete(entry);
}

/* A verdict is taken into whatever is there, and is there afterwards. */
static void check_writing(const struct exercise *exercise)
{
    char notice[1024];
    cJSON *verdict = cJSON_Parse(
        "{\"verdict\": \"solved\", \"kernel_file\": \"\", \"device\": {\"name\": \"d\"},"
        " \"performance\": [{\"kernel\": \"k\", \"contestant\": \"yours\", \"gbs\": 1}]}");

    require(progress_take(exercise, verdict, notice, sizeof notice));
    require(progress_set_hints(exercise, 2, notice, sizeof notice));
    cJSON *entry = progress_read(exercise, notice, sizeof notice);
    require(notice[0] == '\0' && cJSON_IsTrue(cJSON_GetObjectItem(entry, "solved")));
    require(cJSON_GetNumberValue(cJSON_GetObjectItem(entry, "hints")) == 2.0);
    cJSON_Delete(entry);
    cJSON_Delete(verdict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct exercise *exercise = exercise_find("vector_add");
    if (!folder[0])
        make_folder();
    write_file(data, size);
    check_reading(exercise);
    write_file(data, size);
    check_writing(exercise);
    return 0;
}
