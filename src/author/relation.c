/* relation.c — the conditions of one rule against those of another, and texts against texts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/relation.h"

#include "base/pathlex.h"

/* ---- texts ---- */

gi_languages gi_languages_of(gait_arena *arena, const gi_texts *texts, gi_language_maker make)
{
    gi_languages out = { gait_arena_array(arena, texts->count, sizeof *out.items), texts->count };
    for (size_t i = 0; i < texts->count; i++)
        out.items[i] = make(arena, texts->items[i]);
    return out;
}

const gi_language *gi_language_of_path(gait_arena *arena, gait_str pattern)
{
    return gi_language_glob(arena, pattern, '/');
}

static const gi_language *of_tool(gait_arena *arena, gait_str pattern)
{
    return gi_language_glob(arena, pattern, '.');
}

bool gi_texts_within(const gi_texts *inner, const gi_texts *outer)
{
    for (size_t i = 0; i < inner->count; i++)
        if (!gi_texts_have(outer, inner->items[i]))
            return false;
    return true;
}

/* ---- scalars ---- */

static bool is_enumeration(gi_scalar_field field)
{
    return field == GI_FIELD_RISK || field == GI_FIELD_PHASE || field == GI_FIELD_CREDENTIAL_SOURCE;
}

static bool has_patterns(const gi_condition *condition)
{
    return !condition->literal && !is_enumeration(condition->scalar);
}

/* A condition's texts as languages: made once, compared often. */
struct gi_known {
    const gi_condition *condition; /* NULL: free */
    gi_languages languages;
};

static gi_language_maker maker_of(const gi_condition *condition)
{
    if (!has_patterns(condition))
        return gi_language_text;
    return condition->scalar == GI_FIELD_TOOL ? of_tool : gi_language_of_path;
}

static struct gi_known *find_known(const gi_relating *relating, const gi_condition *condition)
{
    uintptr_t hash = (uintptr_t)condition / sizeof *condition;
    size_t at = (size_t)(hash ^ (hash >> 9)) & (relating->capacity - 1);
    while (relating->known[at].condition != NULL && relating->known[at].condition != condition)
        at = (at + 1) & (relating->capacity - 1);
    return &relating->known[at];
}

static void make_room(gi_relating *relating)
{
    const gi_relating old = *relating;
    if (relating->count * 2 < relating->capacity)
        return;
    relating->capacity = old.capacity == 0 ? 64 : old.capacity * 2;
    relating->known =
        gait_arena_array(relating->comparing.arena, relating->capacity, sizeof *relating->known);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.known[i].condition != NULL)
            *find_known(relating, old.known[i].condition) = old.known[i];
}

static const gi_languages *languages_of(gi_relating *relating, const gi_condition *condition)
{
    make_room(relating);
    struct gi_known *known = find_known(relating, condition);
    if (known->condition == NULL) {
        known->condition = condition;
        known->languages =
            gi_languages_of(relating->comparing.arena, &condition->texts, maker_of(condition));
        relating->count++;
    }
    return &known->languages;
}

/* In packs of tiers prefixes are compared byte by byte. */
static bool is_under(const gi_rule *rule, gait_str path, gait_str prefix)
{
    if (rule->pack->combine == GI_TIERS)
        return gait_str_starts(path, prefix);
    return gi_path_under(path, prefix) == GI_TRUE;
}

static bool workspace_at_most(const gi_rule *rule, const gi_texts *a, const gi_texts *b)
{
    for (size_t i = 0; i < a->count; i++) {
        bool found = false;
        for (size_t k = 0; k < b->count && !found; k++)
            found = is_under(rule, a->items[i], b->items[k]);
        if (!found)
            return false;
    }
    return true;
}

static bool workspace_excludes(const gi_rule *rule, const gi_texts *a, const gi_texts *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (is_under(rule, a->items[i], b->items[k]) ||
                is_under(rule, b->items[k], a->items[i]))
                return false;
    return true;
}

static bool scalar_at_most(gi_relating *relating, const gi_rule *rule, const gi_condition *a,
                           const gi_condition *b)
{
    if (a->scalar != b->scalar)
        return false;
    if (a->literal == b->literal && gi_texts_within(&a->texts, &b->texts))
        return true;
    if (a->scalar == GI_FIELD_WORKSPACE)
        return workspace_at_most(rule, &a->texts, &b->texts);
    gi_languages inner = *languages_of(relating, a);
    gi_languages outer = *languages_of(relating, b);
    return gi_languages_cover(&relating->comparing, &outer, &inner) == GI_TRUE;
}

static bool scalar_excludes(gi_relating *relating, const gi_rule *rule, const gi_condition *a,
                            const gi_condition *b)
{
    if (a->scalar != b->scalar)
        return false;
    if (a->scalar == GI_FIELD_WORKSPACE)
        return workspace_excludes(rule, &a->texts, &b->texts);
    gi_languages mine = *languages_of(relating, a);
    gi_languages theirs = *languages_of(relating, b);
    return gi_languages_meet(&relating->comparing, &mine, &theirs) == GI_FALSE;
}

