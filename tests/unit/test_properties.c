/*
 * test_properties.c — what must hold of every policy and every intent, tried on seeded random ones.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

typedef struct seeded {
    uint64_t state;
} seeded;

static unsigned pick(seeded *random, unsigned below)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (unsigned)((random->state >> 33) % below);
}

static const char *const effects[] = { "allow", "dry_run", "require_approval", "block" };

static const char *const conditions[] = {
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
    "target = { kind = 'path', path_under = '/repo' }",
    "target = { operation = 'write' }",
    "data_class = { 'secret', 'pii' }",
    "target = { destructive = true }",
    "target = { domain = '*.corp.example' }",
    "tainted_by = 'external'",
};

static const char *const functions[] = {
    "function(i) return i.args.n > 10 end",
    "function(i) count = count + 1 return count == 1 end",
    "function(i) return i.env == 'prod' end",
    "function(i) return #i.targets > 0 end",
    "function(i) error('x') end",
    "function(i) while true do end end",
    "function(i) return i.args.s end",
};

enum { FUNCTIONS_THAT_KEEP_PROPERTIES = 2 };

/* One random rule. Functions after the first two may answer an absent field with a definite value. */
static void add_rule(gait_buf *buf, seeded *random, int id, unsigned least_effect,
                     unsigned function_kinds)
{
    unsigned effect = least_effect + pick(random, 4 - least_effect);
    const char *first = conditions[pick(random, sizeof conditions / sizeof conditions[0])];
    gait_buf_add_format(buf, "rule { id = 'r%d', effect = '%s', match = { %s }", id,
                        effects[effect], first);
    if (function_kinds > 0 && pick(random, 3) == 0)
        gait_buf_add_format(buf, ", %s = %s", pick(random, 2) ? "when" : "unless",
                            functions[pick(random, function_kinds)]);
    if (id > 0 && pick(random, 5) == 0)
        gait_buf_add_format(buf, ", overrides = 'r%u'", pick(random, (unsigned)id));
    gait_buf_add_cstr(buf, " }\n");
}

static const char *const scalars[] = { "\"environment\":\"prod\"", "\"environment\":\"dev\"",
                                       "\"session_id\":\"s1\"", "\"phase\":\"apply\"",
                                       "\"phase\":\"plan\"" };
static const char *const members[] = { "\"n\":3",          "\"n\":11",
                                       "\"s\":\"xy\"",     "\"s\":\"q\"",
                                       "\"o\":\"banana\"", "\"l\":[{\"p\":1},{\"p\":5}]",
                                       "\"l\":[{\"p\":3}]" };
static const char *const target_members[] = { "\"operation\":\"write\"", "\"sensitivity\":\"pii\"",
                                              "\"destructive\":true", "\"destructive\":false" };

/* Whether a picked member may join those of the same name that are there already. */
static bool adds(gait_str list, const char *member)
{
    const char *colon = strchr(member, ':');
    return !gait_str_contains(list, (gait_str){ member, (size_t)(colon - member) });
}

typedef struct parts {
    const char *list[12];
    size_t count;
} parts;

static void choose(seeded *random, const char *const *from, unsigned count, parts *out)
{
    gait_str seen = { NULL, 0 };
    out->count = 0;
    for (unsigned i = 0; i < 3; i++) {
        const char *one = from[pick(random, count)];
        bool fresh = pick(random, 4) != 0;
        for (size_t k = 0; k < out->count; k++)
            fresh = fresh && adds(gait_str_of(out->list[k]), one);
        if (fresh)
            out->list[out->count++] = one;
    }
    (void)seen;
}

static const char *joined(gait_arena *arena, const parts *p, size_t without, const char *lead)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 4096);
    gait_buf_add_cstr(&buf, "");
    for (size_t i = 0; i < p->count; i++)
        if (i != without)
            gait_buf_add_format(&buf, "%s%s", buf.len > 0 ? "," : lead, p->list[i]);
    return buf.len == 0 ? "" : buf.ptr;
}

typedef struct sketch {
    const char *tool;
    parts context, args, target;
    bool tainted;
} sketch;

