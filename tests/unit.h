/*
 * unit.h — what every C test includes: cmocka with what it needs, and a few helpers.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_UNIT_H
#define GAIT_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gait/arena.h>

/* An arena per test, in *state: cmocka_unit_test_setup_teardown(test, arena_setup, arena_teardown). */
static inline int arena_setup(void **state)
{
    *state = gait_arena_new((size_t)512 << 20, NULL, NULL);
    return *state == NULL;
}

static inline int arena_teardown(void **state)
{
    gait_arena_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        gait_str actual_ = (actual);                                                               \
        gait_str expected_ = gait_str_of(expected);                                                \
        if (!gait_str_equal(actual_, expected_))                                                   \
            fail_msg("\"%.*s\" != \"%s\"", GAIT_STR_ARG(actual_), expected_.ptr);                  \
    } while (0)

/* Runs body in a process of its own; returns its wait status, or -1. */
static inline int status_of(void (*body)(void))
{
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = { 0, 0 };
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)close(STDERR_FILENO);
        (void)signal(SIGABRT, SIG_DFL);
        body();
        _exit(0);
    }
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child ? status : -1;
}

static inline bool aborts(void (*body)(void))
{
    int status = status_of(body);
    return status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static inline bool exits(void (*body)(void), int code)
{
    int status = status_of(body);
    return status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == code;
}

/* A small generator of its own, so that every run tests the same things (xorshift64*). */
static inline uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

#endif
