#include "pictures.h"

#include "screen.h"

#include "../exercises/course.h"
#include "../exercises/fields.h"
#include "../media/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIFFERENCE "_difference.png"
#define EXPECTED "_expected.png"

enum { SETS = 3, LEAST_COLUMNS = 24, LEAST_ROWS = 6 };

/* Pictures that belong together. */
struct set {
    const char *before, *after, *difference; /* paths; NULL: there is none */
};

static bool ends_in(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The difference that belongs to a picture; NULL: it is right. */
static const char *difference_of(const cJSON *pictures, const char *after)
{
    const size_t length = strlen(after) - strlen(".png");
    const cJSON *picture;
    cJSON_ArrayForEach(picture, pictures)
    {
        const char *path = text_of(picture, "path");
        if (strncmp(path, after, length) == 0 && strcmp(path + length, DIFFERENCE) == 0)
            return path;
    }
    return NULL;
}

/* The photograph that a picture was made from: "camera_sepia.png" of camera.jpg. */
static const char *photograph_of(char *const *photographs, size_t count, const char *after)
{
    const char *picture = file_of(after), *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = file_of(photographs[i]);
        const size_t length = strcspn(name, ".");
        if (length <= longest || strncmp(picture, name, length) != 0 || picture[length] != '_')
            continue;
        longest = length;
        found = photographs[i];
    }
    return found;
}

/* The first sets, of right pictures or of wrong ones. Returns how many there are then. */
static size_t add_sets(const cJSON *pictures, char *const *photographs, size_t photograph_count,
                       bool wrong, struct set *sets, size_t count)
{
    const cJSON *picture;
    cJSON_ArrayForEach(picture, pictures)
    {
        const char *path = text_of(picture, "path");
        if (count == SETS || ends_in(path, DIFFERENCE) || ends_in(path, EXPECTED))
            continue;
        const char *difference = difference_of(pictures, path);
        if ((difference != NULL) == wrong)
            sets[count++] =
                (struct set){photograph_of(photographs, photograph_count, path), path, difference};
    }
    return count;
}

static void show_row(const char *const *paths, size_t count, size_t rows)
{
    char reason[5000];
    if (!terminal_show(paths, count, terminal_columns(), rows, reason, sizeof reason))
        print_error("%s", reason);
}

static void show_set(const struct set *set, size_t rows)
{
    const char *paths[TERMINAL_PICTURES];
    size_t count = 0;
    if (set->before)
        paths[count++] = set->before;
    paths[count++] = set->after;
    if (set->difference)
        paths[count++] = set->difference;
    printf("\n%s%s:%s %s%s%s\n", colour(BOLD), file_of(set->after), colour(PLAIN),
           set->before ? "before, " : "", "after",
           set->difference ? ", and where it is wrong" : "");
    if (terminal_columns() >= count * LEAST_COLUMNS) {
        show_row(paths, count, rows);
        return;
    }
    for (size_t i = 0; i < count; i++)
        show_row(&paths[i], 1, rows / count < LEAST_ROWS ? LEAST_ROWS : rows / count);
}

void show_pictures(const struct options *options, const cJSON *verdict)
{
    const cJSON *pictures = cJSON_GetObjectItem(verdict, "pictures");
    struct course_paths own = {0};
    struct set sets[SETS];

    if (!terminal_shows_pictures() || cJSON_GetArraySize(pictures) == 0)
        return;
    if (options->image_count == 0)
        course_photographs(&own);
    char *const *photographs = options->image_count > 0 ? options->images : own.paths;
    const size_t available = options->image_count > 0 ? options->image_count : own.count;
    size_t count = add_sets(pictures, photographs, available, true, sets, 0);
    if (count == 0)
        count = add_sets(pictures, photographs, available, false, sets, count);
    const size_t rows = (terminal_rows() - 2) / count;
    for (size_t i = 0; i < count; i++)
        show_set(&sets[i], rows < LEAST_ROWS + 2 ? LEAST_ROWS : rows - 2);
    course_paths_free(&own);
}
