/* SPDX-License-Identifier: Apache-2.0 */
/*
 * subject.h — a command under test, the file that counts, and how to tell its states apart.
 *
 * In arguments "@D" stands for the directory that is made anew for every case, "@S" for the scratch directory, "@G",
 * "@W" and "@B" for the programs gait, writer and broken.
 */
#ifndef GAIT_FAULT_SUBJECT_H
#define GAIT_FAULT_SUBJECT_H

#include "inject.h"

enum { ARGS_MAX = 24, TEXT_MAX = 256 * 1024 };

typedef enum wrong {
    WRONG_NOTHING,
    WRONG_TORN,     /* the file is neither whole old nor whole new, or gone */
    WRONG_SUCCESS,  /* success was claimed and the new file is not there, or not durably */
    WRONG_CHANGED,  /* failure was claimed and the file had changed */
    WRONG_LEFTOVER, /* something was left behind by a failure */
    WRONG_RECOVERY, /* after a kill the same command does not succeed */
    WRONG_REPORT,   /* a failure without one classified JSON object */
    WRONG_MODE,     /* readable or writable by others */
    WRONG_HANG,     /* stopped after RUN_SECONDS */
    WRONG_CRASH,    /* ended by a signal that nobody sent */
    WRONG_CLOBBER   /* an existing file was replaced by a create */
} wrong;

typedef struct subject {
    const char *name;
    const char *const *prepare; /* NULL, or run before each case, unfaulted */
    const char *const *command;
    const char *const *check; /* exits 0 when the new state is whole; NULL: compare with @S/new */
    const char *target;       /* the file that counts, below @D */
    const char *old;          /* its content before, put there for each case; NULL: see prepare */
    const char *again;   /* error code a rerun may end with once the new state is there, or NULL */
    const char *refuses; /* error code it must always end with, the file untouched; or NULL */
    bool several;        /* more than one file changes; see judge_ended */
    bool strict;         /* after a failure the new state is there only when the error says so */
    wrong planted;       /* how a broken subject is to be caught; WRONG_NOTHING for a real one */
} subject;

const subject *subject_writers(size_t *count);
const subject *subject_broken(size_t *count);
const subject *subject_commands(size_t *count);

/* Paths that "@…" stand for; set once by main. */
extern const char *subject_scratch, *subject_dir, *subject_gait, *subject_writer,
    *subject_broken_writer;

/* Replaces "@…"; the texts live until the next call with the same slot (0 or 1). */
char *const *subject_argv(const char *const *words, int slot);

#endif
