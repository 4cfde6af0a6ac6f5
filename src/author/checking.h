/*
 * checking.h — one pack while it is checked: what the checks are given, and how they report.
 *
 * A check is a function gi_check_<code> and a line in findings.def. It reports under its own code, as often as it likes.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_CHECKING_H
#define GAIT_AUTHOR_CHECKING_H

#include "author/relation.h"

#include <gait/check.h>

/* What one check found out about a rule that others need not say again. */
typedef struct gi_check_flags {
    bool never;   /* never_matches */
    bool covered; /* by another rule, in whatever way */
} gi_check_flags;

typedef struct gi_checking {
    gait_arena *arena;
    gait_check_report *report;
    const gait_policy *policy; /* the pack, and those that restrict it */
    const gi_pack_state *pack;
    gait_str root; /* what stands before a file's name: "packs/pay/" */
    bool single;   /* the pack is one file, and root is its name */
    int64_t now_unix_ns;
    gi_relating relating;
    const gait_check_kind *kind; /* the check that runs */
    const gi_rule *rule;         /* NULL while the pack itself is checked */
    gi_check_flags *flags;       /* by rank */
    const gi_rule *
        *others; /* of the pack, but the one at hand; may apply to some tool it names; by rank */
    size_t other_count;
    size_t pairs, compared; /* pairs so far, and rules whose pairs they are */
    bool unfinished;        /* the other rules were not compared: there are too many */
} gi_checking;

/* Asks every check about the pack of checking->policy that may allow; arena, report, root and the time are set as well. */
void gi_check_pack(gi_checking *checking);

/* Every element of request->accept names a warning that there is. Errors: flag_value_invalid. */
GAIT_NODISCARD bool gi_check_accept_known(gait_arena *arena, const gait_check_request *request,
                                          gait_error *err);
/* Makes notes of the warnings that are accepted. */
void gi_check_accept(const gait_check_request *request, gait_check_report *report);

/* Adds a finding about the rule at hand. related may be NULL. The message names no more than the declaration does. */
void gi_check_report(gi_checking *checking, const char *key, const gi_rule *related,
                     const char *format, ...) GAIT_PRINTF(4, 5);

gi_comparing *gi_check_comparing(gi_checking *checking);
gi_check_flags *gi_check_flags_of(const gi_checking *checking, const gi_rule *rule);

/* A condition over a scalar field, or NULL. */
const gi_condition *gi_check_scalar(const gi_rule *rule, gi_scalar_field field);
/* A rule overrides the one, and not the other: where it matches, only the other is left. */
bool gi_check_may_be_taken_away(const gi_checking *checking, const gi_rule *one,
                                const gi_rule *other);
bool gi_rule_is_restrictive(const gi_rule *rule);
#define RULE(code, severity, why, fix) void gi_check_##code(gi_checking *checking);
#define PACK(code, severity, why, fix) void gi_check_##code(gi_checking *checking);
#include "author/findings.def"

#endif
