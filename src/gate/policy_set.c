/*
 * policy_set.c — one policy out of the packs that decide together.
 *
 * A pack that only restricts can be excepted from by a pack that may allow, one rule at a time and by name; no pack can
 * reach into another otherwise.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"
#include "gate/trace.h"

#include <gait/digest.h>
#include <gait/limits.h>

#include <stdlib.h>
#include <string.h>

bool gi_policy_is_set(const gait_policy *policy)
{
    return policy->pack_count > 1 || policy->packs[0]->trust != GI_TRUSTED;
}

/* ---- packs in order ---- */

static int by_id(const void *a, const void *b)
{
    return gait_str_compare((*(gi_pack_state *const *)a)->id, (*(gi_pack_state *const *)b)->id);
}

static bool sort_packs(gait_policy *policy, gait_error *err)
{
    qsort(policy->packs, policy->pack_count, sizeof(gi_pack_state *), by_id);
    for (size_t i = 1; i < policy->pack_count; i++)
        if (gait_str_equal(policy->packs[i]->id, policy->packs[i - 1]->id))
            return gait_fail(err, GAIT_E_policy_set, "two packs have the id '%.*s'",
                             GAIT_STR_ARG(policy->packs[i]->id));
    return true;
}

static void add_rules(gait_policy *policy, const gi_pack_state *pack)
{
    for (size_t i = 0; i < pack->rule_count; i++) {
        gi_rule *rule = pack->rules[i];
        rule->rank = policy->rule_count;
        policy->rules[policy->rule_count++] = rule;
        if (policy->pack_count > 1)
            rule->id = gait_arena_format(policy->arena, "%.*s:%.*s", GAIT_STR_ARG(pack->id),
                                         GAIT_STR_ARG(rule->name));
    }
}

static void gather_rules(gait_policy *policy)
{
    size_t count = 0;
    for (size_t i = 0; i < policy->pack_count; i++)
        count += policy->packs[i]->rule_count;
    policy->rules = gait_arena_array(policy->arena, count, sizeof *policy->rules);
    for (size_t i = 0; i < policy->pack_count; i++)
        add_rules(policy, policy->packs[i]);
}

/* What stands where nothing matched: only those who may allow have a say in it. */
static gait_verdict fallback_of(const gait_policy *policy)
{
    gait_verdict strictest = GAIT_ALLOW;
    bool trusted = false;
    for (size_t i = 0; i < policy->pack_count; i++) {
        const gi_pack_state *pack = policy->packs[i];
        if (pack->trust != GI_TRUSTED)
            continue;
        trusted = true;
        if (pack->fallback > strictest)
            strictest = pack->fallback;
    }
    return trusted ? strictest : GAIT_BLOCK;
}

static int64_t least_fuel(const gait_policy *policy)
{
    int64_t least = GAIT_LIMIT_DECISION_FUEL;
    for (size_t i = 0; i < policy->pack_count; i++)
        if (policy->packs[i]->budget.decision_fuel < least)
            least = policy->packs[i]->budget.decision_fuel;
    return least;
}

/* ---- overrides across packs ---- */

static gi_pack_state *find_pack(const gait_policy *policy, gait_str id)
{
    for (size_t i = 0; i < policy->pack_count; i++)
        if (gait_str_equal(policy->packs[i]->id, id))
            return policy->packs[i];
    return NULL;
}

static const gi_rule *find_rule(const gi_pack_state *pack, gait_str name)
{
    for (size_t i = 0; i < pack->rule_count; i++)
        if (gait_str_equal(pack->rules[i]->name, name))
            return pack->rules[i];
    return NULL;
}

static bool fail(const gi_rule *rule, gait_str named, const char *why, gait_error *err)
{
    return gait_fail(err, GAIT_E_policy_declaration, "%.*s:%d: rule '%.*s': overrides '%.*s', %s",
                     GAIT_STR_ARG(rule->file), rule->line, GAIT_STR_ARG(rule->name),
                     GAIT_STR_ARG(gait_str_first(named, 64)), why);
}

static bool resolve(const gait_policy *policy, const gi_rule *rule, size_t i, gait_error *err)
{
    gait_str named = rule->overrides.items[i];
    const char *colon = memchr(named.ptr, ':', named.len);
    size_t at = (size_t)(colon - named.ptr);
    const gi_pack_state *other = find_pack(policy, gait_str_first(named, at));
    if (other == NULL)
        return fail(rule, named, "a rule of a pack that is not loaded", err);
    if (rule->pack->trust != GI_TRUSTED || other->trust != GI_RESTRICTING)
        return fail(rule, named,
                    "but only a trusted pack excepts from a rule of another, and only from one "
                    "that restricts",
                    err);
    rule->targets[i] = find_rule(other, gait_str_from(named, at + 1));
    return rule->targets[i] != NULL || fail(rule, named, "an unknown rule of that pack", err);
}

