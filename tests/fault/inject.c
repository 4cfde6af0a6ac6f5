/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "inject.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/ptrace.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#error "tests/fault/inject.c knows the registers of x86_64 and aarch64 only"
#endif

enum { CALL_STOP = SIGTRAP | 0x80, NO_CALL = -1 };

typedef struct tracer {
    pid_t pid;
    const fault *fault;
    run *run;
    bool inside;      /* between entry and exit of a call */
    bool pending;     /* this call's result is to be replaced */
    bool cut;         /* this call's length was cut and must be put back */
    uint64_t length;  /* what it was */
    long sticky;      /* nr that fails from now on, or NO_CALL */
    call lost_record; /* where calls beyond CALLS_MAX go */
} tracer;

typedef struct user_regs_struct registers;

static bool registers_get(pid_t pid, registers *r)
{
    struct iovec io = { r, sizeof *r };
    return ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io) == 0;
}

static bool registers_set(pid_t pid, registers *r)
{
    struct iovec io = { r, sizeof *r };
    return ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &io) == 0;
}

/* At entry: the kernel then makes no call and goes straight to the exit. */
static void skip_call(pid_t pid)
{
#if defined(__x86_64__)
    registers r;
    if (registers_get(pid, &r)) {
        r.orig_rax = (unsigned long long)NO_CALL;
        (void)registers_set(pid, &r);
    }
#else
    int none = NO_CALL;
    struct iovec io = { &none, sizeof none };
    (void)ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &io);
#endif
}

static void set_result(pid_t pid, int64_t value)
{
    registers r;
    if (!registers_get(pid, &r))
        return;
#if defined(__x86_64__)
    r.rax = (unsigned long long)value;
#else
    r.regs[0] = (unsigned long long)value;
#endif
    (void)registers_set(pid, &r);
}

/* The third argument. Put back after the call: the program may count on the register having survived. */
static void set_length(pid_t pid, uint64_t value)
{
    registers r;
    if (!registers_get(pid, &r))
        return;
#if defined(__x86_64__)
    r.rdx = value;
#else
    r.regs[2] = value;
#endif
    (void)registers_set(pid, &r);
}

static void read_path(pid_t pid, uint64_t address, char out[CALL_PATH_BYTES])
{
    /* Page by page, for the text may end just before an unmapped one. */
    size_t len = 0;
    while (len < CALL_PATH_BYTES - 1) {
        uint64_t at = address + len;
        size_t want = 4096 - (size_t)(at % 4096);
        if (want > CALL_PATH_BYTES - 1 - len)
            want = CALL_PATH_BYTES - 1 - len;
        struct iovec mine = { out + len, want };
        struct iovec theirs = { (void *)(uintptr_t)at, want };
        ssize_t n = process_vm_readv(pid, &mine, 1, &theirs, 1, 0);
        if (n <= 0)
            break;
        len += (size_t)n;
        if (memchr(out, '\0', len) != NULL)
            return;
    }
    out[len] = '\0';
}

/* Which arguments are paths: up to two, -1 for none. */
static void path_arguments(long nr, int which[2])
{
    which[0] = which[1] = -1;
    if (nr == SYS_openat || nr == SYS_unlinkat || nr == SYS_mkdirat || nr == SYS_newfstatat)
        which[0] = 1;
    if (nr == SYS_renameat || nr == SYS_renameat2 || nr == SYS_linkat) {
        which[0] = 1;
        which[1] = 3;
    }
#ifdef SYS_open
    if (nr == SYS_open || nr == SYS_unlink || nr == SYS_mkdir)
        which[0] = 0;
    if (nr == SYS_rename || nr == SYS_link) {
        which[0] = 0;
        which[1] = 1;
    }
#endif
}

static call *current(tracer *t)
{
    return t->run->count <= CALLS_MAX ? &t->run->calls[t->run->count - 1] : &t->lost_record;
}

static void at_entry(tracer *t, const struct ptrace_syscall_info *info)
{
    const fault *f = t->fault;
    size_t ordinal = t->run->count++;
    call *c = current(t);
    memset(c, 0, sizeof *c);
    c->nr = (long)info->entry.nr;
    memcpy(c->args, info->entry.args, sizeof c->args);
    int which[2];
    path_arguments(c->nr, which);
    for (int i = 0; i < 2; i++)
        if (which[i] >= 0)
            read_path(t->pid, c->args[which[i]], c->paths[i]);
    t->inside = true;
    t->pending = t->cut = false;
    bool mine = f->kind != FAULT_NONE && ordinal == f->at;
    if (mine && f->kind == FAULT_STICKY)
        t->sticky = c->nr;
    mine = mine || (t->sticky != NO_CALL && c->nr == t->sticky);
    if (!mine)
        return;
    c->faulted = t->run->reached = true;
    switch (f->kind) {
    case FAULT_KILL_BEFORE:
        (void)kill(t->pid, SIGKILL);
        break;
    case FAULT_TERM:
        (void)kill(t->pid, SIGTERM);
        break;
    case FAULT_ERROR:
    case FAULT_STICKY:
        skip_call(t->pid);
        t->pending = true;
        break;
    case FAULT_LOST:
        t->pending = true;
        break;
    case FAULT_SHORT:
        if (call_is_transfer(c->nr) && c->args[2] > (uint64_t)f->arg) {
            t->cut = true;
            t->length = c->args[2];
            set_length(t->pid, (uint64_t)f->arg);
        }
        break;
    case FAULT_NONE:
    case FAULT_KILL_AFTER:
        break;
    }
}

