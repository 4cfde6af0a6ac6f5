/* relation_target.c — conditions over targets. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/relation.h"

#include "gate/words.h"

#include "base/glob.h"
#include "base/pathlex.h"
#include "base/text.h"

/* The kinds a target can have: those that are named, or all. */
static gi_texts kinds_of(gait_arena *arena, const gi_target_match *match)
{
    gi_texts all = { NULL, 0 };
    if (match->kinds.count > 0)
        return match->kinds;
    while (gi_target_kinds[all.count] != NULL)
        all.count++;
    all.items = gait_arena_array(arena, all.count, sizeof *all.items);
    for (size_t i = 0; i < all.count; i++)
        all.items[i] = gait_str_of(gi_target_kinds[i]);
    return all;
}

static bool only_kind(const gi_target_match *match, const char *kind)
{
    return match->kinds.count == 1 && gait_str_is(match->kinds.items[0], kind);
}

/* The outcome for one target of this kind and value; all else about it is absent. */
static gi_tri holds_of(gi_comparing *comparing, const gi_target_match *match, gait_str kind,
                       gait_str value)
{
    gi_target target = { .kind = kind, .value = value };
    const gait_intent intent = { .targets = &target, .target_count = 1 };
    gi_reading reading = { .arena = comparing->arena, .intent = &intent };
    return gi_target_eval(match, &reading);
}

/* ---- one condition against another ---- */

/* The texts of inner, if there are any, are among those of outer. */
static bool narrowed(const gi_texts *inner, const gi_texts *outer)
{
    return outer->count == 0 || (inner->count > 0 && gi_texts_within(inner, outer));
}

static bool covers(gi_comparing *comparing, const gi_languages *outer, const gi_languages *inner)
{
    return gi_languages_cover(comparing, outer, inner) == GI_TRUE;
}

static const gi_language *below(gait_arena *arena, gait_str root)
{
    return gi_language_below(arena, gi_path_clean(arena, root, NULL));
}

/* Every value of a, as a target of each of its kinds, is in the part of b that is given. */
static bool values_hold(gi_comparing *comparing, const gi_target_match *a,
                        const gi_target_match *part)
{
    gi_texts kinds = kinds_of(comparing->arena, a);
    for (size_t i = 0; i < kinds.count; i++)
        for (size_t k = 0; k < a->values.count; k++)
            if (holds_of(comparing, part, kinds.items[i], a->values.items[k]) == GI_FALSE)
                return false;
    return a->values.count > 0;
}

static bool patterns_at_most(gi_comparing *comparing, const gi_target_match *a,
                             const gi_target_match *b)
{
    const gi_target_match part = { .patterns = b->patterns };
    gait_arena *arena = comparing->arena;
    gi_languages outer = gi_languages_of(arena, &b->patterns, gi_language_of_path);
    gi_languages inner = gi_languages_of(arena, &a->patterns, gi_language_of_path);
    gi_languages roots = gi_languages_of(arena, &a->roots, below);
    return b->patterns.count == 0 || (inner.count > 0 && covers(comparing, &outer, &inner)) ||
           values_hold(comparing, a, &part) ||
           (only_kind(a, "path") && roots.count > 0 && covers(comparing, &outer, &roots));
}

static bool all_under(const gi_texts *paths, const gi_texts *roots)
{
    for (size_t i = 0; i < paths->count; i++) {
        bool found = false;
        for (size_t k = 0; k < roots->count && !found; k++)
            found = gi_path_under(paths->items[i], roots->items[k]) == GI_TRUE;
        if (!found)
            return false;
    }
    return paths->count > 0;
}

static bool roots_at_most(gi_comparing *comparing, const gi_target_match *a,
                          const gi_target_match *b)
{
    gi_languages outer = gi_languages_of(comparing->arena, &b->roots, below);
    gi_languages inner = gi_languages_of(comparing->arena, &a->patterns, gi_language_of_path);
    if (b->roots.count == 0 || all_under(&a->roots, &b->roots))
        return true;
    /* What is of another kind is unknown to one of them and false to the other. */
    return only_kind(a, "path") && (all_under(&a->values, &b->roots) ||
                                    (inner.count > 0 && covers(comparing, &outer, &inner)));
}

/*
 * A domain pattern as the hosts it matches: "*." in front means any depth. An address is a pattern for itself only, and
 * no other pattern matches one: it is compared as text.
 */
static const gi_language *hosts(gait_arena *arena, gait_str pattern)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gi_net_host host;
    if (!gi_glob_has_wildcard(pattern))
        return gi_net_host_parse(pattern, &host, &ignored) && host.address.family == 0
                   ? gi_language_text(arena, gait_arena_str(arena, gi_net_host_text(&host)))
                   : NULL;
    gait_str lower = gi_text_lower(arena, pattern);
    if (gait_str_ends(lower, GAIT_STR(".")))
        lower.len--;
    if (!gait_str_starts(lower, GAIT_STR("*.")))
        return gi_language_glob(arena, lower, '.');
    /* Any host below it; no host has an empty label, so that none begins with the dot. */
    return gi_language_suffix(arena, gait_str_from(lower, 1));
}

static bool network_within(const gi_net_cidr *inner, const gi_net_cidr *outer)
{
    return inner->bits >= outer->bits && gi_net_cidr_has(outer, &inner->base);
}

