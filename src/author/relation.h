/*
 * relation.h — how the conditions of two rules lie to each other, as far as it can be proved from their data.
 *
 * Outcomes are ordered false < unknown < true. A condition is *at most* another when its outcome is never the greater
 * one, whatever the intent: then the rule with the former applies only where one with the latter does, and matches
 * definitely only where that one does. Every answer of true is a proof; false says nothing.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_RELATION_H
#define GAIT_AUTHOR_RELATION_H

#include "base/language.h"
#include "gate/match_parts.h"
#include "gate/policy.h"

/* What is kept between comparisons of one pack's rules. Begin with comparing alone. */
typedef struct gi_relating {
    gi_comparing comparing;
    struct gi_known *known; /* languages of scalar conditions, see relation.c */
    size_t count, capacity;
} gi_relating;

/* Every outcome of the rule's conditions is at most that of the other's. Functions of other make it unprovable. */
bool gi_rule_at_most(gi_relating *relating, const gi_rule *rule, const gi_rule *other);

/* Wherever the rule's data is not false, the other rule matches definitely. */
bool gi_rule_implies_definite(gi_relating *relating, const gi_rule *rule, const gi_rule *other);

/* Wherever the rule matches definitely, the other's conditions are false. */
bool gi_rule_excludes(gi_relating *relating, const gi_rule *rule, const gi_rule *other);

/* Both are about the same tools, as far as their texts say. */
bool gi_rules_same_tools(const gi_rule *a, const gi_rule *b);

/* ---- single conditions ---- */

/* No intent leaves it unknown. */
bool gi_condition_never_unknown(const gi_condition *condition);
/* Another element of a scalar condition's list holds of everything that this one holds of. */
bool gi_scalar_element_covered(gi_relating *relating, const gi_rule *rule,
                               const gi_condition *condition, size_t element, gait_str *by);

/* ---- what a rule does beside its effect ---- */

/* It may fail to apply, or have another effect, although its conditions hold: it has a limit. */
bool gi_rule_is_conditional(const gi_rule *rule);
/* It demands a credential or counts calls, also where another rule decides. */
bool gi_rule_has_obligations(const gi_rule *rule);
/* What the rule demands, the other demands as well. */
bool gi_rule_obliges_less(const gi_rule *rule, const gi_rule *other);

/* ---- conditions over one argument ---- */

bool gi_arg_same_path(const gi_arg_match *a, const gi_arg_match *b);
/* What the tests say about a value, as if it stood at the end of the path. */
gi_tri gi_arg_holds(gi_comparing *comparing, const gi_arg_match *match, const gait_json *value);
/* An operand as the value of an argument. */
gait_json gi_operand_value(const gi_operand *operand);
/* No value makes all tests true. */
bool gi_arg_impossible(gi_comparing *comparing, const gi_arg_match *match);
bool gi_arg_at_most(gi_comparing *comparing, const gi_arg_match *a, const gi_arg_match *b);
/* Where a is true, b is false. */
bool gi_arg_excludes(gi_comparing *comparing, const gi_arg_match *a, const gi_arg_match *b);

/* ---- conditions over targets ---- */

/* bytes: values are compared byte for byte, as packs of tiers do. */
bool gi_target_at_most(gi_comparing *comparing, const gi_target_match *a, const gi_target_match *b,
                       bool bytes);
/* No target makes all members true. */
bool gi_target_impossible(gi_comparing *comparing, const gi_target_match *match);

/* ---- texts ---- */

typedef const gi_language *(*gi_language_maker)(gait_arena *arena, gait_str text);
gi_languages gi_languages_of(gait_arena *arena, const gi_texts *texts, gi_language_maker make);
const gi_language *gi_language_of_path(gait_arena *arena, gait_str pattern); /* split at '/' */
bool gi_texts_within(const gi_texts *inner, const gi_texts *outer);          /* text by text */

#endif