static sketch random_intent(seeded *random)
{
    static const char *const tools[] = { "a", "b.c", "c" };
    sketch s = { .tool = tools[pick(random, 3)], .tainted = pick(random, 2) == 0 };
    choose(random, scalars, 5, &s.context);
    choose(random, members, 7, &s.args);
    choose(random, target_members, 4, &s.target);
    return s;
}

/* The intent of a sketch, without one of its optional members; SIZE_MAX leaves it whole. */
static const gait_intent *built(gait_arena *arena, const sketch *s, size_t without)
{
    size_t args = without - s->context.count;
    size_t target = args - s->args.count;
    const char *json =
        gait_arena_format(
            arena,
            "{\"tool_name\":\"%s\",\"args\":{%s},\"targets\":[{\"kind\":\"path\",\"value\":\"/repo/"
            "a\""
            "%s}],\"arg_provenance\":[{\"arg_path\":\"a\",\"source\":\"%s\"}],\"context\":{"
            "\"identity\":\"alice\",\"workspace\":\"/repo\",\"risk_class\":\"high\"%s}}",
            s->tool, joined(arena, &s->args, without == SIZE_MAX ? SIZE_MAX : args, ""),
            joined(arena, &s->target, without == SIZE_MAX ? SIZE_MAX : target, ","),
            s->tainted ? "external" : "user", joined(arena, &s->context, without, ","))
            .ptr;
    return intent_of(arena, json);
}

static const char *random_source(gait_arena *arena, seeded *random, unsigned function_kinds,
                                 int *count)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 16);
    gait_buf_add_format(&buf, "local count = 0\npolicy { id = 'p', default = '%s' }\n",
                        effects[pick(random, 4)]);
    *count = 1 + (int)pick(random, 6);
    for (int i = 0; i < *count; i++)
        add_rule(&buf, random, i, 0, function_kinds);
    return buf.ptr;
}

enum { ROUNDS = 1500 };

static void adding_a_restrictive_rule_never_widens(void **state)
{
    seeded random = { UINT64_C(0x9e3779b97f4a7c15) };
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        int count;
        const char *before = random_source(arena, &random, 5, &count);
        gait_buf after;
        gait_buf_init(&after, arena, 1u << 16);
        gait_buf_add_cstr(&after, before);
        gait_buf extra;
        gait_buf_init(&extra, arena, 4096);
        do { /* an override is a hole on purpose, so the added rule has none */
            extra.len = 0;
            add_rule(&extra, &random, count, 1, 5);
        } while (strstr(extra.ptr, "overrides") != NULL);
        gait_buf_add(&after, gait_buf_text(&extra));
        sketch s = random_intent(&random);
        const gait_intent *intent = built(arena, &s, SIZE_MAX);
        gait_policy *old = policy_of(arena, before);
        gait_policy *new = policy_of(arena, after.ptr);
        gait_decision a = decide_on(arena, old, intent);
        gait_decision b = decide_on(arena, new, intent);
        /* where no rule had anything to say, a definite rule replaces the default */
        bool replaces = gait_str_is(member_of(a.explanation, "decided_by"), "default") &&
                        gait_str_is(member_of(b.explanation, "decided_by"), "rule");
        if (b.verdict < a.verdict && !replaces)
            fail_msg("round %d: %s became %s\n%s", round, gait_verdict_name(a.verdict),
                     gait_verdict_name(b.verdict), after.ptr);
        gait_policy_free(old);
        gait_policy_free(new);
        gait_arena_free(arena);
    }
}

static void removing_a_field_never_widens(void **state)
{
    seeded random = { UINT64_C(0xd1b54a32d192ed03) };
    long compared = 0;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        int count;
        const char *source = random_source(arena, &random, FUNCTIONS_THAT_KEEP_PROPERTIES, &count);
        sketch s = random_intent(&random);
        gait_policy *policy = policy_of(arena, source);
        gait_decision whole = decide_on(arena, policy, built(arena, &s, SIZE_MAX));
        size_t optional = s.context.count + s.args.count + s.target.count;
        for (size_t without = 0; without < optional; without++, compared++) {
            gait_decision less = decide_on(arena, policy, built(arena, &s, without));
            if (less.verdict < whole.verdict)
                fail_msg("round %d, without %zu: %s became %s\n%s", round, without,
                         gait_verdict_name(whole.verdict), gait_verdict_name(less.verdict), source);
        }
        gait_policy_free(policy);
        gait_arena_free(arena);
    }
    assert_true(compared > ROUNDS);
}