static bool networks_at_most(const gi_target_match *a, const gi_target_match *b)
{
    for (size_t i = 0; i < a->networks.count; i++) {
        bool found = false;
        for (size_t k = 0; k < b->networks.count && !found; k++)
            found = network_within(&a->cidrs[i], &b->cidrs[k]);
        if (!found)
            return false;
    }
    return a->networks.count > 0;
}

static bool hosts_at_most(gi_comparing *comparing, const gi_target_match *a,
                          const gi_target_match *b)
{
    gi_languages outer = gi_languages_of(comparing->arena, &b->domains, hosts);
    gi_languages inner = gi_languages_of(comparing->arena, &a->domains, hosts);
    bool domains = b->domains.count == 0 || narrowed(&a->domains, &b->domains) ||
                   (inner.count > 0 && covers(comparing, &outer, &inner));
    return domains && (b->networks.count == 0 || networks_at_most(a, b));
}

bool gi_target_at_most(gi_comparing *comparing, const gi_target_match *a, const gi_target_match *b,
                       bool bytes)
{
    gi_target_match mine = *a;
    bool flag = !b->destructive_given || (a->destructive_given && a->destructive == b->destructive);
    bool values = narrowed(&a->values, &b->values);
    if (bytes) /* a value as it stands says nothing about its spelling */
        mine.values.count = 0;
    return flag && values && narrowed(&a->kinds, &b->kinds) &&
           narrowed(&a->operations, &b->operations) &&
           narrowed(&a->sensitivities, &b->sensitivities) &&
           narrowed(&a->discoveries, &b->discoveries) && patterns_at_most(comparing, &mine, b) &&
           roots_at_most(comparing, &mine, b) && hosts_at_most(comparing, a, b);
}

/* ---- no target at all ---- */

/* Segments that a path has only before it is cleaned. */
static bool is_never_clean(gait_str pattern)
{
    size_t begin = 0;
    if (gait_str_is(pattern, "/") || gait_str_is(pattern, "."))
        return false;
    for (size_t i = 0; i <= pattern.len; i++) {
        if (i < pattern.len && pattern.ptr[i] != '/')
            continue;
        gait_str segment = { pattern.ptr + begin, i - begin };
        bool root = i == 0;
        if ((segment.len == 0 && !root) || gait_str_is(segment, ".") || gait_str_is(segment, ".."))
            return true;
        begin = i + 1;
    }
    return false;
}

static bool pattern_possible(gi_comparing *comparing, gait_str pattern, gait_str kind)
{
    gait_arena *arena = comparing->arena;
    const gi_language *mine = gi_language_of_path(arena, pattern);
    const gi_language *other = NULL;
    if (gait_str_is(kind, "path"))
        return !is_never_clean(pattern) || gi_glob(pattern, GAIT_STR("/"), '/') ||
               gi_glob(pattern, GAIT_STR("."), '/');
    if (gait_str_is(kind, "url"))
        other = gi_language_contains(arena, GAIT_STR("://"));
    else if (gait_str_is(kind, "host"))
        other = gi_language_glob(arena, GAIT_STR("*"), '/');
    else
        return true;
    return gi_languages_meet(comparing, &(gi_languages){ &mine, 1 },
                             &(gi_languages){ &other, 1 }) != GI_FALSE;
}

/* Some pattern can match a value of this kind, and be below one of the roots. */
static bool patterns_possible(gi_comparing *comparing, const gi_target_match *match, gait_str kind)
{
    gi_languages roots = gi_languages_of(comparing->arena, &match->roots, below);
    for (size_t i = 0; i < match->patterns.count; i++) {
        const gi_language *one = gi_language_of_path(comparing->arena, match->patterns.items[i]);
        bool under = match->roots.count == 0 ||
                     gi_languages_meet(comparing, &(gi_languages){ &one, 1 }, &roots) != GI_FALSE;
        if (under && pattern_possible(comparing, match->patterns.items[i], kind))
            return true;
    }
    return match->patterns.count == 0;
}

static bool value_possible(gi_comparing *comparing, const gi_target_match *match, gait_str kind)
{
    gi_target_match part = { .values = match->values,
                             .patterns = match->patterns,
                             .roots = match->roots };
    /* Targets of other kinds may name a host of their own. */
    if (gait_str_is(kind, "url") || gait_str_is(kind, "host")) {
        part.domains = match->domains;
        part.networks = match->networks;
        part.cidrs = match->cidrs;
    }
    for (size_t i = 0; i < match->values.count; i++)
        if (holds_of(comparing, &part, kind, match->values.items[i]) == GI_TRUE)
            return true;
    return false;
}

/* A name is in no network: with both given, one of the domains is an address. */
static bool hosts_possible(const gi_target_match *match)
{
    if (match->domains.count == 0 || match->networks.count == 0)
        return true;
    for (size_t i = 0; i < match->domains.count; i++)
        for (size_t k = 0; k < match->networks.count; k++)
            if (gi_net_cidr_match(&match->cidrs[k], match->domains.items[i]) == GI_TRUE)
                return true;
    return false;
}

bool gi_target_impossible(gi_comparing *comparing, const gi_target_match *match)
{
    gi_texts kinds = kinds_of(comparing->arena, match);
    if (!hosts_possible(match))
        return true;
    for (size_t i = 0; i < kinds.count; i++) {
        gait_str kind = kinds.items[i];
        if (match->roots.count > 0 && !gait_str_is(kind, "path"))
            continue;
        if (match->values.count > 0 ? value_possible(comparing, match, kind)
                                    : patterns_possible(comparing, match, kind))
            return false;
    }
    return true;
}
