/*
 * match_target.c — conditions over targets: what one target must be, and how many of them must.
 *
 * In a restrictive rule some single target satisfies all members; in an allow rule every target does, and there is
 * one. Members are compared cheapest first; a definite false ends a target.
 *
 * In a pack of tiers some target is enough for an allow rule too, values are compared byte for byte, and an operation
 * or sensitivity that is not said is not the one asked for.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/match_parts.h"
#include "gate/spelling.h"
#include "gate/vocabulary.h"
#include "gate/words.h"

#include "base/glob.h"
#include "base/pathlex.h"
#include "net/url.h"

#include <gait/limits.h>

#include <stddef.h>
#include <string.h>

enum { MOST_FIELDS = 16 }; /* more than a target has members */

/* ---- compiling ---- */

/* A member of target, which may also stand in match under its shorthand; not in both places. */
typedef struct place {
    const gait_json *match, *target;
    const gi_decl *decl;
    gi_texts *fields;
} place;

/* Several members look at one field of a target. */
static const char *field_of(const char *member)
{
    static const char *const fields[][2] = { { "glob", "value" },
                                             { "path_under", "value" },
                                             { "cidr", "domain" } };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (strcmp(member, fields[i][0]) == 0)
            return fields[i][1];
    return member;
}

static void add_field(const place *at, const char *field)
{
    gait_str name = gait_arena_format(at->decl->arena, "targets[].%s", field);
    for (size_t i = 0; i < at->fields->count; i++)
        if (gait_str_equal(at->fields->items[i], name))
            return;
    GAIT_BUG_IF(at->fields->count == MOST_FIELDS);
    at->fields->items[at->fields->count++] = name;
}

/* A member as a policy writes it, and what a text of it must be. */
typedef struct member {
    const char *name;      /* in target; NULL: only the shorthand stands for it */
    const char *shorthand; /* in match, or NULL */
    size_t offset;         /* of its texts in a gi_target_match */
    bool (*check)(const gi_decl *decl, const gi_texts *texts, const char *what);
} member;

/* The value of a member, and how messages call it; *out is NULL when it is not given. */
static bool take(const place *at, const member *m, const gait_json **out, const char **what)
{
    const gait_json *inner =
        at->target && m->name ? gait_json_get(at->target, gait_str_of(m->name)) : NULL;
    const gait_json *outer =
        m->shorthand ? gait_json_get(at->match, gait_str_of(m->shorthand)) : NULL;
    if (inner != NULL && outer != NULL)
        return gi_decl_fail(at->decl, "match.%s and match.target.%s are the same condition",
                            m->shorthand, m->name);
    *out = inner != NULL ? inner : outer;
    *what = gait_arena_format(at->decl->arena, "match.%s%s", inner != NULL ? "target." : "",
                              inner != NULL ? m->name : m->shorthand)
                .ptr;
    if (*out != NULL)
        add_field(at, field_of(m->name != NULL ? m->name : m->shorthand));
    return true;
}

static bool check_exact(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    for (size_t i = 0; !decl->contract && i < texts->count; i++)
        if (memchr(texts->items[i].ptr, '*', texts->items[i].len) != NULL)
            return gi_decl_fail(decl, "%s is compared exactly; patterns go into match.target.glob",
                                what);
    return true;
}

static bool check_lower(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    return check_exact(decl, texts, what) && gi_decl_lower(decl, texts, what);
}

static bool check_kinds(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    return gi_decl_words(decl, texts, what, gi_target_kinds);
}

static bool check_methods(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    return gi_decl_one_of(decl, texts, what, gi_discovery_methods);
}

/* Each text, by a check of another room, whose reason is given. */
static bool check_each(const gi_decl *decl, const gi_texts *texts, const char *what,
                       bool (*check)(gait_str text, gait_error *why))
{
    for (size_t i = 0; i < texts->count; i++) {
        gait_error why = GAIT_ERROR_INIT;
        if (!check(texts->items[i], &why))
            return gi_decl_fail(decl, "%s: %s", what, why.message);
    }
    return true;
}

