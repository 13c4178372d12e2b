#include "foreign.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* A function's address, without the cast that C does not define. */
#define FIND(to, library, name)                                                                    \
    do {                                                                                           \
        void *address = dlsym(library, name);                                                      \
        memcpy(&(to), &address, sizeof address);                                                   \
    } while (0)

bool foreign_open(const char *path, struct foreign *foreign, char *reason, size_t reason_size)
{
    char own[4100];
    /* without a slash, dlopen would search the system's folders */
    snprintf(own, sizeof own, "%s%s", strchr(path, '/') ? "" : "./", path);
    *foreign = (struct foreign){.library = dlopen(own, RTLD_NOW | RTLD_LOCAL)};
    if (!foreign->library) {
        snprintf(reason, reason_size, "%s cannot be loaded: %s", path, dlerror());
        return false;
    }
    foreign->name = dlsym(foreign->library, "contestant_name");
    FIND(foreign->serves, foreign->library, "contestant_serves");
    FIND(foreign->run, foreign->library, "contestant_run");
    if (foreign->name && foreign->serves && foreign->run)
        return true;
    snprintf(reason, reason_size,
             "%s is no contestant: it lacks what host/judge/foreign.h declares", path);
    foreign_close(foreign);
    return false;
}

void foreign_close(struct foreign *foreign)
{
    if (foreign->library)
        dlclose(foreign->library);
    *foreign = (struct foreign){0};
}
