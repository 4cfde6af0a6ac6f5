/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h — what a run left behind and said, against what was promised.
 */
#ifndef GAIT_FAULT_JUDGE_H
#define GAIT_FAULT_JUDGE_H

#include "box.h"
#include "subject.h"

/* How things stood before the fault. */
typedef struct before {
    text target;  /* its old content, or absent */
    text listing; /* of the directory */
    text fresh;   /* the content of @S/new */
} before;

typedef struct verdict {
    wrong what;
    const char *why;
    char code[64]; /* error code it reported, or empty */
} verdict;

/* Where the outputs of the last run are: @S/out and @S/err. */
verdict judge(const subject *s, const fault *f, const run *r, const before *b);
/* The error code in @S/out when that is one JSON object with a category too, else an empty text. */
void judge_report(char code[64]);

#endif
