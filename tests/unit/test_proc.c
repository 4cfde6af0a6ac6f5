/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE
#include "unit.h"

#include <gait/file.h>

#include "sys/proc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LONG_MS = 60000, SHORT_MS = 100, ROOM = 1 << 16 };

static const char *const no_variables[] = { NULL };

/* Runs a script of the shell. */
static bool run_in(gait_arena *arena, const char *script, gi_proc proc, gi_proc_result *out,
                   gait_error *err)
{
    const char *arguments[] = { "sh", "-c", script, NULL };
    proc.program = "/bin/sh";
    proc.arguments = arguments;
    if (proc.variables == NULL)
        proc.variables = no_variables;
    if (proc.max_output_bytes == 0)
        proc.max_output_bytes = ROOM;
    if (proc.deadline_ms == 0)
        proc.deadline_ms = LONG_MS;
    return gi_proc_run(arena, &proc, out, err);
}

static gi_proc_result run(gait_arena *arena, const char *script, gi_proc proc)
{
    gi_proc_result result;
    gait_error err = GAIT_ERROR_INIT;
    if (!run_in(arena, script, proc, &result, &err))
        fail_msg("%s", err.message);
    return result;
}

static const gi_proc usual = { .program = NULL };

static void what_it_writes_and_how_it_ends_is_kept(void **state)
{
    gi_proc_result r = run(*state, "echo out; echo err >&2; exit 7", usual);
    assert_int_equal(r.end, GI_PROC_EXITED);
    assert_int_equal(r.status, 7);
    assert_str(r.output, "out\n");
    assert_str(r.diagnostics, "err\n");
    r = run(*state, "kill -9 $$", usual);
    assert_int_equal(r.end, GI_PROC_SIGNALLED);
    assert_int_equal(r.status, SIGKILL);
}

static void it_has_its_own_environment_directory_and_input(void **state)
{
    static const char *const variables[] = { "ONE=1", "TWO=a b", NULL };
    gi_proc proc = { .variables = variables, .directory = "/" };
    assert_int_equal(setenv("GAIT_TESTS_SECRET", "x", 1), 0);
    gi_proc_result r =
        run(*state, "echo \"$ONE,$TWO,$GAIT_TESTS_SECRET\"; /bin/pwd; cat; echo end", proc);
    assert_str(r.output, "1,a b,\n/\nend\n");
}

static void signals_are_as_usual_in_it(void **state)
{
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gait_signals_as_errors(&err));
    gi_proc_result r = run(*state, "kill -PIPE $$; echo survived", usual);
    assert_int_equal(r.end, GI_PROC_SIGNALLED);
    assert_int_equal(r.status, SIGPIPE);
    r = run(*state, "kill -TERM $$; echo survived", usual);
    assert_int_equal(r.end, GI_PROC_SIGNALLED);
    assert_int_equal(r.status, SIGTERM);
}

static void a_program_that_cannot_be_run_is_a_missing_dependency(void **state)
{
    static const char *const arguments[] = { "x", NULL };
    static const char *const programs[] = { "/nonexistent/program", "/", "/etc/passwd" };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gi_proc_result result;
        gi_proc proc = { programs[i], arguments, no_variables, NULL, LONG_MS, ROOM };
        assert_false(gi_proc_run(*state, &proc, &result, &err));
        assert_int_equal(err.code, GAIT_E_dependency_missing);
    }
    gait_error err = GAIT_ERROR_INIT;
    gi_proc_result result;
    assert_false(run_in(*state, "true", (gi_proc){ .directory = "/nonexistent" }, &result, &err));
    assert_int_equal(err.code, GAIT_E_dependency_missing);
}

/* A pipe whose other end every descendant holds: it ends when all of them have. */
typedef struct lifeline {
    int reader, writer;
} lifeline;

static lifeline lifeline_new(void)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    return (lifeline){ ends[0], ends[1] };
}

static void assert_all_ended(lifeline line)
{
    char byte;
    (void)close(line.writer);
    (void)alarm(20); /* instead of waiting for ever */
    assert_int_equal(read(line.reader, &byte, 1), 0);
    (void)alarm(0);
    (void)close(line.reader);
}

