/*
 * lint.h — what a source may not contain, decided before it is compiled.
 *
 * Two kinds of reasons: shapes that some releases of Lua 5.4 compile wrongly or die on (a comparison as an index, a
 * bitwise operator among very many constants, very long field chains), and, for scripts that stay (strict), what would
 * blur their meaning or make compiling slow. docs/sandbox.md lists them.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_LINT_H
#define GAIT_SCRIPT_LINT_H

#include <gait/str.h>

typedef enum gi_lint_verdict {
    GI_LINT_FINE,
    GI_LINT_REFUSED,
    GI_LINT_UNREADABLE /* not Lua as this reader knows it: compiling it must fail too */
} gi_lint_verdict;

typedef struct gi_lint_finding {
    gi_lint_verdict verdict;
    int line;            /* from 1 */
    const char *message; /* static; never quotes the source */
} gi_lint_finding;

gi_lint_finding gi_lint(gait_str source, bool strict);

#endif
