/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inject.h — runs a program under ptrace with one fault at one of its system calls.
 *
 * Calls are counted over the whole process from the first one after execve, whatever their kind, so that "call 57"
 * names one moment of a deterministic program. What the program asked for and was told is recorded.
 * One process, one thread: children of the program run untraced.
 */
#ifndef GAIT_FAULT_INJECT_H
#define GAIT_FAULT_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum fault_kind {
    FAULT_NONE,
    FAULT_KILL_BEFORE, /* SIGKILL, the call is not made */
    FAULT_KILL_AFTER,  /* SIGKILL once the call was made */
    FAULT_TERM,        /* SIGTERM arrives during the call */
    FAULT_ERROR,       /* the call is not made and reports errno arg */
    FAULT_STICKY,      /* the same for every later call of the same kind */
    FAULT_LOST,        /* the call is made, yet reports errno arg */
    FAULT_SHORT        /* a read or write moves at most arg bytes */
} fault_kind;

typedef struct fault {
    fault_kind kind;
    size_t at; /* which call, from 0 */
    int64_t arg;
} fault;

enum { CALL_PATH_BYTES = 192, CALLS_MAX = 4096, RUN_SECONDS = 3 };

typedef struct call {
    long nr; /* SYS_* */
    uint64_t args[6];
    int64_t ret;   /* as the program saw it; meaningless unless returned */
    bool returned; /* false for the call a process died in */
    bool faulted;
    char paths[2][CALL_PATH_BYTES]; /* of calls that take paths, in argument order */
} call;

typedef struct run {
    int status; /* as from waitpid */
    bool hung;  /* it was stopped after RUN_SECONDS */
    bool reached;
    call *calls; /* the caller's, CALLS_MAX of them */
    size_t count;
} run;

/* False with errno set when the program cannot be traced or started. Output goes to the two files, input is empty. */
bool inject_run(char *const argv[], const char *out_path, const char *err_path, const fault *f,
                run *result);

const char *call_name(long nr); /* "openat", or "syscall" for one that has no part in this */
bool call_is_io(long nr);       /* may fail in the field, so that failing it makes sense */
bool call_is_transfer(long nr); /* third argument is a length that may be cut */

#endif