static bool check_patterns(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    return check_each(decl, texts, what, gi_glob_check);
}

static bool check_domains(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    return check_each(decl, texts, what, gi_net_domain_check);
}

static bool is_network(gait_str text, gait_error *why)
{
    gi_net_cidr parsed;
    return gi_net_cidr_parse(text, &parsed, why);
}

static bool check_networks(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    return check_each(decl, texts, what, is_network);
}

static bool check_roots(const gi_decl *decl, const gi_texts *texts, const char *what)
{
    for (size_t i = 0; i < texts->count; i++)
        if (gi_path_climbs(texts->items[i]) || gi_glob_has_wildcard(texts->items[i]))
            return gi_decl_fail(
                decl, "%s takes path prefixes: no '..' above the start, no patterns", what);
    return true;
}

#define TEXTS(field) offsetof(gi_target_match, field)

static const member members[] = {
    { "kind", "target_kind", TEXTS(kinds), check_kinds },
    { "operation", "target_operation", TEXTS(operations), check_lower },
    { "sensitivity", "data_class", TEXTS(sensitivities), check_lower },
    { NULL, "discovery", TEXTS(discoveries), check_methods },
    { "value", "target_value", TEXTS(values), check_exact },
    { "glob", NULL, TEXTS(patterns), check_patterns },
    { "domain", NULL, TEXTS(domains), check_domains },
    { "path_under", NULL, TEXTS(roots), check_roots },
    { "cidr", NULL, TEXTS(networks), check_networks },
};

static bool compile_texts(const place *at, const member *m, gi_target_match *out)
{
    const gait_json *value;
    const char *what;
    gi_texts *texts = (gi_texts *)(void *)((char *)out + m->offset);
    if (!take(at, m, &value, &what))
        return false;
    return value == NULL ||
           (gi_decl_texts(at->decl, value, what, texts) && m->check(at->decl, texts, what));
}

static bool compile_flag(const place *at, gi_target_match *out)
{
    static const member destructive = { "destructive", NULL, 0, NULL };
    const gait_json *value;
    const char *what;
    if (!take(at, &destructive, &value, &what))
        return false;
    out->destructive_given = value != NULL;
    return value == NULL || gi_decl_bool(at->decl, value, what, &out->destructive);
}

static void parse_networks(gait_arena *arena, gi_target_match *out)
{
    gait_error checked = GAIT_ERROR_INIT;
    out->cidrs = gait_arena_array(arena, out->networks.count, sizeof *out->cidrs);
    for (size_t i = 0; i < out->networks.count; i++)
        GAIT_BUG_IF(!gi_net_cidr_parse(out->networks.items[i], &out->cidrs[i], &checked));
}

static bool compile_members(const place *at, gi_target_match *out)
{
    if (!compile_flag(at, out))
        return false;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (!compile_texts(at, &members[i], out))
            return false;
    parse_networks(at->decl->arena, out);
    return true;
}

bool gi_target_compile(const gi_decl *decl, const gait_json *match, const gi_target_match **out,
                       gi_texts *fields)
{
    const place at = { match, gait_json_get(match, GAIT_STR("target")), decl, fields };
    gi_target_match *target = gait_arena_alloc(decl->arena, sizeof *target);
    *out = NULL;
    fields->count = 0;
    fields->items = gait_arena_array(decl->arena, MOST_FIELDS, sizeof *fields->items);
    if (at.target != NULL &&
        !gi_decl_table(decl, at.target, "match.target", gi_vocabulary(GI_TABLE_TARGET)))
        return false;
    if (at.target != NULL && at.target->count == 0)
        return gi_decl_fail(decl, "match.target has no member");
    if (!compile_members(&at, target))
        return false;
    if (fields->count > 0)
        *out = target;
    return true;
}

/* ---- evaluating one target ---- */

