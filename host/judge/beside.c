#include "beside.h"

#include <fcntl.h>
#include <unistd.h>

static void *run(void *self)
{
    struct beside *beside = self;
    beside->run(beside);
    return NULL;
}

static void close_pipe(const struct beside *beside)
{
    close(beside->cancel[0]);
    close(beside->cancel[1]);
}

bool beside_start(struct beside *beside, void (*what)(struct beside *self))
{
    beside->run = what;
    if (pipe2(beside->cancel, O_CLOEXEC) != 0)
        return false;
    if (pthread_create(&beside->thread, NULL, run, beside) == 0)
        return true;
    close_pipe(beside);
    return false;
}

void beside_join(struct beside *beside, bool wanted)
{
    if (!wanted && write(beside->cancel[1], "x", 1) != 1)
        return; /* a pipe that takes no byte is no more */
    pthread_join(beside->thread, NULL);
    close_pipe(beside);
}
