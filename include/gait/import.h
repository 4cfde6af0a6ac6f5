/*
 * import.h — a YAML policy of the existing Go implementation as a Lua pack that decides the same.
 *
 * The pack has policy.lua (and rules/NNNN.lua where that would be too large) and spec/NAME_cases.lua, with a call for
 * each rule and what it decides. The same YAML gives the same bytes.
 *
 * Owner:   everything lives in the arena.
 * Errors:  file_exists, policy_format_unsupported, policy_yaml, those of yaml.h and file.h; policy_declaration and
 *          policy_budget where the pack would not load.
 * Source:  docs/migration.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_IMPORT_H
#define GAIT_IMPORT_H

#include <gait/gate.h>

GAIT_BEGIN

typedef struct gait_import_request {
    const char *path;      /* of the YAML policy */
    const char *directory; /* the pack; nothing may be there */
    gait_rng rng;          /* for names of temporary files */
} gait_import_request;

/* Something of the YAML that a reader of the pack should know; it is a comment there too. */
typedef struct gait_import_note {
    gait_str rule; /* empty: of the policy */
    const char *text;
} gait_import_note;

typedef struct gait_import_result {
    gait_str policy_id, policy_digest; /* of the pack */
    gait_str yaml_digest;
    gait_str *files; /* inside the directory, sorted */
    size_t file_count;
    size_t rule_count, case_count;
    gait_import_note *notes;
    size_t note_count;
} gait_import_result;

/* Reads, writes the pack in memory, loads it, compares its decisions over its cases with the YAML's, writes it. */
GAIT_API GAIT_NODISCARD bool gait_policy_import(gait_arena *arena,
                                                const gait_import_request *request,
                                                gait_import_result *out, gait_error *err);

GAIT_END
#endif
