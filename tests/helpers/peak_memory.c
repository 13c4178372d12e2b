/* Runs a command and ends with its exit status, or with 99 and a sentence if it or one of its
 * children took more than so many MiB at any time. Usage: peak_memory MIB COMMAND ARGUMENT... */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;

    if (argc < 3)
        return 2;
    const pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("peak_memory");
        return 98;
    }
    const long limit_kib = atol(argv[1]) * 1024;
    if (usage.ru_maxrss > limit_kib) {
        fprintf(stderr, "it took %ld KiB, more than %ld\n", usage.ru_maxrss, limit_kib);
        return 99;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