static gi_tri host_of(const gi_target *target, gi_reading *reading, gait_str *out)
{
    gi_work(reading, target->value);
    gi_tri known = gi_target_host(reading->arena, target, out);
    bool has_value = gait_str_is(target->kind, "url") || gait_str_is(target->kind, "host");
    if (known == GI_UNKNOWN && !has_value && target->endpoint_domain.len == 0)
        return gi_unknown(reading, GI_CAUSE_MISSING);
    return known == GI_UNKNOWN ? gi_unknown(reading, GI_CAUSE_FORM) : known;
}

/*
 * The one spelling of a target's value that literals and patterns are compared with. GI_UNKNOWN, with a cause, when
 * there is none: a tool may take the value for something else than it looks like.
 */
static gi_tri spelled(gait_arena *arena, gait_str kind, gait_str value, const char **cause,
                      gait_str *out)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gi_net_host host;
    bool climbed = false;
    *out = value;
    *cause = GI_CAUSE_FORM;
    if (gait_str_is(kind, "url"))
        return gi_url_spelling(arena, value, out);
    if (gait_str_is(kind, "host")) {
        if (!gi_net_host_parse(value, &host, &ignored))
            return GI_UNKNOWN;
        *out = gait_arena_str(arena, gi_net_host_text(&host));
        return GI_TRUE;
    }
    if (!gait_str_is(kind, "path"))
        return gi_path_spelling(value) == GI_SPELLING_CLEAN ? GI_TRUE : GI_UNKNOWN;
    if (memchr(value.ptr, '\\', value.len) != NULL || memchr(value.ptr, '\0', value.len) != NULL)
        return GI_UNKNOWN;
    *out = gi_path_clean(arena, value, &climbed);
    if (climbed)
        *cause = GI_CAUSE_PATH;
    return climbed ? GI_UNKNOWN : GI_TRUE;
}

static gi_tri value_eval(const gi_texts *values, const gi_target *target, gi_reading *reading)
{
    const char *cause;
    gait_str text;
    gi_tri known = spelled(reading->arena, target->kind, target->value, &cause, &text);
    gi_tri result = GI_FALSE;
    gi_work(reading, target->value);
    for (size_t i = 0; i < values->count; i++) {
        const char *literal_cause;
        gait_str literal;
        gi_work(reading, values->items[i]);
        /* A literal without one spelling is compared as it stands. */
        if (spelled(reading->arena, target->kind, values->items[i], &literal_cause, &literal) !=
            GI_TRUE)
            literal = values->items[i];
        if (known == GI_TRUE && gait_str_equal(text, literal))
            return GI_TRUE;
        if (known != GI_TRUE)
            result = gi_unknown(reading, cause);
    }
    return result;
}

static gi_tri bytes_eval(const gi_texts *values, const gi_target *target, gi_reading *reading)
{
    for (size_t i = 0; i < values->count; i++) {
        gi_work(reading, target->value);
        if (gait_str_equal(values->items[i], target->value))
            return GI_TRUE;
    }
    return GI_FALSE;
}

static gi_tri pattern_eval(const gi_texts *patterns, const gi_target *target, gi_reading *reading)
{
    const char *cause;
    gait_str text;
    gi_work(reading, target->value);
    if (spelled(reading->arena, target->kind, target->value, &cause, &text) != GI_TRUE)
        return gi_unknown(reading, cause);
    for (size_t i = 0; i < patterns->count; i++) {
        gi_work(reading, text);
        if (gi_glob(patterns->items[i], text, '/'))
            return GI_TRUE;
    }
    return GI_FALSE;
}

static gi_tri roots_eval(const gi_texts *roots, const gi_target *target, gi_reading *reading)
{
    gi_tri result = GI_FALSE;
    if (!gait_str_is(target->kind, "path"))
        return gait_str_is(target->kind, "other") ? gi_unknown(reading, GI_CAUSE_TYPE) : GI_FALSE;
    if (memchr(target->value.ptr, '\\', target->value.len) != NULL)
        return gi_unknown(reading, GI_CAUSE_FORM);
    for (size_t i = 0; i < roots->count; i++) {
        gi_tri one = gi_path_under(target->value, roots->items[i]);
        gi_work(reading, target->value);
        if (one == GI_UNKNOWN)
            one = gi_unknown(reading, GI_CAUSE_PATH);
        result = gi_tri_or(result, one);
    }
    return result;
}