static bool element_within(gi_relating *relating, const gi_rule *rule,
                           const gi_condition *condition, size_t inner, size_t outer)
{
    const gi_texts *texts = &condition->texts;
    if (condition->scalar == GI_FIELD_WORKSPACE)
        return is_under(rule, texts->items[inner], texts->items[outer]);
    gi_languages all = *languages_of(relating, condition);
    gi_languages a = { &all.items[inner], 1 };
    gi_languages b = { &all.items[outer], 1 };
    return gi_languages_cover(&relating->comparing, &b, &a) == GI_TRUE;
}

bool gi_scalar_element_covered(gi_relating *relating, const gi_rule *rule,
                               const gi_condition *condition, size_t element, gait_str *by)
{
    for (size_t i = 0; i < condition->texts.count; i++) {
        if (i == element || !element_within(relating, rule, condition, element, i))
            continue;
        if (i > element && element_within(relating, rule, condition, i, element))
            continue; /* both say the same: the later one is told */
        *by = condition->texts.items[i];
        return true;
    }
    return false;
}

/* ---- provenance ---- */

static bool taint_at_most(const gi_condition *a, const gi_condition *b)
{
    bool place = b->arg_path.len == 0 || gait_str_equal(a->arg_path, b->arg_path);
    return place && gi_texts_within(&a->texts, &b->texts);
}

/* ---- rules ---- */

/* A rule that allows wants every target to be what a restrictive one wants some target to be. */
static bool targets_comparable(const gi_rule *rule, const gi_rule *other)
{
    return rule->effect == GAIT_ALLOW || other->effect != GAIT_ALLOW ||
           rule->pack->combine == GI_TIERS;
}

static bool condition_at_most(gi_relating *relating, const gi_rule *rule, const gi_condition *a,
                              const gi_condition *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case GI_CONDITION_SCALAR:
        return scalar_at_most(relating, rule, a, b);
    case GI_CONDITION_WINDOW: /* the text says all there is to a window */
        return gait_str_equal(a->window->text, b->window->text);
    case GI_CONDITION_TAINT:
        return taint_at_most(a, b);
    case GI_CONDITION_TARGET:
        return gi_target_at_most(&relating->comparing, a->target, b->target,
                                 rule->pack->combine == GI_TIERS);
    case GI_CONDITION_ARG:
        return gi_arg_at_most(&relating->comparing, a->arg, b->arg);
    case GI_CONDITION_WHEN:
    case GI_CONDITION_UNLESS:
    case GI_CONDITION_LIMIT:
        break;
    }
    return false;
}

static bool some_at_most(gi_relating *relating, const gi_rule *rule, const gi_condition *condition)
{
    for (size_t i = 0; i < rule->match.count; i++)
        if (condition_at_most(relating, rule, &rule->match.conditions[i], condition))
            return true;
    return false;
}

bool gi_rule_at_most(gi_relating *relating, const gi_rule *rule, const gi_rule *other)
{
    if (other->function_count > 0)
        return false;
    for (size_t i = 0; i < other->match.count; i++) {
        const gi_condition *condition = &other->match.conditions[i];
        if ((condition->kind == GI_CONDITION_TARGET && !targets_comparable(rule, other)) ||
            !some_at_most(relating, rule, condition))
            return false;
    }
    return true;
}

/* Every intent has a tool and an identity, and a list of provenance, which may be empty. */
bool gi_condition_never_unknown(const gi_condition *condition)
{
    return condition->kind == GI_CONDITION_TAINT ||
           (condition->kind == GI_CONDITION_SCALAR &&
            (condition->scalar == GI_FIELD_TOOL || condition->scalar == GI_FIELD_IDENTITY));
}

bool gi_rule_implies_definite(gi_relating *relating, const gi_rule *rule, const gi_rule *other)
{
    for (size_t i = 0; i < other->match.count; i++)
        if (!gi_condition_never_unknown(&other->match.conditions[i]))
            return false;
    return gi_rule_at_most(relating, rule, other);
}

static bool condition_excludes(gi_relating *relating, const gi_rule *rule, const gi_condition *a,
                               const gi_condition *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == GI_CONDITION_SCALAR)
        return scalar_excludes(relating, rule, a, b);
    return a->kind == GI_CONDITION_ARG && gi_arg_excludes(&relating->comparing, a->arg, b->arg);
}

bool gi_rule_excludes(gi_relating *relating, const gi_rule *rule, const gi_rule *other)
{
    for (size_t i = 0; i < rule->match.count; i++)
        for (size_t k = 0; k < other->match.count; k++)
            if (condition_excludes(relating, rule, &rule->match.conditions[i],
                                   &other->match.conditions[k]))
                return true;
    return false;
}

bool gi_rules_same_tools(const gi_rule *a, const gi_rule *b)
{
    return a->match.tools.count > 0 && a->match.tools.count == b->match.tools.count &&
           gi_texts_within(&a->match.tools, &b->match.tools);
}

/* ---- obligations ---- */

bool gi_rule_is_conditional(const gi_rule *rule)
{
    return rule->limit_count > 0;
}

bool gi_rule_has_obligations(const gi_rule *rule)
{
    return rule->limit_count > 0 || rule->credential.wanted;
}

bool gi_rule_obliges_less(const gi_rule *rule, const gi_rule *other)
{
    return !gi_rule_has_obligations(rule) &&
           rule->approvals <= (other->approvals > 0 ? other->approvals : 1) &&
           (!rule->distinct || other->distinct);
}
