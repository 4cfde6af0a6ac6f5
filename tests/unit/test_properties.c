/*
 * test_properties.c — what must hold of every policy and every intent, tried on seeded random ones.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "random_policy.h"

enum { ROUNDS = 1500 };

static bool is_subset(const gait_str *some, size_t some_count, const gait_str *all, size_t count)
{
    bool known = some_count > 0 || count == 0; /* none is everything */
    for (size_t i = 0; known && count > 0 && i < some_count; i++) {
        bool found = false;
        for (size_t k = 0; k < count; k++)
            found = found || gait_str_equal(some[i], all[k]);
        known = found;
    }
    return known;
}

/* What lets more through: a lesser verdict, or lesser demands on what may be run. */
static const char *widened(const gait_decision *before, const gait_decision *after)
{
    const gait_credential *was = &before->credential;
    const gait_credential *is = &after->credential;
    if (after->verdict != before->verdict)
        return after->verdict < before->verdict ? "a lesser verdict" : NULL;
    if (after->verdict == GAIT_BLOCK || after->verdict == GAIT_DRY_RUN)
        return NULL; /* nothing runs, so nothing is demanded */
    if (after->required_approvals < before->required_approvals ||
        (before->distinct_approvers && !after->distinct_approvers))
        return "fewer approvals";
    if (was->wanted && !is->wanted)
        return "no credential";
    if ((was->jit && !is->jit) || (was->broker.len > 0 && is->broker.len == 0) ||
        (was->max_ttl_seconds > 0 &&
         (is->max_ttl_seconds == 0 || is->max_ttl_seconds > was->max_ttl_seconds)) ||
        !is_subset(is->sources, is->source_count, was->sources, was->source_count))
        return "a lesser credential";
    return after->limit_count < before->limit_count ? "fewer limits" : NULL;
}

/* ---- rules that are added ---- */

static bool decided_by(const gait_decision *d, const char *what)
{
    return gait_str_is(member_of(d->explanation, "decided_by"), what);
}

static void adding_a_restrictive_rule_never_widens(void **state)
{
    seeded random = seeded_for(__func__);
    const recipe usual = { .id = "p", .functions = FUNCTIONS_ALL, .most_rules = 6 };
    /* an override is a hole on purpose, so the added rule has none */
    const recipe extra = { .least_effect = 1, .functions = FUNCTIONS_ALL };
    (void)state;
    for (int round = 0; round < rounds(ROUNDS); round++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        const char *before = random_policy(arena, &random, &usual);
        gait_buf after;
        gait_buf_init(&after, arena, 1u << 16);
        gait_buf_add_cstr(&after, before);
        add_rule(&after, &random, &extra, 99, 1);
        sketch s = random_intent(&random);
        uint64_t used = pick(&random, 1000);
        const gait_intent *intent = built(arena, &s, SIZE_MAX);
        gait_policy *old = policy_of(arena, before);
        gait_policy *new = policy_of(arena, after.ptr);
        gait_decision a = decide_with(arena, old, intent, used);
        gait_decision b = decide_with(arena, new, intent, used);
        const char *how = widened(&a, &b);
        /* where no rule had anything to say, a definite rule replaces the default */
        if (how != NULL && !(decided_by(&a, "default") && decided_by(&b, "rule")))
            fail_msg("round %d: %s, %s after %s\n%s", round, how, gait_verdict_name(b.verdict),
                     gait_verdict_name(a.verdict), after.ptr);
        gait_policy_free(old);
        gait_policy_free(new);
        gait_arena_free(arena);
    }
}

/* ---- fields that are left out ---- */

static void removing_a_field_never_widens(void **state)
{
    seeded random = seeded_for(__func__);
    long compared = 0;
    int count = rounds(ROUNDS);
    (void)state;
    for (int round = 0; round < count; round++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        const recipe r = {
            .id = "p", .functions = FUNCTIONS_THAT_KEEP, .most_rules = 6, .tiers = round % 2 == 1
        };
        const char *source = random_policy(arena, &random, &r);
        sketch s = random_intent(&random);
        uint64_t used = pick(&random, 1000);
        gait_policy *policy = policy_of(arena, source);
        gait_decision whole = decide_with(arena, policy, built(arena, &s, SIZE_MAX), used);
        for (size_t without = 0; without < optional_members(&s); without++, compared++) {
            gait_decision less = decide_with(arena, policy, built(arena, &s, without), used);
            const char *how = widened(&whole, &less);
            if (how != NULL)
                fail_msg("round %d, without %zu: %s, %s became %s\n%s", round, without, how,
                         gait_verdict_name(whole.verdict), gait_verdict_name(less.verdict), source);
        }
        gait_policy_free(policy);
        gait_arena_free(arena);
    }
    assert_true(compared > count);
}

/* ---- order ---- */

enum { MOST_LINES = 256 };

/* The lines of a source after the first, in another order. */
static const char *shuffled(gait_arena *arena, seeded *random, const char *source)
{
    const char *lines[MOST_LINES];
    unsigned count = 0;
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 16);
    for (const char *at = source; *at != '\0'; at = strchr(at, '\n') + 1)
        lines[count++] = at;
    for (unsigned i = count - 1; i > 1; i--) {
        unsigned other = 1 + pick(random, i);
        const char *line = lines[i];
        lines[i] = lines[other];
        lines[other] = line;
    }
    for (unsigned i = 0; i < count; i++)
        gait_buf_add(&buf, (gait_str){ lines[i], (size_t)(strchr(lines[i], '\n') - lines[i]) + 1 });
    return buf.ptr;
}

