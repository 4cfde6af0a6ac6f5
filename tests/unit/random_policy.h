/*
 * random_policy.h — seeded random policies and intents, for properties that must hold of all of them.
 *
 * A policy is text, so that a failure shows what it was. GAIT_PROPERTY_SEED and GAIT_PROPERTY_ROUNDS replace the usual
 * seed and number of rounds; what was used is printed.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_UNIT_RANDOM_POLICY_H
#define GAIT_TESTS_UNIT_RANDOM_POLICY_H

#include "gate.h"

#include <stdlib.h>

typedef struct seeded {
    uint64_t state;
} seeded;

static inline unsigned pick(seeded *random, unsigned below)
{
    return (unsigned)((next_random(&random->state) >> 33) % below);
}

static inline uint64_t from_environment(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text == NULL || *text == '\0' ? usual : strtoull(text, NULL, 0);
}

static inline seeded seeded_for(const char *property)
{
    uint64_t seed = from_environment("GAIT_PROPERTY_SEED", UINT64_C(0x9e3779b97f4a7c15));
    print_message("%s: GAIT_PROPERTY_SEED=0x%llx\n", property, (unsigned long long)seed);
    return (seeded){ seed == 0 ? 1 : seed };
}

static inline int rounds(int usual)
{
    return (int)from_environment("GAIT_PROPERTY_ROUNDS", (uint64_t)usual);
}

/* ---- rules ---- */

static const char *const effects[] = { "allow", "dry_run", "require_approval", "block" };

/* Unknown where a field is missing, in any pack. */
static const char *const plain_conditions[] = {
    "tool = 'a'",
    "tool = { 'a', 'b.*' }",
    "tool = '**'",
    "identity = { 'alice', 'bot-*' }",
    "env = 'prod'",
    "env = { 'dev', 'stage' }",
    "session = 's*'",
    "phase = 'apply'",
    "risk = { 'high', 'critical' }",
    "args = { n = { gt = 10 } }",
    "args = { n = { lt = 5 }, s = { prefix = 'x' } }",
    "args = { ['l[any].p'] = { gte = 3 } }",
    "args = { ['l[all].p'] = { ne = 3 } }",
    "args = { s = { ['in'] = { 'x', 'xy', 'z' } } }",
    "args = { o = { contains = 'a' } }",
    "tainted_by = 'external'",
};

/* The same but in packs of tiers, where a member that a target lacks is another one. */
static const char *const target_conditions[] = {
    "target = { kind = 'path', path_under = '/repo' }",
    "target = { operation = 'write' }",
    "data_class = { 'secret', 'pii' }",
    "target = { destructive = true }",
    "target = { domain = '*.corp.example' }",
};

/* The first ones answer an absent field with unknown; the others may answer it with false. */
static const char *const functions[] = {
    "function(i) return i.args.n > 10 end",
    "function(i) count = count + 1 return count == 1 end",
    "function(i) seen[#seen + 1] = i.tool return #seen == 1 end",
    "function(i) while true do end end",
    "function(i) local t = {} for k = 1, 1000000 do t[k % 7] = k end return true end",
    "function(i) count = count + 100 error('x') end",
    "function(i) return i.env == 'prod' end",
    "function(i) return #i.targets > 0 end",
    "function(i) return i.args.s end",
};

static const char *const limits[] = {
    "{ max = 3, seconds = 60 }",
    "{ max = 5, seconds = 60, by = 'session' }",
    "{ { max = 4, seconds = 60, by = {} }, { max = 2, seconds = 9, by = { 'tool', 'env' } } }",
};

static const char *const credentials[] = { "{}", "{ sources = { 'aws_sts', 'env' } }",
                                           "{ sources = 'env', jit = true }",
                                           "{ broker = 'vault', max_ttl_seconds = 60 }" };

#define COUNT_OF(list) ((unsigned)(sizeof(list) / sizeof(list)[0]))

enum { FUNCTIONS_NONE = 0, FUNCTIONS_THAT_KEEP = 6, FUNCTIONS_ALL = 9 };

/* What the rules of a random policy are made of. */
typedef struct recipe {
    const char *id;        /* of the pack */
    unsigned least_effect; /* 1: no rule that allows */
    unsigned functions;    /* of the list above */
    unsigned most_rules;
    bool tiers, only_functions;
} recipe;

static inline const char *pick_condition(seeded *random, const recipe *r)
{
    unsigned at =
        pick(random, COUNT_OF(plain_conditions) + (r->tiers ? 0 : COUNT_OF(target_conditions)));
    return at < COUNT_OF(plain_conditions) ? plain_conditions[at]
                                           : target_conditions[at - COUNT_OF(plain_conditions)];
}

static inline void add_obligations(gait_buf *buf, seeded *random, unsigned effect)
{
    if (pick(random, 4) == 0)
        gait_buf_add_format(buf, ", limit = %s", limits[pick(random, COUNT_OF(limits))]);
    if ((effect == 0 || effect == 2) && pick(random, 4) == 0)
        gait_buf_add_format(buf, ", credential = %s",
                            credentials[pick(random, COUNT_OF(credentials))]);
    if (effect == 2 && pick(random, 2) == 0)
        gait_buf_add_format(buf, ", approvals = %u", 1 + pick(random, 3));
}

