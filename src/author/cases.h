/*
 * cases.h — specs of a policy that are tables: `cases "payments" { { "over", tool = …, expect = "block" }, … }`.
 *
 * A spec file is run in the same sandbox as a pack, with `cases` in the place of `policy` and `rule`. Each case becomes
 * the bytes of an intent, so that what is decided later is exactly what production would read.
 *
 * Owner:   everything lives in the arena.
 * Errors:  tests_invalid; messages start with file:line.
 * Source:  docs/testing.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_CASES_H
#define GAIT_AUTHOR_CASES_H

#include "gate/decl.h"
#include "script/host.h"

#include <gait/gate.h>

/* What a case says about a list of names. */
typedef struct gi_wanted {
    bool given;
    bool whole; /* the list is these and no others; else: these are in it */
    gi_texts names;
} gi_wanted;

/* How often a rule's limit was charged before. */
typedef struct gi_used {
    gait_str rule;
    int64_t count;
} gi_used;

typedef struct gi_case {
    gait_str group, name;
    gait_str file; /* "spec/payments_cases.lua" */
    int line;
    gait_str intent; /* JSON */
    int64_t now_unix_ns;
    gi_used *used;
    size_t used_count;
    gait_verdict verdict;
    gi_wanted rules, reasons, violations;
    int approvals; /* < 0: not said */
} gi_case;

typedef struct gi_case_list {
    gi_case *items;
    size_t count, capacity;
} gi_case_list;

/* One spec file, in memory. */
typedef struct gi_spec {
    gait_str name; /* as positions show it */
    gait_str source;
} gi_spec;

/* Ids of the policy's rules, each list NULL-ended. */
typedef struct gi_rule_ids {
    const char *const *all;
    const char *const *limited; /* those with a limit */
} gi_rule_ids;

/* What is known while a spec file runs; the room of the binding. */
typedef struct gi_spec_reading {
    gait_arena *arena;
    const gi_spec *spec;
    const gi_rule_ids *rules; /* that the policy has */
    gi_case_list *cases;
    size_t first;       /* of this file's cases in the list */
    int open;           /* groups begun and not ended */
    gait_error failure; /* of a group; nothing a script does clears it */
} gi_spec_reading;

/* Runs one spec file in a host of its own and appends its cases. */
GAIT_NODISCARD bool gi_cases_read(gait_arena *arena, const gi_spec *spec, const gi_rule_ids *rules,
                                  gi_case_list *out, gait_error *err);

/* The ids that cases of a policy may name. */
gi_rule_ids gi_case_rules(gait_arena *arena, const gait_policy *policy);

/* How much of its limits was used before a case, for its decision. */
gait_counts gi_case_counts(gi_case *one);

/* ---- between the files that read cases ---- */

/* Reads one case: out->group, name, file and line are filled in already, as is decl->where. */
GAIT_NODISCARD bool gi_case_parse(const gi_decl *decl, const gait_json *table,
                                  const gi_rule_ids *rules, gi_case *out);
/* The same of a table that expects nothing: a call, and when it is made. Fills in intent, now and used. */
GAIT_NODISCARD bool gi_call_parse(const gi_decl *decl, const gait_json *table,
                                  const gi_rule_ids *rules, gi_case *out);
/* Only now and used, of a table that may have other members. */
GAIT_NODISCARD bool gi_case_circumstances(const gi_decl *decl, const gait_json *table,
                                          const gi_rule_ids *rules, gi_case *out);
/* The intent that a case's members make up. */
GAIT_NODISCARD bool gi_case_intent(const gi_decl *decl, const gait_json *table, gait_str *out);
/*
 * The lines on which the elements of the list begin that `cases` on this line is given as a constructor; NULL when
 * the source does not show count elements.
 */
int *gi_case_lines(gait_arena *arena, gait_str source, int line, size_t count);
/* A text without control bytes that is short enough for a line. */
GAIT_NODISCARD bool gi_case_name(const gi_decl *decl, gait_str text, const char *what);

#endif
