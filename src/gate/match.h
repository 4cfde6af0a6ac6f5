/*
 * match.h — compiled conditions of a rule, and their three-valued evaluation against one intent.
 *
 * A match table compiles to a list of conditions, cheapest first, tool before everything. A condition is true, false
 * or unknown; unknown carries a cause. Texts are matched whole and in place, whatever their length.
 *
 * Units:   work is fuel: one unit per comparison and one per 256 bytes looked at.
 * Owner:   compiled conditions live in the arena they were compiled into and borrow the declaration's texts.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_MATCH_H
#define GAIT_GATE_MATCH_H

#include "base/tri.h"
#include "gate/decl.h"
#include "gate/intent.h"

/* Why something is not known. The names stand in explanations. */
#define GI_CAUSE_MISSING "missing"         /* the field is absent or null */
#define GI_CAUSE_TYPE "type_mismatch"      /* it has another type than the condition is about */
#define GI_CAUSE_EMPTY "empty_list"        /* [any] or [all] of nothing */
#define GI_CAUSE_PATH "path_climbs"        /* ".." leads above the start of the path */
#define GI_CAUSE_FORM "not_canonical"      /* a spelling that could mean something else */
#define GI_CAUSE_ZONE "zone_unavailable"   /* the time zone's data are not on this machine */
#define GI_CAUSE_ERROR "condition_error"   /* the function raised */
#define GI_CAUSE_BUDGET "condition_budget" /* the function used up its fuel */
#define GI_CAUSE_RESULT "condition_not_boolean" /* the function returned something else */

#define GI_CAUSE_COUNT "count_unknown" /* nobody knows how much of a limit was used */

/* One evaluation: what it may look at, and what it reports beside the outcome. */
typedef struct gi_reading {
    gait_arena *arena;
    const gait_intent *intent;
    int64_t now_unix_ns; /* the decision's evaluation time: no condition knows another */
    bool permits;        /* the rule allows: conditions over targets must hold for every one */
    bool contract;     /* the rule's pack has tiers: what the YAML format knows compares as there */
    int64_t work;      /* fuel spent so far; the caller sets it to 0 */
    const char *cause; /* of the first unknown met; the caller sets it to NULL */
} gi_reading;

typedef enum gi_scalar_field {
    GI_FIELD_TOOL,
    GI_FIELD_IDENTITY,
    GI_FIELD_WORKSPACE,
    GI_FIELD_ENV,
    GI_FIELD_RISK,
    GI_FIELD_PHASE,
    GI_FIELD_SESSION,
    GI_FIELD_CREDENTIAL_SOURCE,
    GI_FIELD_SKILL_PUBLISHER,
    GI_FIELD_COUNT
} gi_scalar_field;

typedef struct gi_arg_match gi_arg_match;       /* see match_args.c */
typedef struct gi_target_match gi_target_match; /* see match_target.c */
typedef struct gi_window_match gi_window_match; /* see match_window.c */

typedef enum gi_condition_kind {
    GI_CONDITION_SCALAR,
    GI_CONDITION_WINDOW,
    GI_CONDITION_TAINT,
    GI_CONDITION_TARGET,
    GI_CONDITION_ARG,
    GI_CONDITION_WHEN,   /* a function that must return true */
    GI_CONDITION_UNLESS, /* a function that must return false */
    GI_CONDITION_LIMIT   /* a full window, see oblige_limit.c */
} gi_condition_kind;

typedef struct gi_condition {
    gi_condition_kind kind;
    gait_str name;    /* "match.tool", "match.args.amount", "when.weekend" */
    gait_str *fields; /* what it reads, as explanations name it; empty for functions */
    size_t field_count;
    gi_scalar_field scalar;  /* SCALAR */
    bool literal;            /* SCALAR: wildcards in texts stand for themselves */
    gi_texts texts;          /* SCALAR: exact texts and patterns; TAINT: sources, may be empty */
    gait_str arg_path;       /* TAINT: of one argument only; empty for any */
    const gi_arg_match *arg; /* ARG */
    const gi_target_match *target; /* TARGET */
    gi_window_match *window;       /* WINDOW */
    size_t reference;              /* WHEN, UNLESS: of the function, for gi_host_call */
} gi_condition;

typedef struct gi_match {
    gi_condition *conditions;
    size_t count;
    gi_texts tools;   /* as declared; none: every tool */
    bool tools_exact; /* no pattern among them */
} gi_match;

/* Compiles the value of "match" (NULL: matches everything). Errors: policy_declaration. */
GAIT_NODISCARD bool gi_match_compile(const gi_decl *decl, const gait_json *table, gi_match *out);

/* Evaluates any condition but functions and limits. */
gi_tri gi_match_eval(const gi_condition *condition, gi_reading *reading);

/* ---- between match.c and match_*.c ---- */

/* Notes the cause of an unknown, unless one is known already. */
gi_tri gi_unknown(gi_reading *reading, const char *cause);
void gi_work(gi_reading *reading, gait_str text);

GAIT_NODISCARD bool gi_arg_compile(const gi_decl *decl, gait_str path, const gait_json *condition,
                                   const gi_arg_match **out);
gi_tri gi_arg_eval(const gi_arg_match *match, gi_reading *reading);

/*
 * The members of "target" and its shorthands (target_kind, target_value, target_operation, data_class, discovery),
 * taken out of the whole match table. *out is NULL when there are none; fields gets what the condition reads.
 */
GAIT_NODISCARD bool gi_target_compile(const gi_decl *decl, const gait_json *match,
                                      const gi_target_match **out, gi_texts *fields);
gi_tri gi_target_eval(const gi_target_match *match, gi_reading *reading);

/* The value of "during" or "outside", which is its name. */
GAIT_NODISCARD bool gi_window_compile(const gi_decl *decl, const gait_json *value, const char *name,
                                      gi_window_match **out);
gi_tri gi_window_eval(const gi_window_match *match, gi_reading *reading);

/* Every text without wildcard, or a valid pattern. */
GAIT_NODISCARD bool gi_patterns_check(const gi_decl *decl, const gi_texts *texts, const char *what);
/* Whether one of the texts is the text or a pattern that matches it. */
bool gi_patterns_match(const gi_texts *texts, gait_str text, char separator, gi_reading *reading);

#endif