static void at_exit(tracer *t, const struct ptrace_syscall_info *info)
{
    call *c = current(t);
    t->inside = false;
    c->returned = true;
    c->ret = info->exit.rval;
    if (c->faulted && t->fault->kind == FAULT_KILL_AFTER)
        (void)kill(t->pid, SIGKILL);
    if (t->cut)
        set_length(t->pid, t->length);
    if (t->pending) {
        c->ret = -t->fault->arg;
        set_result(t->pid, c->ret);
    }
}

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for the next stop; SIGCHLD is blocked, so none is missed. False when the time is over. */
static bool next_stop(pid_t pid, int64_t end_ms, int *status)
{
    sigset_t child;
    (void)sigemptyset(&child);
    (void)sigaddset(&child, SIGCHLD);
    while (waitpid(pid, status, WNOHANG | __WALL) == 0) {
        int64_t left = end_ms - now_ms();
        if (left <= 0)
            return false;
        struct timespec wait = { (time_t)(left / 1000), (long)(left % 1000) * 1000000 };
        (void)sigtimedwait(&child, NULL, &wait);
    }
    return true;
}

static void follow(tracer *t)
{
    const int64_t end_ms = now_ms() + RUN_SECONDS * 1000;
    bool started = false;
    int deliver = 0;
    for (;;) {
        if (ptrace(PTRACE_SYSCALL, t->pid, NULL, (void *)(intptr_t)deliver) != 0 && errno != ESRCH)
            break;
        deliver = 0;
        int status = 0;
        if (now_ms() > end_ms || !next_stop(t->pid, end_ms, &status)) {
            t->run->hung = true;
            (void)kill(t->pid, SIGKILL);
            (void)waitpid(t->pid, &t->run->status, __WALL);
            return;
        }
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            t->run->status = status;
            return;
        }
        int sig = WSTOPSIG(status);
        if (sig == SIGTRAP && status >> 16 == PTRACE_EVENT_EXEC) {
            started = true;
            t->inside = true; /* the exit of execve itself is still to come and is not counted */
            continue;
        }
        if (sig != CALL_STOP) {
            deliver = sig;
            continue;
        }
        struct ptrace_syscall_info info;
        if (!started || ptrace(PTRACE_GET_SYSCALL_INFO, t->pid, sizeof info, &info) <= 0)
            continue;
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
            at_entry(t, &info);
        else if (info.op == PTRACE_SYSCALL_INFO_EXIT && t->run->count > 0)
            at_exit(t, &info);
    }
}

static void become(char *const argv[], const char *out_path, const char *err_path,
                   const sigset_t *signals)
{
    static char *const environment[] = { "PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C",
                                         "TZ=UTC", NULL };
    const int flags = O_WRONLY | O_CREAT | O_TRUNC;
    int in = open("/dev/null", O_RDONLY);
    int out = open(out_path, flags, 0600);
    int err = open(err_path, flags, 0600);
    if (dup2(in, 0) != 0 || dup2(out, 1) != 1 || dup2(err, 2) != 2)
        _exit(125);
    for (int fd = 3; fd < 64; fd++)
        (void)close(fd);
    (void)sigprocmask(SIG_SETMASK, signals, NULL);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
        _exit(126);
    (void)raise(SIGSTOP);
    (void)execve(argv[0], argv, environment);
    _exit(127);
}

bool inject_run(char *const argv[], const char *out_path, const char *err_path, const fault *f,
                run *result)
{
    sigset_t child;
    sigset_t before;
    (void)sigemptyset(&child);
    (void)sigaddset(&child, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &child, &before);
    call *calls = result->calls;
    memset(result, 0, sizeof *result);
    result->calls = calls;
    pid_t pid = fork();
    if (pid == 0)
        become(argv, out_path, err_path, &before);
    int status = 0;
    bool ok = pid > 0 && waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status);
    if (ok) {
        const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
        (void)ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options);
        static tracer t;
        memset(&t, 0, sizeof t);
        t.pid = pid;
        t.fault = f;
        t.run = result;
        t.sticky = NO_CALL;
        follow(&t);
        ok = result->count > 0;
    }
    if (!ok)
        errno = EPERM;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return ok;
}
