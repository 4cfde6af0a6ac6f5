/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* pipe2, posix_spawn_file_actions_addchdir_np */
#include "sys/proc.h"

#include "sys/fd.h"
#include "sys/signals.h"

#include <gait/buf.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * The end of a process is looked for between two waits for its output. Nothing tells of it otherwise: the end of its
 * output does not (somebody else may hold the pipe), and a handler of SIGCHLD belongs to whoever uses the library.
 */
enum { STEP_MS = 10, AFTER_KILL_MS = 2000, PIECE_BYTES = 65536 };

enum { OUT, DIAGNOSTICS, STREAMS };

typedef struct stream {
    int reader, writer;
    gait_buf text;
    bool flooded;
} stream;

typedef struct running {
    gait_arena *arena;
    const gi_proc *proc;
    stream streams[STREAMS];
    gi_held held;
    pid_t pid;
    int64_t ends_ms; /* when it has run out of time */
    char *piece;
} running;

static bool now_ms(int64_t *out, gait_error *err)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return gait_fail_sys(err, GAIT_E_clock_unavailable, errno, "cannot read the clock");
    *out = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    return true;
}

/* ---- starting ---- */

static bool cannot_run(const gi_proc *proc, int sys, gait_error *err)
{
    bool ours = sys == ENOMEM || sys == EAGAIN || sys == EMFILE || sys == ENFILE;
    return gait_fail_sys(err, ours ? GAIT_E_out_of_memory : GAIT_E_dependency_missing, sys,
                         "cannot run %s", proc->program);
}

static bool open_streams(running *r, gait_error *err)
{
    for (int i = 0; i < STREAMS; i++) {
        int ends[2];
        stream *s = &r->streams[i];
        gait_buf_init(&s->text, r->arena, r->proc->max_output_bytes);
        if (pipe2(ends, O_CLOEXEC) != 0)
            return cannot_run(r->proc, errno, err);
        s->reader = ends[0];
        s->writer = ends[1];
        if (fcntl(s->reader, F_SETFL, O_NONBLOCK) != 0)
            return cannot_run(r->proc, errno, err);
    }
    return true;
}

/* Standard input from nowhere, the others into our pipes. All else of ours is closed on exec. */
static int describe_files(const running *r, posix_spawn_file_actions_t *files)
{
    const char *directory = r->proc->directory;
    int sys = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (sys == 0)
        sys = posix_spawn_file_actions_adddup2(files, r->streams[OUT].writer, STDOUT_FILENO);
    if (sys == 0)
        sys =
            posix_spawn_file_actions_adddup2(files, r->streams[DIAGNOSTICS].writer, STDERR_FILENO);
    if (sys == 0 && directory != NULL)
        sys = posix_spawn_file_actions_addchdir_np(files, directory);
    return sys;
}

/* A process group of its own, and signals as a program expects them, whatever was done to ours. */
static int describe_process(const running *r, posix_spawnattr_t *process)
{
    static const int changed[] = { SIGALRM, SIGCHLD, SIGHUP,  SIGINT,
                                   SIGPIPE, SIGQUIT, SIGTERM, SIGXFSZ };
    sigset_t usual;
    (void)sigemptyset(&usual);
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
        (void)sigaddset(&usual, changed[i]);
    int sys = posix_spawnattr_setflags(process, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETSIGMASK);
    if (sys == 0)
        sys = posix_spawnattr_setpgroup(process, 0);
    if (sys == 0)
        sys = posix_spawnattr_setsigdefault(process, &usual);
    (void)sigemptyset(&usual);
    if (sys == 0)
        sys = posix_spawnattr_setsigmask(process, r->held.valid ? &r->held.before : &usual);
    return sys;
}

/* posix_spawn takes texts that it does not change as if it did. */
static char **unchanged(running *r, const char *const *texts)
{
    size_t count = 0;
    while (texts[count] != NULL)
        count++;
    char **copies = gait_arena_array(r->arena, count + 1, sizeof *copies);
    for (size_t i = 0; i < count; i++)
        copies[i] = gait_arena_cstr(r->arena, gait_str_of(texts[i]));
    return copies;
}

static bool spawn(running *r, gait_error *err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t process;
    int sys = posix_spawn_file_actions_init(&files);
    if (sys != 0)
        return cannot_run(r->proc, sys, err);
    sys = posix_spawnattr_init(&process);
    if (sys == 0) {
        sys = describe_files(r, &files);
        if (sys == 0)
            sys = describe_process(r, &process);
        if (sys == 0)
            sys = posix_spawn(&r->pid, r->proc->program, &files, &process,
                              unchanged(r, r->proc->arguments), unchanged(r, r->proc->variables));
        (void)posix_spawnattr_destroy(&process);
    }
    (void)posix_spawn_file_actions_destroy(&files);
    return sys == 0 || cannot_run(r->proc, sys, err);
}

