/*
 * importing.h — one import on its way, for the files that write its parts.
 *
 * Owner:   everything lives in the arena.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_IMPORTING_H
#define GAIT_AUTHOR_IMPORTING_H

#include "gate/yaml_policy.h"
#include "sys/tree.h"

#include <gait/import.h>

typedef struct gi_importing {
    gait_arena *arena;
    gait_error *err;
    const char *file; /* the YAML's name, without its directory */
    gi_yaml_policy yaml;
    gait_str yaml_digest;
    gait_policy *before, *after; /* the YAML and the pack, loaded */
    gi_tree_file *files;
    size_t file_count, file_capacity;
    gait_import_note *notes;
    size_t note_count, note_capacity;
    size_t case_count;
} gi_importing;

/* One of several texts that become files of bounded size. */
typedef struct gi_import_parts {
    gait_str *items;
    size_t count;
} gi_import_parts;

void gi_import_add_file(gi_importing *importing, gait_str path, gait_str bytes);
void gi_import_add_note(gi_importing *importing, gait_str rule, const char *text);

/*
 * Groups parts, in their order, into as few texts as have room in files of a pack with `head` before each. Fails with
 * policy_budget where one part alone is too large.
 */
GAIT_NODISCARD bool gi_import_group(const gi_importing *importing, const gi_import_parts *parts,
                                    size_t head, gi_import_parts *out);

/* policy.lua and what it includes. */
GAIT_NODISCARD bool gi_import_policy(gi_importing *importing);
/* spec/NAME_cases.lua; before and after are loaded. */
GAIT_NODISCARD bool gi_import_cases(gi_importing *importing);

#endif
