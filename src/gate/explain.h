/*
 * explain.h — between the files that explain a decision.
 *
 * explain.c        what was decided, rule by rule, as data
 * explain_says.c   a condition in words, and what would make it come out otherwise
 * explain_field.c  what a condition looked at, and how much of it may be shown
 * explain_secret.c what looks like a credential
 *
 * Values of fields go nowhere but where explanations were asked for with them: see docs/explanation.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_EXPLAIN_H
#define GAIT_GATE_EXPLAIN_H

#include "gate/decide.h"

#define GI_REDACTED "<redacted>"

/* ---- credentials ---- */

/* Whether a name, or a dotted path of names, says that a credential stands there. */
bool gi_secret_name(gait_str name);
/* Whether a text looks like a credential or holds one. Linear. */
bool gi_secret_text(gait_str text);
/*
 * Whether the value that stands under the name is a credential, or holds one. What is larger than
 * GAIT_LIMIT_SECRET_SCAN_BYTES is taken to.
 */
bool gi_secret_value(gait_str name, const gait_json *value);
/* The text with GI_REDACTED in the place of what looks like a credential. */
gait_str gi_without_secrets(gait_arena *arena, gait_str text);

/* ---- fields ---- */

typedef struct gi_looking {
    gait_arena *arena;
    const gait_intent *intent;
    int64_t now_unix_ns;
    bool values; /* may be shown */
} gi_looking;

/*
 * The fields that a condition looked at, each {name, type, …} of docs/explanation.md; *more is how many there were
 * beyond GAIT_LIMIT_SHOWN_FIELDS.
 */
gait_json gi_explain_fields(const gi_looking *looking, const gi_finding *finding, size_t *more);
/* Whether nothing that the function read looks like a credential, so that what it says about it may be shown. */
bool gi_may_speak(const gi_finding *finding);

/* ---- words ---- */

/* "args.amount > 1000", "tool is one of tool.delete, db.drop_*". */
gait_str gi_condition_says(gait_arena *arena, const gi_rule *rule, const gi_condition *condition);
/*
 * What would make it false, to be read after "if": "args.amount were at most 1000"; for one that is unknown now,
 * "args.amount were given and were at most 1000".
 */
gait_str gi_finding_unless(gait_arena *arena, const gi_rule *rule, const gi_finding *finding);

#endif
