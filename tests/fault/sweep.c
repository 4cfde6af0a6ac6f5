/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sweep [--full] [--verbose] SCRATCH WRITER BROKEN GAIT: every fault at every system call of every subject.
 *
 * A subject runs once unfaulted to learn its calls. Then it is killed at each of them, and each call that touches the
 * outside world fails in each way, one fault per run, from a fresh directory. --full takes every error number and both
 * sides of each call; without it each call meets some of the errors, in turn. One line per subject, a closing line.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

/* One that the shipped policy allows, so that an "allow" which went astray would show. */
static const char intent[] =
    "{\"tool_name\":\"tool.read\",\"args\":{\"path\":\"/srv/app/README.md\"}"
    ",\"targets\":[{\"kind\":\"path\",\"value\":\"/srv/app/README.md\",\"operation\":\"read\"}]"
    ",\"context\":{\"identity\":\"agent-7\",\"workspace\":\"/srv/app\",\"risk_class\":\"low\"}}";

static const char policy[] =
    "rules:\n- {name: reads, effect: allow, match: {tool_names: [tool.read]}}\n";

enum { CASES_MAX = 40000, SHOWN_MAX = 5, ERRORS_AT_A_TIME = 3, NEW_BYTES = 11000 };

static const struct {
    int number;
    const char *name;
} errors[] = {
    { EIO, "EIO" },       { EINTR, "EINTR" },   { ENOSPC, "ENOSPC" }, { EACCES, "EACCES" },
    { EDQUOT, "EDQUOT" }, { EMFILE, "EMFILE" }, { EROFS, "EROFS" },   { ENOMEM, "ENOMEM" },
    { EAGAIN, "EAGAIN" }, { EFBIG, "EFBIG" },   { EINVAL, "EINVAL" }, { ENOSYS, "ENOSYS" },
};
enum { ERRORS = sizeof errors / sizeof errors[0], COMMON_ERRORS = 10 };

static const char *const kinds[] = { "none",  "killed before", "killed after", "terminated in",
                                     "error", "sticky error",  "lost answer",  "short" };
static const char *const wrongs[] = { "nothing",  "torn",     "false success", "changed",
                                      "leftover", "recovery", "report",        "mode",
                                      "hang",     "crash",    "clobber" };

static bool full, verbose;
static long passed, failed, skipped;
static fault cases[CASES_MAX];
static size_t case_count;
static call calls[CALLS_MAX];
static call learned[CALLS_MAX];
static char old_bytes[TEXT_MAX], list_bytes[TEXT_MAX], new_bytes[TEXT_MAX];
static before state = { { old_bytes, 0, false },
                        { list_bytes, 0, false },
                        { new_bytes, 0, false } };

static void add(fault_kind kind, size_t at, int64_t arg)
{
    if (case_count < CASES_MAX)
        cases[case_count++] = (fault){ kind, at, arg };
}

static void path_of(const char *dir, const char *name, char out[1024])
{
    (void)snprintf(out, 1024, "%s/%s", dir, name);
}

/* The directory as it is before every case. False when the preparing command fails. */
static bool set_up(const subject *s)
{
    char path[1024];
    char out[1024];
    box_make(subject_dir);
    path_of(subject_dir, s->target, path);
    if (s->old != NULL)
        box_put(path, s->old);
    path_of(subject_scratch, "out", out);
    if (s->prepare != NULL && box_run(subject_argv(s->prepare, 0), out, out) != 0)
        return false;
    box_get(path, &state.target);
    box_list(subject_dir, &state.listing);
    return true;
}

static bool run_case(const subject *s, const fault *f, run *r)
{
    char out[1024];
    char err[1024];
    path_of(subject_scratch, "out", out);
    path_of(subject_scratch, "err", err);
    r->calls = calls;
    return inject_run(subject_argv(s->command, 0), out, err, f, r);
}

/*
 * Main begins by looking after descriptors 0 to 2. What the C library does before that cannot report an error as gait
 * does, so calls fail from there on only; kills come everywhere.
 */
static size_t find_main(size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (learned[i].nr == SYS_fcntl && learned[i].args[0] == 0 && learned[i].args[1] == F_GETFD)
            return i;
    return 0;
}