static void one_that_hangs_is_killed_with_its_children(void **state)
{
    lifeline line = lifeline_new();
    gi_proc_result r = run(*state, "trap '' TERM INT; sleep 1000 & wait; sleep 1000",
                           (gi_proc){ .deadline_ms = SHORT_MS });
    assert_int_equal(r.end, GI_PROC_TIMED_OUT);
    assert_all_ended(line);
}

static void one_that_writes_too_much_is_killed(void **state)
{
    lifeline line = lifeline_new();
    gi_proc_result r =
        run(*state, "while :; do echo yes; done", (gi_proc){ .max_output_bytes = 10 });
    assert_int_equal(r.end, GI_PROC_FLOODED);
    assert_str(r.output, "yes\nyes\nye");
    r = run(*state, "while :; do echo yes; done >&2", (gi_proc){ .max_output_bytes = 3 });
    assert_int_equal(r.end, GI_PROC_FLOODED);
    assert_str(r.diagnostics, "yes");
    r = run(*state, "printf 1234", (gi_proc){ .max_output_bytes = 4 });
    assert_int_equal(r.end, GI_PROC_EXITED);
    assert_str(r.output, "1234");
    assert_all_ended(line);
}

static void more_than_a_pipe_holds_arrives(void **state)
{
    gi_proc_result r =
        run(*state, "i=0; while [ $i -lt 40000 ]; do echo 123456789; i=$((i+1)); done",
            (gi_proc){ .max_output_bytes = 1 << 20 });
    assert_int_equal(r.end, GI_PROC_EXITED);
    assert_int_equal(r.output.len, 400000);
}

static void a_child_in_the_background_neither_delays_nor_outlives_it(void **state)
{
    lifeline line = lifeline_new();
    gi_proc_result r = run(*state, "sleep 1000 & echo hi", usual);
    assert_int_equal(r.end, GI_PROC_EXITED);
    assert_str(r.output, "hi\n");
    assert_all_ended(line);
}

static void one_that_closes_its_output_is_waited_for(void **state)
{
    gi_proc_result r = run(*state, "exec >&- 2>&-; sleep 0.05; exit 3", usual);
    assert_int_equal(r.end, GI_PROC_EXITED);
    assert_int_equal(r.status, 3);
    r = run(*state, "exec >&- 2>&-; sleep 1000", (gi_proc){ .deadline_ms = SHORT_MS });
    assert_int_equal(r.end, GI_PROC_TIMED_OUT);
}

static void interrupted_body(void)
{
    gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
    (void)signal(SIGTERM, SIG_DFL);
    (void)run(arena, "kill -TERM $PPID; sleep 1000", usual);
    _exit(1); /* the signal comes before */
}

static void a_signal_to_us_ends_it_first(void **state)
{
    (void)state;
    lifeline line = lifeline_new();
    int status = status_of(interrupted_body);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_all_ended(line);
}

static void childless_body(void)
{
    gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
    gait_error err = GAIT_ERROR_INIT;
    gi_proc_result result;
    (void)signal(SIGCHLD, SIG_IGN);
    bool ok = run_in(arena, "exit 0", usual, &result, &err);
    _exit(!ok && err.code == GAIT_E_internal ? 5 : 0);
}

static void a_status_that_is_lost_is_no_success(void **state)
{
    (void)state;
    assert_true(exits(childless_body, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_it_writes_and_how_it_ends_is_kept),
        TEST(it_has_its_own_environment_directory_and_input),
        TEST(signals_are_as_usual_in_it),
        TEST(a_program_that_cannot_be_run_is_a_missing_dependency),
        TEST(one_that_hangs_is_killed_with_its_children),
        TEST(one_that_writes_too_much_is_killed),
        TEST(more_than_a_pipe_holds_arrives),
        TEST(a_child_in_the_background_neither_delays_nor_outlives_it),
        TEST(one_that_closes_its_output_is_waited_for),
        TEST(a_signal_to_us_ends_it_first),
        TEST(a_status_that_is_lost_is_no_success),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