static bool resolve_all(const gait_policy *policy, gait_error *err)
{
    for (size_t i = 0; i < policy->rule_count; i++) {
        const gi_rule *rule = policy->rules[i];
        for (size_t k = 0; k < rule->overrides.count; k++)
            if (rule->targets[k] == NULL && !resolve(policy, rule, k, err))
                return false;
    }
    return true;
}

/* ---- digest ---- */

static gait_json *pack_json(gait_arena *arena, const gi_pack_state *pack)
{
    gait_json *out = gait_json_new_object(arena);
    const char *trust = pack->trust == GI_TRUSTED ? GI_TRUST_FULL : GI_TRUST_RESTRICT;
    gait_json_set(arena, out, GAIT_STR("id"), gait_json_string(pack->id));
    gait_json_set(arena, out, GAIT_STR("digest"), gait_json_string(pack->digest));
    gait_json_set(arena, out, GAIT_STR("trust"), gait_json_string(gait_str_of(trust)));
    return out;
}

gait_json *gait_policy_packs(gait_arena *arena, const gait_policy *policy)
{
    if (!gi_policy_is_set(policy))
        return NULL;
    gait_json *out = gait_json_new_array(arena);
    for (size_t i = 0; i < policy->pack_count; i++)
        gait_json_push(arena, out, *pack_json(arena, policy->packs[i]));
    return out;
}

/* Of one trusted pack its own; else SHA-256 of {"packs":[…],"schema":"gait.policy_set/1"} in canonical form. */
static bool digest_of(const gait_policy *policy, gait_str *out, gait_error *err)
{
    gait_arena *arena = policy->arena;
    gait_json *packs = gait_policy_packs(arena, policy);
    gait_json *root = gait_json_new_object(arena);
    gait_str bytes;
    *out = policy->packs[0]->digest;
    if (packs == NULL)
        return true;
    gait_json_set(arena, root, GAIT_STR("schema"), gait_json_string(GAIT_STR("gait.policy_set/1")));
    gait_json_set(arena, root, GAIT_STR("packs"), *packs);
    if (!gait_json_canonical(arena, root, GAIT_NUMBERS_EXACT, GAIT_LIMIT_PACK_BYTES, &bytes, err))
        return false;
    *out = gait_digest_hex_of(arena, bytes);
    return true;
}

/* ---- one policy ---- */

bool gi_policy_assemble(gait_arena *arena, gi_pack_state **packs, size_t count,
                        const char *zoneinfo, gait_policy **out, gait_error *err)
{
    gait_policy *policy = gait_arena_alloc(arena, sizeof *policy);
    *policy = (gait_policy){ .arena = arena, .packs = packs, .pack_count = count };
    if (sort_packs(policy, err)) {
        gather_rules(policy);
        policy->fallback = fallback_of(policy);
        policy->fuel = least_fuel(policy);
        policy->index = gi_policy_index_build(policy);
        if (resolve_all(policy, err) && digest_of(policy, &policy->digest, err) &&
            gi_policy_read_zones(policy, zoneinfo, err)) {
            *out = policy;
            return true;
        }
    }
    gait_policy_free(policy);
    return false;
}

bool gi_policy_load_pack(gait_arena *arena, const gi_pack *pack, gait_policy **out, gait_error *err)
{
    gi_pack_state **packs = gait_arena_array(arena, 1, sizeof *packs);
    return gi_pack_load_memory(arena, pack, &packs[0], err) &&
           gi_policy_assemble(arena, packs, 1, NULL, out, err);
}

bool gait_policy_load_set(gait_arena *arena, const gait_policy_source *sources, size_t count,
                          gait_policy **out, gait_error *err)
{
    *out = NULL;
    if (count == 0)
        return gait_fail(err, GAIT_E_policy_load, "no policy was given");
    if (count > GAIT_LIMIT_POLICY_PACKS)
        return gait_fail(err, GAIT_E_policy_set, "more than %d packs are given",
                         GAIT_LIMIT_POLICY_PACKS);
    gi_pack_state **packs = gait_arena_array(arena, count, sizeof *packs);
    for (size_t i = 0; i < count; i++) {
        if (gi_pack_load(arena, &sources[i], &packs[i], err))
            continue;
        const char *name = sources[i].path == NULL ? sources[i].builtin : sources[i].path;
        if (count > 1)
            gait_error_prefix(err, "%s: ", name == NULL ? "a policy" : name);
        while (i-- > 0)
            gi_host_close(packs[i]->host);
        return false;
    }
    return gi_policy_assemble(arena, packs, count, sources[0].zoneinfo, out, err);
}

bool gait_policy_load(gait_arena *arena, const gait_policy_source *source, gait_policy **out,
                      gait_error *err)
{
    return gait_policy_load_set(arena, source, 1, out, err);
}