static void plan_call(size_t at, const call *c)
{
    for (size_t e = 0; e < ERRORS; e++) {
        bool renames =
            c->nr == SYS_renameat2; /* EINVAL, ENOSYS: a file system that lacks the flag */
        size_t turn = (e + COMMON_ERRORS - (at * ERRORS_AT_A_TIME) % COMMON_ERRORS) % COMMON_ERRORS;
        bool due = e >= COMMON_ERRORS ? renames : full || turn < ERRORS_AT_A_TIME || e < 2;
        if (due)
            add(FAULT_ERROR, at, errors[e].number);
        if (due && (e < 3 || e >= COMMON_ERRORS))
            add(FAULT_STICKY, at, errors[e].number);
        if (due && e < (full ? 4 : 2))
            add(FAULT_LOST, at, errors[e].number);
    }
    if (!call_is_transfer(c->nr) || c->ret <= 1)
        return;
    add(FAULT_SHORT, at, 1);
    add(FAULT_SHORT, at, c->ret / 2);
    add(FAULT_SHORT, at, c->ret - 1);
    if (c->nr == SYS_write || c->nr == SYS_pwrite64)
        add(FAULT_SHORT, at, 0);
}

static void plan(size_t count)
{
    size_t start = find_main(count);
    case_count = 0;
    for (size_t i = 0; i < count; i++) {
        add(FAULT_KILL_BEFORE, i, 0);
        if (full)
            add(FAULT_KILL_AFTER, i, 0);
        if (full || (i >= start && call_is_io(learned[i].nr)))
            add(FAULT_TERM, i, 0);
        if (i >= start && call_is_io(learned[i].nr))
            plan_call(i, &learned[i]);
    }
}

static const char *error_name(int64_t number)
{
    for (size_t e = 0; e < ERRORS; e++)
        if (errors[e].number == number)
            return errors[e].name;
    return "";
}

static void show(const fault *f, const run *r, const verdict *v)
{
    const call *c = &learned[f->at];
    (void)printf("      call %zu %s, %s %s", f->at, call_name(c->nr), kinds[f->kind],
                 error_name(f->arg));
    if (f->kind == FAULT_SHORT)
        (void)printf("%lld", (long long)f->arg);
    (void)printf(": %s (%s), status 0x%x %s\n", wrongs[v->what], v->why, (unsigned)r->status,
                 v->code);
}

typedef struct tally {
    size_t kills, good, refused, unreached;
    size_t wrong[WRONG_CLOBBER + 1];
    size_t total_wrong;
} tally;

static void count_run(tally *t, const run *r)
{
    t->unreached += !r->reached;
    t->kills += WIFSIGNALED(r->status);
    t->good += WIFEXITED(r->status) && WEXITSTATUS(r->status) == 0;
    t->refused += WIFEXITED(r->status) && WEXITSTATUS(r->status) != 0;
}

static void sweep_cases(const subject *s, tally *t)
{
    memset(t, 0, sizeof *t);
    for (size_t i = 0; i < case_count; i++) {
        run r;
        if (!set_up(s) || !run_case(s, &cases[i], &r)) {
            t->wrong[WRONG_CRASH]++;
            t->total_wrong++;
            continue;
        }
        count_run(t, &r);
        verdict v = judge(s, &cases[i], &r, &state);
        if (v.what == WRONG_NOTHING)
            continue;
        t->wrong[v.what]++;
        bool quiet = s->planted != WRONG_NOTHING && !verbose;
        if (!quiet && t->total_wrong < (verbose ? CASES_MAX : SHOWN_MAX))
            show(&cases[i], &r, &v);
        t->total_wrong++;
        if (s->planted != WRONG_NOTHING && v.what == s->planted && !verbose)
            return; /* caught; hangs are too slow to see twice */
    }
}

static void conclude(const subject *s, const tally *t, size_t count, double seconds)
{
    if (s->planted != WRONG_NOTHING) {
        bool caught = t->wrong[s->planted] > 0;
        (void)printf("  %-34s %s as %s\n", s->name, caught ? "caught" : "NOT CAUGHT",
                     wrongs[s->planted]);
        passed += caught;
        failed += !caught;
        return;
    }
    (void)printf("  %-26s %4zu calls, %5zu cases: %zu killed, %zu succeeded, %zu refused, "
                 "%zu wrong (%.1f s)\n",
                 s->name, count, case_count, t->kills, t->good, t->refused, t->total_wrong,
                 seconds);
    passed += (long)(case_count - t->total_wrong);
    failed += (long)t->total_wrong;
}

