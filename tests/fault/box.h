/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box.h — the directory a case happens in: made anew, listed, read; and plain runs without a fault.
 */
#ifndef GAIT_FAULT_BOX_H
#define GAIT_FAULT_BOX_H

#include <stdbool.h>
#include <stddef.h>

typedef struct text {
    char *bytes; /* the caller's, TEXT_MAX of them */
    size_t len;
    bool there;
} text;

void box_remove(const char *path);
void box_make(const char *path);                     /* removed first */
void box_put(const char *path, const char *content); /* 0600 */
void box_get(const char *path, text *out);
bool box_same(const text *a, const text *b);

/* Every file below the directory, sorted, one a line; an empty directory left behind does no harm. */
void box_list(const char *path, text *out);
/* A path below the directory that others may read or write, or NULL. */
const char *box_exposed(const char *path);

/* Exit status of an unfaulted run, 128 + n when a signal ended it. Output goes to the two files. */
int box_run(char *const argv[], const char *out_path, const char *err_path);

#endif
