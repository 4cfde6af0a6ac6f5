/*
 * alternate.c — runs commands in turn, many times, and prints the median time of each and its ratio to the first.
 * Taking turns spreads what the machine does meanwhile evenly over all of them.
 *
 * alternate ROUNDS LABEL PROGRAM ARG... [-- LABEL PROGRAM ARG...]...
 * An "@" in an argument becomes the number of the run, so that each can write a file of its own.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COMMANDS = 8, MOST_ARGS = 32, MOST_ROUNDS = 10000, ARG_BYTES = 512, WARM_UP = 5 };

typedef struct command {
    const char *label;
    char *args[MOST_ARGS + 1]; /* the first is the program */
    int64_t *times_ns;
} command;

extern char **environ;

static int64_t now_ns(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
        abort();
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void number(const char *text, int run, char *out)
{
    const char *at = strchr(text, '@');
    if (at == NULL)
        (void)snprintf(out, ARG_BYTES, "%s", text);
    else
        (void)snprintf(out, ARG_BYTES, "%.*s%d%s", (int)(at - text), text, run, at + 1);
}

/* The time from the start of the program to its end, -1 when it does not end with 0. */
static int64_t run_once(const command *c, int run, const posix_spawn_file_actions_t *quiet)
{
    static char text[MOST_ARGS][ARG_BYTES];
    char *args[MOST_ARGS + 1] = { NULL };
    for (int i = 0; c->args[i] != NULL; i++) {
        number(c->args[i], run, text[i]);
        args[i] = text[i];
    }
    pid_t pid;
    int status;
    int64_t start = now_ns();
    if (posix_spawn(&pid, args[0], quiet, NULL, args, environ) != 0 ||
        waitpid(pid, &status, 0) != pid)
        return -1;
    int64_t time = now_ns() - start;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? time : -1;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int parse(int argc, char **argv, command *commands)
{
    int count = 0, n = 0;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            count++;
            n = 0;
        } else if (count == MOST_COMMANDS || n > MOST_ARGS) {
            return 0;
        } else if (n++ == 0) {
            commands[count].label = argv[i];
        } else {
            commands[count].args[n - 2] = argv[i];
        }
    }
    return count + 1;
}

static void report(command *commands, int count, int rounds)
{
    double first = 0;
    for (int c = 0; c < count; c++) {
        int64_t *t = commands[c].times_ns;
        qsort(t, (size_t)rounds, sizeof *t, ascending);
        double median = (double)t[rounds / 2] / 1e6;
        first = c == 0 ? median : first;
        printf("  %-34s median %7.3f ms   p10 %7.3f   p90 %7.3f   %5.2f x\n", commands[c].label,
               median, (double)t[rounds / 10] / 1e6, (double)t[rounds * 9 / 10] / 1e6,
               median / first);
    }
}

int main(int argc, char **argv)
{
    static command commands[MOST_COMMANDS];
    int rounds = argc > 3 ? (int)strtol(argv[1], NULL, 10) : 0;
    int count = rounds > 0 && rounds <= MOST_ROUNDS ? parse(argc, argv, commands) : 0;
    posix_spawn_file_actions_t quiet;
    if (count == 0 || posix_spawn_file_actions_init(&quiet) != 0 ||
        posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0) != 0)
        return 2;
    for (int c = 0; c < count; c++) {
        commands[c].times_ns = calloc((size_t)rounds, sizeof(int64_t));
        if (commands[c].times_ns == NULL || commands[c].args[0] == NULL)
            return 2;
    }
    for (int r = -WARM_UP; r < rounds; r++) {
        for (int c = 0; c < count; c++) {
            int64_t time = run_once(&commands[c], r + WARM_UP, &quiet);
            if (time < 0) {
                (void)fprintf(stderr, "alternate: %s failed\n", commands[c].label);
                return 1;
            }
            if (r >= 0)
                commands[c].times_ns[r] = time;
        }
    }
    report(commands, count, rounds);
    return 0;
}