/* ---- reading ---- */

/* What is there now; at its end the pipe is closed. */
static void drain(running *r, stream *s)
{
    while (s->reader >= 0 && !s->flooded) {
        ssize_t got = read(s->reader, r->piece, PIECE_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (got <= 0) {
            (void)gi_fd_close(&s->reader);
            return;
        }
        gait_str piece = gait_str_first((gait_str){ r->piece, (size_t)got },
                                        r->proc->max_output_bytes - s->text.len);
        gait_buf_add(&s->text, piece);
        s->flooded = piece.len < (size_t)got;
    }
}

static void wait_for_output(running *r, int wait_ms)
{
    struct pollfd open_ones[STREAMS];
    nfds_t count = 0;
    for (int i = 0; i < STREAMS; i++)
        if (r->streams[i].reader >= 0)
            open_ones[count++] = (struct pollfd){ .fd = r->streams[i].reader, .events = POLLIN };
    (void)poll(open_ones, count, wait_ms);
    for (int i = 0; i < STREAMS; i++)
        drain(r, &r->streams[i]);
}

/* ---- ending ---- */

/* Whether it has ended. It is not reaped yet, so that its number still stands for it and its group. */
static bool has_ended(const running *r, bool *out, gait_error *err)
{
    siginfo_t info = { .si_pid = 0 };
    if (waitid(P_PID, (id_t)r->pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0) {
        *out = info.si_pid == r->pid;
        return true;
    }
    if (errno == EINTR) {
        *out = false;
        return true;
    }
    return gait_fail_sys(err, GAIT_E_internal, errno, "what became of %s cannot be learnt",
                         r->proc->program);
}

/* Until it has ended, or must be. */
static bool watch(running *r, gi_proc_end *end, gait_error *err)
{
    for (;;) {
        int64_t now = 0;
        bool ended = false;
        if (!now_ms(&now, err) || !has_ended(r, &ended, err))
            return false;
        int64_t left = r->ends_ms - now;
        bool over = ended || left <= 0 || gi_signals_waiting(&r->held);
        wait_for_output(r, over ? 0 : left < STEP_MS ? (int)left : STEP_MS);
        if (r->streams[OUT].flooded || r->streams[DIAGNOSTICS].flooded) {
            *end = GI_PROC_FLOODED;
            return true;
        }
        if (over) {
            *end = ended ? GI_PROC_EXITED : left <= 0 ? GI_PROC_TIMED_OUT : GI_PROC_INTERRUPTED;
            return true;
        }
    }
}

/* Kills what is left of the group and learns how its leader ended; gives up on one that not even that ends. */
static bool reap(const running *r, int *status, gait_error *err)
{
    (void)kill(-r->pid, SIGKILL);
    for (int waited_ms = 0;; waited_ms += STEP_MS) {
        pid_t got = waitpid(r->pid, status, WNOHANG);
        if (got == r->pid)
            return true;
        if ((got < 0 && errno != EINTR) || waited_ms >= AFTER_KILL_MS)
            return gait_fail_sys(err, GAIT_E_internal, got < 0 ? errno : EBUSY, "%s does not end",
                                 r->proc->program);
        (void)poll(NULL, 0, STEP_MS);
    }
}

static bool finish(running *r, gi_proc_result *out, gait_error *err)
{
    int status = 0;
    bool known = watch(r, &out->end, err);
    if (!reap(r, &status, err) || !known)
        return false;
    if (out->end == GI_PROC_EXITED && WIFSIGNALED(status))
        out->end = GI_PROC_SIGNALLED;
    out->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    out->output = gait_buf_text(&r->streams[OUT].text);
    out->diagnostics = gait_buf_text(&r->streams[DIAGNOSTICS].text);
    return true;
}

static void close_writers(running *r)
{
    for (int i = 0; i < STREAMS; i++)
        (void)gi_fd_close(&r->streams[i].writer);
}

bool gi_proc_run(gait_arena *arena, const gi_proc *proc, gi_proc_result *out, gait_error *err)
{
    running r = { .arena = arena, .proc = proc, .pid = -1 };
    int64_t now = 0;
    GAIT_BUG_IF(proc->program[0] != '/');
    for (int i = 0; i < STREAMS; i++)
        r.streams[i].reader = r.streams[i].writer = -1;
    *out = (gi_proc_result){ .end = GI_PROC_EXITED };
    r.piece = gait_arena_alloc(arena, PIECE_BYTES);
    r.held = gi_signals_hold();
    bool ok = now_ms(&now, err) && open_streams(&r, err) && spawn(&r, err);
    close_writers(&r);
    if (ok) {
        r.ends_ms = now + proc->deadline_ms;
        ok = finish(&r, out, err);
    }
    for (int i = 0; i < STREAMS; i++)
        (void)gi_fd_close(&r.streams[i].reader);
    gi_signals_release(&r.held);
    return ok;
}
