/*
 * busted.h — specs of a policy that are busted's: spec/NAME_spec.lua, run in gait-lua.
 *
 * All files of a pack are run by one process, in the pack's directory, with an environment of its own. What becomes of
 * each test is reported by gait-lua's output handler (lua/author/busted.lua); what a spec prints itself is dropped. A
 * process that ends before its tests are done, runs out of time or prints too much is an error in the report, and so is
 * a file without tests.
 *
 * Errors:  dependency_missing, and those of proc.h.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_BUSTED_H
#define GAIT_AUTHOR_BUSTED_H

#include "author/specs.h"

#include <gait/suite.h>

typedef struct gi_busted {
    const char
        *gait_lua;      /* an absolute path; NULL: beside this program, or where systems have it */
    const char *busted; /* the same, of busted's script */
    const char *directory; /* of the pack */
    const gi_spec_file *files;
    size_t file_count;
    gait_str package, digest; /* id and digest of the policy */
    gait_str filter;          /* only tests with this in "group: name" are reported; empty: all */
} gi_busted;

typedef struct gi_busted_counts {
    size_t declared, run; /* as in gait_suite_result */
} gi_busted_counts;

/* Appends what became of the tests to the report, and what they reached of the policy to its coverage. */
GAIT_NODISCARD bool gi_busted_run(gait_report *report, const gi_busted *busted,
                                  gait_coverage *coverage, gi_busted_counts *counts,
                                  gait_error *err);

/* Reports each file as skipped instead. */
void gi_busted_skip(gait_report *report, const gi_busted *busted);

/* Adds the counts of gait.test.coverage JSON; false, and nothing added, when it is about another policy. */
GAIT_NODISCARD bool gi_coverage_add_json(gait_coverage *coverage, const gait_json *json);

#endif