/* Lines of a file differ with the order; nothing else may. */
static void forget_lines(gait_json *value)
{
    for (size_t i = 0; value->kind == GAIT_JSON_ARRAY && i < value->count; i++)
        forget_lines(&value->items[i]);
    for (size_t i = 0; value->kind == GAIT_JSON_OBJECT && i < value->count; i++) {
        if (gait_str_is(value->members[i].name, "line"))
            value->members[i].value = gait_json_null();
        forget_lines(&value->members[i].value);
    }
}

static gait_str outcome_text(gait_arena *arena, const gait_decision *decision)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 20);
    gait_buf_add_format(&buf, "%.*s %lld %d %zu %s\n", GAIT_STR_ARG(decision->rule),
                        (long long)decision->fuel, decision->required_approvals,
                        decision->limit_count, gait_code_name(decision->failure.code));
    for (size_t i = 0; i < decision->reason_count; i++)
        gait_buf_add_format(&buf, " %.*s", GAIT_STR_ARG(decision->reason_codes[i]));
    forget_lines(decision->explanation);
    gait_json_emit(&buf, decision->explanation, GAIT_JSON_INDENT);
    return gait_buf_text(&buf);
}

static void expect_same(gait_arena *arena, const gait_decision *a, const gait_decision *b,
                        const char *source)
{
    gait_str first = outcome_text(arena, a);
    gait_str second = outcome_text(arena, b);
    if (!gait_str_equal(first, second))
        fail_msg("%s\n%.*s\nbut\n%.*s", source, GAIT_STR_ARG(first), GAIT_STR_ARG(second));
}

static void the_order_of_rules_never_matters(void **state)
{
    seeded random = seeded_for(__func__);
    int exhausted = 0;
    int count = rounds(ROUNDS);
    (void)state;
    for (int round = 0; round < count; round++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        /* now and then so many rules that those which never end use up the whole decision */
        const recipe r = { .id = "p",
                           .functions = FUNCTIONS_ALL,
                           .most_rules = round % 50 == 0 ? 120 : 6,
                           .only_functions = round % 50 == 0,
                           .tiers = round % 3 == 2 };
        const char *source = random_policy(arena, &random, &r);
        const char *other = shuffled(arena, &random, source);
        sketch s = random_intent(&random);
        uint64_t used = pick(&random, 1000);
        const gait_intent *intent = built(arena, &s, SIZE_MAX);
        gait_policy *a = policy_of(arena, source);
        gait_policy *b = policy_of(arena, other);
        gait_decision first = decide_with(arena, a, intent, used);
        gait_decision second = decide_with(arena, b, intent, used);
        exhausted += first.failure.code == GAIT_E_decision_budget;
        expect_same(arena, &first, &second, source);
        gait_policy_free(a);
        gait_policy_free(b);
        gait_arena_free(arena);
    }
    print_message("%d decisions used up their budget\n", exhausted);
    assert_true(exhausted > 0 || count < ROUNDS);
}

/* ---- several packs ---- */

typedef struct part {
    const char *source;
    gi_trust trust;
} part;

static gait_policy *set_of(gait_arena *arena, const part *parts, size_t count)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    gi_pack_state **packs = gait_arena_array(arena, count, sizeof *packs);
    for (size_t i = 0; i < count; i++) {
        const gi_pack_file file = { "policy.lua", gait_str_of(parts[i].source) };
        const gi_pack pack = { "test", &file, 1 };
        if (!gi_pack_load_memory(arena, &pack, &packs[i], &err))
            fail_msg("%s\n%s", err.message, parts[i].source);
        packs[i]->trust = parts[i].trust;
    }
    if (!gi_policy_assemble(arena, packs, count, NULL, &policy, &err))
        fail_msg("%s", err.message);
    return policy;
}

static void a_pack_that_restricts_never_widens(void **state)
{
    seeded random = seeded_for(__func__);
    long stricter = 0;
    int count = rounds(ROUNDS);
    (void)state;
    for (int round = 0; round < count; round++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        const recipe own = {
            .id = "own", .functions = FUNCTIONS_ALL, .most_rules = 5, .tiers = round % 2 == 1
        };
        const recipe other = {
            .id = "other", .functions = FUNCTIONS_ALL, .most_rules = 5, .tiers = round % 4 > 1
        };
        const part parts[] = { { random_policy(arena, &random, &own), GI_TRUSTED },
                               { random_policy(arena, &random, &other), GI_RESTRICTING } };
        const part turned[] = { parts[1], parts[0] };
        sketch s = random_intent(&random);
        uint64_t used = pick(&random, 1000);
        const gait_intent *intent = built(arena, &s, SIZE_MAX);
        gait_policy *alone = set_of(arena, parts, 1);
        gait_policy *both = set_of(arena, parts, 2);
        gait_policy *same = set_of(arena, turned, 2);
        gait_decision a = decide_with(arena, alone, intent, used);
        gait_decision b = decide_with(arena, both, intent, used);
        gait_decision c = decide_with(arena, same, intent, used);
        const char *how = widened(&a, &b);
        if (how != NULL)
            fail_msg("round %d: %s, %s after %s\n%s\nwith\n%s", round, how,
                     gait_verdict_name(b.verdict), gait_verdict_name(a.verdict), parts[0].source,
                     parts[1].source);
        expect_same(arena, &b, &c, parts[0].source);
        stricter += b.verdict > a.verdict;
        gait_policy_free(alone);
        gait_policy_free(both);
        gait_policy_free(same);
        gait_arena_free(arena);
    }
    assert_true(stricter > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adding_a_restrictive_rule_never_widens),
        cmocka_unit_test(removing_a_field_never_widens),
        cmocka_unit_test(the_order_of_rules_never_matters),
        cmocka_unit_test(a_pack_that_restricts_never_widens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
