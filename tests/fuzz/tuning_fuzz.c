/* Whatever tune lines a file has: they are refused with a reason, or make a space in which numbers and
 * options go over into each other. */
#include "fuzz.h"

#include "../../host/exercises/tuning.h"

static void check_number(const struct tuning *tuning, uint64_t number)
{
    char options[TUNING_OPTIONS];
    uint64_t back = 0;

    tuning_options(tuning, number, options);
    require(strlen(options) < sizeof options);
    require(tuning_number(tuning, options, &back) && back == number);
}

static void check_neighbours(const struct tuning *tuning, uint64_t number)
{
    static uint64_t neighbours[TUNING_NEIGHBOURS];
    const size_t count = tuning_neighbours(tuning, number, neighbours);

    require(count <= TUNING_NEIGHBOURS);
    for (size_t i = 0; i < count; i++)
        require(neighbours[i] < tuning->combinations && neighbours[i] != number);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tuning tuning;
    char reason[200] = "";
    uint64_t own = 0;
    char *text = text_from(data, size);

    if (!tuning_read(text, &tuning, reason, sizeof reason)) {
        require(reason[0] != 0);
        require(tuning.count == 0 && tuning.combinations == 0);
    } else if (tuning.count > 0) {
        require(tuning.combinations > 0 && tuning.combinations <= TUNING_COMBINATIONS);
        check_number(&tuning, 0);
        check_number(&tuning, tuning.combinations - 1);
        check_neighbours(&tuning, tuning.combinations / 2);
        if (tuning_own(&tuning, &own))
            check_number(&tuning, own);
    }
    free(text);
    return 0;
}
