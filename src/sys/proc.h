/*
 * proc.h — another program, run to its end: no shell, its own environment and process group, a deadline, bounded output.
 *
 * The program gets /dev/null as standard input, the environment that is given and nothing of ours; what it writes is
 * kept. It leads a process group of its own. Once it has ended, ran out of time or wrote too much, whatever is left of the
 * group is killed: nothing that it started in the background outlives it, unless it left the group on purpose. A pipe that
 * somebody still holds is not waited for. While it runs, HUP, INT, QUIT and TERM wait; one that comes ends it.
 *
 * Descriptors 0 to 2 must be open (gait_fds_reserve), and SIGCHLD must not be ignored.
 *
 * Units:   milliseconds, bytes.
 * Owner:   texts of the result live in the arena.
 * Errors:  dependency_missing (the program cannot be run), out_of_memory, clock_unavailable, internal.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SYS_PROC_H
#define GAIT_SYS_PROC_H

#include <gait/arena.h>
#include <gait/error.h>

typedef struct gi_proc {
    const char *program;          /* an absolute path */
    const char *const *arguments; /* the first is what it is called; NULL-ended */
    const char *const *variables; /* NAME=value; NULL-ended */
    const char *directory;        /* where it works; NULL: where we do */
    int deadline_ms;
    size_t max_output_bytes; /* of each stream */
} gi_proc;

typedef enum gi_proc_end {
    GI_PROC_EXITED,
    GI_PROC_SIGNALLED,
    GI_PROC_TIMED_OUT, /* and was killed */
    GI_PROC_FLOODED,   /* the same */
    GI_PROC_INTERRUPTED /* the same: a signal to us came; it is delivered before gi_proc_run returns */
} gi_proc_end;

typedef struct gi_proc_result {
    gi_proc_end end;
    int status;           /* EXITED: exit status; SIGNALLED: the signal */
    gait_str output;      /* standard output, up to the limit */
    gait_str diagnostics; /* standard error, likewise */
} gi_proc_result;

/* False only when the program was never run, or its end could not be learnt. */
GAIT_NODISCARD bool gi_proc_run(gait_arena *arena, const gi_proc *proc, gi_proc_result *out,
                                gait_error *err);

#endif
