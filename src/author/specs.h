/*
 * specs.h — the spec files of a policy: found and read.
 *
 * Owner:   everything lives in the arena.
 * Errors:  tests_missing tests_invalid, and those of file.h.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_SPECS_H
#define GAIT_AUTHOR_SPECS_H

#include <gait/gate.h>

typedef struct gi_spec_file {
    gait_str name;   /* inside the pack: "spec/payments_cases.lua" */
    gait_str path;   /* as somebody in the working directory finds it */
    gait_str source; /* of cases */
} gi_spec_file;

typedef struct gi_spec_list {
    gi_spec_file *items; /* sorted by name */
    size_t count;
} gi_spec_list;

typedef struct gi_spec_files {
    gi_spec_list cases; /* NAME_cases.lua */
    gi_spec_list
        busted; /* NAME_spec.lua, which busted reads itself; one of the lists is not empty */
    const char *directory; /* in which those names are files */
} gi_spec_files;

/* Every spec file that belongs to the policy. A policy that is compiled in has cases only. */
GAIT_NODISCARD bool gi_specs_find(gait_arena *arena, const gait_policy_source *source,
                                  gi_spec_files *out, gait_error *err);

#endif