/* Rule `id` of `count`; it overrides none when it is the only one. */
static inline void add_rule(gait_buf *buf, seeded *random, const recipe *r, unsigned id,
                            unsigned count)
{
    unsigned effect = r->least_effect + pick(random, 4 - r->least_effect);
    gait_buf_add_format(buf, "rule { id = 'r%u', effect = '%s', match = { %s }", id,
                        effects[effect], r->only_functions ? "" : pick_condition(random, r));
    if (r->functions > 0 && (r->only_functions || pick(random, 3) == 0))
        gait_buf_add_format(buf, ", %s = %s", pick(random, 2) ? "when" : "unless",
                            functions[pick(random, r->functions)]);
    if (r->tiers && pick(random, 2) == 0)
        gait_buf_add_format(buf, ", priority = %d", (int)pick(random, 5) - 2);
    if (count > 1 && !r->tiers && pick(random, 3) == 0)
        gait_buf_add_format(buf, ", overrides = 'r%u'", (id + 1 + pick(random, count - 1)) % count);
    add_obligations(buf, random, effect);
    gait_buf_add_cstr(buf, " }\n");
}

/* A policy whose rules are one line each, after a first line. */
static inline const char *random_policy(gait_arena *arena, seeded *random, const recipe *r)
{
    gait_buf buf;
    unsigned count = 1 + pick(random, r->most_rules);
    gait_buf_init(&buf, arena, 1u << 16);
    gait_buf_add_format(&buf, "local count, seen = 0, {} policy { id = '%s', default = '%s'%s }\n",
                        r->id, effects[pick(random, 4)], r->tiers ? ", combine = 'tiers'" : "");
    for (unsigned i = 0; i < count; i++)
        add_rule(&buf, random, r, i, count);
    return buf.ptr;
}

/* ---- intents ---- */

static const char *const scalars[] = { "\"environment\":\"prod\"", "\"environment\":\"dev\"",
                                       "\"session_id\":\"s1\"", "\"phase\":\"apply\"",
                                       "\"phase\":\"plan\"" };
static const char *const members[] = { "\"n\":3",          "\"n\":11",
                                       "\"s\":\"xy\"",     "\"s\":\"q\"",
                                       "\"o\":\"banana\"", "\"l\":[{\"p\":1},{\"p\":5}]",
                                       "\"l\":[{\"p\":3}]" };
static const char *const target_members[] = { "\"operation\":\"write\"", "\"sensitivity\":\"pii\"",
                                              "\"destructive\":true", "\"destructive\":false" };

typedef struct parts {
    const char *list[4];
    size_t count;
} parts;

/* Whether a member of the same name is there already. */
static inline bool holds(const parts *p, const char *member)
{
    size_t name = (size_t)(strchr(member, ':') - member);
    for (size_t i = 0; i < p->count; i++)
        if (strncmp(p->list[i], member, name + 1) == 0)
            return true;
    return false;
}

static inline void choose(seeded *random, const char *const *from, unsigned count, parts *out)
{
    out->count = 0;
    for (unsigned i = 0; i < 3; i++) {
        const char *one = from[pick(random, count)];
        if (pick(random, 4) != 0 && !holds(out, one))
            out->list[out->count++] = one;
    }
}

static inline const char *joined(gait_arena *arena, const parts *p, size_t without,
                                 const char *lead)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 4096);
    for (size_t i = 0; i < p->count; i++)
        if (i != without)
            gait_buf_add_format(&buf, "%s%s", buf.len > 0 ? "," : lead, p->list[i]);
    return buf.len == 0 ? "" : buf.ptr;
}

/* An intent as a list of optional members. */
typedef struct sketch {
    const char *tool;
    parts context, args, target;
    bool tainted;
} sketch;

static inline sketch random_intent(seeded *random)
{
    static const char *const tools[] = { "a", "b.c", "c" };
    sketch s = { .tool = tools[pick(random, 3)], .tainted = pick(random, 2) == 0 };
    choose(random, scalars, COUNT_OF(scalars), &s.context);
    choose(random, members, COUNT_OF(members), &s.args);
    choose(random, target_members, COUNT_OF(target_members), &s.target);
    return s;
}

static inline size_t optional_members(const sketch *s)
{
    return s->context.count + s->args.count + s->target.count;
}

/* The intent of a sketch, without one of its optional members; SIZE_MAX leaves it whole. */
static inline const gait_intent *built(gait_arena *arena, const sketch *s, size_t without)
{
    bool whole = without == SIZE_MAX;
    size_t args = whole ? SIZE_MAX : without - s->context.count;
    size_t target = whole ? SIZE_MAX : args - s->args.count;
    const char *json =
        gait_arena_format(
            arena,
            "{\"tool_name\":\"%s\",\"args\":{%s},\"targets\":[{\"kind\":\"path\",\"value\":\"/repo/"
            "a\"%s}],\"arg_provenance\":[{\"arg_path\":\"a\",\"source\":\"%s\"}],\"context\":{"
            "\"identity\":\"alice\",\"workspace\":\"/repo\",\"risk_class\":\"high\"%s}}",
            s->tool, joined(arena, &s->args, args, ""), joined(arena, &s->target, target, ","),
            s->tainted ? "external" : "user", joined(arena, &s->context, without, ","))
            .ptr;
    return intent_of(arena, json);
}

/* ---- decisions ---- */

/* A count for each rule, the same whenever it is asked for: none, some, too many, or not known. */
static inline bool count_of(void *ctx, const gait_limit *limit, int64_t *out)
{
    uint64_t mix = *(const uint64_t *)ctx;
    for (size_t i = 0; i < limit->name.len; i++)
        mix = mix * 31 + (unsigned char)limit->name.ptr[i];
    *out = (int64_t)(mix % 7);
    return mix % 5 != 0;
}

static inline gait_decision decide_with(gait_arena *arena, gait_policy *policy,
                                        const gait_intent *intent, uint64_t used)
{
    const gait_counts counts = { &used, count_of };
    const gait_decide_options options = { .counts = &counts, .explain = true };
    gait_decision decision;
    gait_decide(arena, policy, intent, &options, &decision);
    return decision;
}

#endif