/* The rules of a source, in another order. Overrides name rules, so that they may stand anywhere. */
static const char *shuffled(gait_arena *arena, seeded *random, const char *source)
{
    const char *lines[64];
    size_t count = 0;
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 16);
    for (const char *at = source; *at != '\0'; at = strchr(at, '\n') + 1)
        lines[count++] = at;
    for (size_t i = count - 1; i > 2; i--) {
        size_t other = 2 + pick(random, (unsigned)(i - 1));
        const char *line = lines[i];
        lines[i] = lines[other];
        lines[other] = line;
    }
    for (size_t i = 0; i < count; i++)
        gait_buf_add(&buf, (gait_str){ lines[i], (size_t)(strchr(lines[i], '\n') - lines[i]) + 1 });
    return buf.ptr;
}

/* Lines differ with the order. */
static void forget_lines(gait_arena *arena, const gait_json *conditions)
{
    for (size_t i = 0; i < conditions->count; i++) {
        const gait_json *error = gait_json_get(&conditions->items[i], GAIT_STR("error"));
        if (error != NULL)
            gait_json_set(arena, (gait_json *)(uintptr_t)error, GAIT_STR("line"), gait_json_null());
    }
}

/* Everything but positions in files. */
static gait_str outcome_text(gait_arena *arena, const gait_decision *decision)
{
    gait_buf buf;
    const gait_json *rows = gait_json_get(decision->explanation, GAIT_STR("considered"));
    gait_buf_init(&buf, arena, 1u << 20);
    gait_buf_add_format(&buf, "%s %.*s %lld %d", gait_verdict_name(decision->verdict),
                        GAIT_STR_ARG(decision->rule), (long long)decision->fuel,
                        decision->required_approvals);
    for (size_t i = 0; i < decision->reason_count; i++)
        gait_buf_add_format(&buf, " %.*s", GAIT_STR_ARG(decision->reason_codes[i]));
    for (size_t i = 0; i < rows->count; i++) {
        gait_buf_add_format(&buf, "\n%.*s %.*s ", GAIT_STR_ARG(member_of(&rows->items[i], "rule")),
                            GAIT_STR_ARG(member_of(&rows->items[i], "outcome")));
        const gait_json *conditions = gait_json_get(&rows->items[i], GAIT_STR("conditions"));
        forget_lines(arena, conditions);
        gait_json_emit(&buf, conditions, GAIT_JSON_COMPACT);
    }
    return gait_buf_text(&buf);
}

static void the_order_of_rules_never_matters(void **state)
{
    seeded random = { UINT64_C(0x2545f4914f6cdd1d) };
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        int count;
        const char *source = random_source(arena, &random, 7, &count);
        const char *other = shuffled(arena, &random, source);
        sketch s = random_intent(&random);
        const gait_intent *intent = built(arena, &s, SIZE_MAX);
        gait_policy *a = policy_of(arena, source);
        gait_policy *b = policy_of(arena, other);
        gait_decision first = decide_on(arena, a, intent);
        gait_decision second = decide_on(arena, b, intent);
        gait_str x = outcome_text(arena, &first);
        gait_str y = outcome_text(arena, &second);
        if (!gait_str_equal(x, y))
            fail_msg("round %d:\n%s\n%.*s\nbut\n%.*s", round, source, GAIT_STR_ARG(x),
                     GAIT_STR_ARG(y));
        gait_policy_free(a);
        gait_policy_free(b);
        gait_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adding_a_restrictive_rule_never_widens),
        cmocka_unit_test(removing_a_field_never_widens),
        cmocka_unit_test(the_order_of_rules_never_matters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