static gi_tri host_eval(const gi_target_match *match, const gi_target *target, gi_reading *reading)
{
    gi_tri in_domain = match->domains.count > 0 ? GI_FALSE : GI_TRUE;
    gi_tri in_cidr = match->networks.count > 0 ? GI_FALSE : GI_TRUE;
    gait_str host;
    if (match->domains.count == 0 && match->networks.count == 0)
        return GI_TRUE;
    gi_tri known = host_of(target, reading, &host);
    if (known != GI_TRUE)
        return known;
    for (size_t i = 0; i < match->domains.count; i++) {
        gi_work(reading, host);
        in_domain = gi_tri_or(in_domain, gi_net_domain_match(match->domains.items[i], host));
    }
    for (size_t i = 0; i < match->networks.count; i++) {
        gi_work(reading, host);
        in_cidr = gi_tri_or(in_cidr, gi_net_cidr_match(&match->cidrs[i], host));
    }
    gi_tri result = gi_tri_and(in_domain, in_cidr);
    return result == GI_UNKNOWN ? gi_unknown(reading, GI_CAUSE_FORM) : result;
}

/* One of the texts, byte for byte; an absent member is unknown. */
static gi_tri listed(const gi_texts *texts, gait_str text, gi_reading *reading)
{
    if (texts->count == 0)
        return GI_TRUE;
    if (text.len == 0)
        return reading->contract ? GI_FALSE : gi_unknown(reading, GI_CAUSE_MISSING);
    for (size_t i = 0; i < texts->count; i++) {
        reading->work++;
        if (gait_str_equal(texts->items[i], text))
            return GI_TRUE;
    }
    return GI_FALSE;
}

static gi_tri flag_eval(const gi_target_match *match, const gi_target *target, gi_reading *reading)
{
    if (!match->destructive_given)
        return GI_TRUE;
    if (!target->destructive_given)
        return gi_unknown(reading, GI_CAUSE_MISSING);
    return gi_tri_of(match->destructive == target->destructive);
}

static gi_tri one_eval(const gi_target_match *match, const gi_target *target, gi_reading *reading)
{
    gi_tri result = listed(&match->kinds, target->kind, reading);
    if (result != GI_FALSE)
        result = gi_tri_and(result, listed(&match->operations, target->operation, reading));
    if (result != GI_FALSE)
        result = gi_tri_and(result, listed(&match->sensitivities, target->sensitivity, reading));
    if (result != GI_FALSE)
        result = gi_tri_and(result, listed(&match->discoveries, target->discovery_method, reading));
    if (result != GI_FALSE)
        result = gi_tri_and(result, flag_eval(match, target, reading));
    if (result != GI_FALSE && match->values.count > 0)
        result = gi_tri_and(
            result, (reading->contract ? bytes_eval : value_eval)(&match->values, target, reading));
    if (result != GI_FALSE && match->patterns.count > 0)
        result = gi_tri_and(result, pattern_eval(&match->patterns, target, reading));
    if (result != GI_FALSE && match->roots.count > 0)
        result = gi_tri_and(result, roots_eval(&match->roots, target, reading));
    if (result != GI_FALSE)
        result = gi_tri_and(result, host_eval(match, target, reading));
    return result;
}

gi_tri gi_target_eval(const gi_target_match *match, gi_reading *reading)
{
    const gait_intent *intent = reading->intent;
    bool every = reading->permits && !reading->contract;
    gi_tri settled = every ? GI_FALSE : GI_TRUE;
    gi_tri result = gi_tri_not(settled);
    if (intent->target_count == 0)
        return GI_FALSE;
    for (size_t i = 0; i < intent->target_count && result != settled; i++) {
        gi_tri one = one_eval(match, &intent->targets[i], reading);
        result = every ? gi_tri_and(result, one) : gi_tri_or(result, one);
    }
    return result;
}
