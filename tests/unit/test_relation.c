/*
 * test_relation.c — conditions compared each with each: no intent contradicts what is proved.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_words.h"

#include "author/relation.h"

enum { POOL = 500 };

/* false < unknown < true */
static int rank_of(gi_tri outcome)
{
    return outcome == GI_FALSE ? 0 : outcome == GI_UNKNOWN ? 1 : 2;
}

static gi_tri outcome_of(gait_arena *arena, const gi_rule *rule, const gait_intent *intent)
{
    gi_tri outcome = GI_TRUE;
    for (size_t i = 0; i < rule->match.count; i++) {
        gi_reading reading = { .arena = arena,
                               .intent = intent,
                               .permits = rule->effect == GAIT_ALLOW,
                               .contract = rule->pack->combine == GI_TIERS };
        outcome = gi_tri_and(outcome, gi_match_eval(&rule->match.conditions[i], &reading));
    }
    return outcome;
}

typedef struct pairing {
    const char *open, *close;
    const char *const *conditions;
    size_t count;
} pairing;

#define PAIRING(open, list, close)                                                                 \
    {                                                                                              \
        open, close, list, sizeof(list) / sizeof *(list)                                           \
    }

static const pairing pairings[] = {
    PAIRING("", scalars, ""),
    PAIRING("args = { ", args, " }"),
    PAIRING("target = { ", targets, " }"),
};

typedef struct proofs {
    int at_most, definite, excludes;
} proofs;

static void try_pair(gait_arena *arena, const gi_rule *a, const gi_rule *b,
                     const gait_intent *const *pool, proofs *made)
{
    gi_relating relating = { .comparing = { arena, GAIT_LIMIT_CHECK_STATES } };
    bool at_most = gi_rule_at_most(&relating, a, b);
    bool definite = gi_rule_implies_definite(&relating, a, b);
    bool excludes = gi_rule_excludes(&relating, a, b);
    made->at_most += at_most;
    made->definite += definite;
    made->excludes += excludes;
    for (int i = 0; (at_most || excludes) && i < POOL; i++) {
        gi_tri mine = outcome_of(arena, a, pool[i]);
        gi_tri theirs = outcome_of(arena, b, pool[i]);
        bool wrong = (at_most && rank_of(mine) > rank_of(theirs)) ||
                     (definite && mine != GI_FALSE && theirs != GI_TRUE) ||
                     (excludes && mine == GI_TRUE && theirs != GI_FALSE);
        if (wrong)
            fail_msg("at most %d, definite %d, excludes %d: %s is %d, %s is %d", at_most, definite,
                     excludes, a->hint.ptr, (int)mine, b->hint.ptr, (int)theirs);
    }
}

static void try_conditions(const pairing *with, const char *first, const char *second,
                           const gait_intent *const *pool, proofs *made)
{
    static const char *const pairs[][2] = {
        { "block", "block" }, { "allow", "allow" }, { "allow", "block" }, { "block", "allow" }
    };
    for (size_t i = 0; i < 2 * sizeof pairs / sizeof *pairs; i++) {
        const char *const *effect = pairs[i / 2];
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        const char *source =
            gait_arena_format(
                arena,
                "policy { id = 'p'%s }\n"
                "rule { id = 'a', hint = [==[%s]==], effect = '%s', match = { %s%s%s } }\n"
                "rule { id = 'b', hint = [==[%s]==], effect = '%s', match = { %s%s%s } }\n",
                i % 2 == 0 ? "" : ", combine = 'tiers'", first, effect[0], with->open, first,
                with->close, second, effect[1], with->open, second, with->close)
                .ptr;
        gait_policy *policy = policy_of(arena, source);
        try_pair(arena, policy->rules[0], policy->rules[1], pool, made);
        gait_policy_free(policy);
        gait_arena_free(arena);
    }
}

static void no_intent_contradicts_a_relation(void **state)
{
    seeded random = { UINT64_C(0x2545f4914f6cdd1d) };
    gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
    const gait_intent *pool[POOL];
    (void)state;
    for (int i = 0; i < POOL; i++)
        pool[i] = random_intent(arena, &random);
    for (size_t i = 0; i < sizeof pairings / sizeof *pairings; i++) {
        const pairing *with = &pairings[i];
        proofs made = { 0, 0, 0 };
        for (size_t a = 0; a < with->count; a++)
            for (size_t b = 0; b < with->count; b++)
                try_conditions(with, with->conditions[a], with->conditions[b], pool, &made);
        assert_true(made.at_most > 4 * (int)with->count); /* more than each with itself */
        assert_true(i == 2 || made.excludes > 0);
    }
    gait_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_intent_contradicts_a_relation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