/* The fault-free run: it must do what it is there for, and its calls are the plan's. False: nothing can be swept. */
static bool learn(const subject *s, size_t *count)
{
    const fault none = { FAULT_NONE, 0, 0 };
    run r;
    if (!set_up(s) || !run_case(s, &none, &r))
        return false;
    *count = r.count;
    memcpy(learned, calls, (r.count < CALLS_MAX ? r.count : CALLS_MAX) * sizeof *calls);
    if (s->planted != WRONG_NOTHING)
        return true;
    verdict v = judge(s, &none, &r, &state);
    bool as_meant = (WIFEXITED(r.status) && WEXITSTATUS(r.status) == 0) == (s->refuses == NULL);
    if (v.what == WRONG_NOTHING && as_meant && r.count < CALLS_MAX)
        return true;
    (void)printf("      without a fault: %s (%s), status 0x%x, %zu calls\n", wrongs[v.what], v.why,
                 (unsigned)r.status, r.count);
    return false;
}

static void sweep(const subject *s)
{
    struct timespec start;
    struct timespec end;
    size_t count = 0;
    tally t;
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    if (!learn(s, &count)) {
        (void)printf("  %-26s does not run as it should\n", s->name);
        failed++;
        return;
    }
    plan(count);
    sweep_cases(s, &t);
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    conclude(s, &t, count,
             (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    (void)fflush(stdout);
}

/* Whether "gait help" lists what the subject needs; it is named after its command. */
static bool is_known(const subject *s)
{
    char path[1024];
    char *const argv[] = { (char *)(uintptr_t)subject_gait, "help", NULL };
    static char bytes[TEXT_MAX + 1];
    text out = { bytes, 0, false };
    path_of(subject_scratch, "help", path);
    (void)box_run(argv, path, "/dev/null");
    box_get(path, &out);
    bytes[out.len] = '\0';
    const char *flags = strstr(s->name, " --");
    if (flags != NULL) {
        char command[64];
        (void)snprintf(command, sizeof command, "%.*s", (int)(flags - s->name), s->name);
        return strstr(bytes, command) != NULL;
    }
    return strstr(bytes, s->name) != NULL;
}

static bool can_trace(void)
{
    const fault none = { FAULT_NONE, 0, 0 };
    char *const argv[] = { (char *)(uintptr_t)subject_writer, NULL };
    run r = { .calls = calls };
    return inject_run(argv, "/dev/null", "/dev/null", &none, &r);
}

int main(int argc, char **argv)
{
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        full = full || strcmp(argv[at], "--full") == 0;
        verbose = verbose || strcmp(argv[at], "--verbose") == 0;
    }
    if (argc - at != 4)
        return 64;
    static char dir[1024];
    char path[1024];
    subject_scratch = argv[at];
    subject_writer = argv[at + 1];
    subject_broken_writer = argv[at + 2];
    subject_gait = argv[at + 3];
    path_of(subject_scratch, "box", dir);
    subject_dir = dir;
    if (!can_trace()) {
        (void)printf("ptrace is not permitted here: skipped\n0 passed, 0 failed, 1 skipped\n");
        return 0;
    }
    static char content[NEW_BYTES + 1];
    memset(content, 'n', NEW_BYTES);
    path_of(subject_scratch, "new", path);
    box_put(path, content);
    box_get(path, &state.fresh);
    path_of(subject_scratch, "intent.json", path);
    box_put(path, intent);
    path_of(subject_scratch, "policy.yaml", path);
    box_put(path, policy);

    size_t count = 0;
    const subject *list = subject_broken(&count);
    for (size_t i = 0; i < count; i++)
        sweep(&list[i]);
    list = subject_writers(&count);
    for (size_t i = 0; i < count; i++)
        sweep(&list[i]);
    list = subject_commands(&count);
    for (size_t i = 0; i < count; i++) {
        if (is_known(&list[i])) {
            sweep(&list[i]);
            continue;
        }
        (void)printf("  %-26s gait has no such command: skipped\n", list[i].name);
        skipped++;
    }
    (void)printf("%ld passed, %ld failed, %ld skipped\n", passed, failed, skipped);
    return failed == 0 ? 0 : 1;
}
