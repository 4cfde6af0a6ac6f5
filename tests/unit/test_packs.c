/*
 * test_packs.c — several packs that decide together, and what one that only restricts may do.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <gait/digest.h>

typedef struct part {
    const char *source;
    gi_trust trust;
} part;

static bool assemble(gait_arena *arena, const part *parts, gait_policy **out, gait_error *err)
{
    size_t count = 0;
    while (parts[count].source != NULL)
        count++;
    gi_pack_state **packs = gait_arena_array(arena, count, sizeof *packs);
    for (size_t i = 0; i < count; i++) {
        const gi_pack_file file = { "policy.lua", gait_str_of(parts[i].source) };
        const gi_pack pack = { "test", &file, 1 };
        if (!gi_pack_load_memory(arena, &pack, &packs[i], err))
            fail_msg("%s", err->message);
        packs[i]->trust = parts[i].trust;
    }
    return gi_policy_assemble(arena, packs, count, NULL, out, err);
}

static gait_policy *set_of(gait_arena *arena, const part *parts)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    if (!assemble(arena, parts, &policy, &err))
        fail_msg("%s", err.message);
    return policy;
}

static gait_decision decided(gait_arena *arena, const part *parts, const char *tool)
{
    gait_policy *policy = set_of(arena, parts);
    gait_decision decision = decide_on(arena, policy, simple_intent(arena, tool, NULL, NULL));
    gait_policy_free(policy);
    return decision;
}

#define TEAM                                                                                       \
    "policy { id = 'team', default = 'dry_run' }\n"                                                \
    "rule { id = 'read', effect = 'allow', match = { tool = 'read' } }\n"
#define CORP                                                                                       \
    "policy { id = 'corp', default = 'allow' }\n"                                                  \
    "rule { id = 'no-delete', effect = 'block', match = { tool = 'delete' } }\n"                   \
    "rule { id = 'write', effect = 'allow', match = { tool = 'write' } }\n"

static const part TEAM_AND_CORP[] = { { TEAM, GI_TRUSTED }, { CORP, GI_RESTRICTING }, { 0 } };

static void rules_are_named_with_their_pack(void **state)
{
    gait_decision d = decided(*state, TEAM_AND_CORP, "delete");
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_str(d.rule, "corp:no-delete");
    d = decided(*state, TEAM_AND_CORP, "read");
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_str(d.rule, "team:read");
    const part alone[] = { { CORP, GI_RESTRICTING }, { 0 } };
    d = decided(*state, alone, "delete");
    assert_str(d.rule, "no-delete");
}

static void what_only_restricts_never_allows(void **state)
{
    gait_decision d = decided(*state, TEAM_AND_CORP, "write");
    assert_int_equal(d.verdict, GAIT_DRY_RUN); /* the team's default, not corp's */
    assert_str(member_of(row_of(d.explanation, "corp:write"), "outcome"), "not_trusted");
    const part trusted[] = { { TEAM, GI_TRUSTED }, { CORP, GI_TRUSTED }, { 0 } };
    d = decided(*state, trusted, "write");
    assert_int_equal(d.verdict, GAIT_ALLOW);
}

static void without_a_trusted_pack_nothing_is_allowed(void **state)
{
    const part alone[] = { { CORP, GI_RESTRICTING }, { 0 } };
    gait_decision d = decided(*state, alone, "write");
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_str(d.reason_codes[0], "default_block");
}

static void nothing_matched_is_the_strictest_trusted_default(void **state)
{
    const part parts[] = { { TEAM, GI_TRUSTED },
                           { "policy { id = 'x', default = 'require_approval' }\n"
                             "rule { id = 'r', effect = 'allow', match = { tool = 'x' } }",
                             GI_TRUSTED },
                           { "policy { id = 'y', default = 'block' }\n"
                             "rule { id = 'r', effect = 'allow', match = { tool = 'x' } }",
                             GI_RESTRICTING },
                           { 0 } };
    gait_decision d = decided(*state, parts, "else");
    assert_int_equal(d.verdict, GAIT_REQUIRE_APPROVAL);
    assert_str(d.reason_codes[0], "default_require_approval");
}

/* Alone the team blocks; a rule that asks for less must not take the place of that. */
static void a_lesser_restriction_does_not_replace_the_default(void **state)
{
    const part parts[] = { { "policy { id = 'team', default = 'block' }\n"
                             "rule { id = 'read', effect = 'allow', match = { tool = 'read' } }",
                             GI_TRUSTED },
                           { "policy { id = 'corp' }\n"
                             "rule { id = 'look', effect = 'dry_run' }",
                             GI_RESTRICTING },
                           { 0 } };
    assert_int_equal(decided(*state, parts, "else").verdict, GAIT_BLOCK);
    assert_int_equal(decided(*state, parts, "read").verdict, GAIT_DRY_RUN);
}

static void every_pack_requires_what_it_requires(void **state)
{
    const part parts[] = { { TEAM, GI_TRUSTED },
                           { "policy { id = 'corp', require = { fields = { 'env', 'session' } } }\n"
                             "rule { id = 'r', effect = 'block', match = { tool = 'x' } }",
                             GI_RESTRICTING },
                           { "policy { id = 'more', require = { fields = { 'env', 'phase' } } }\n"
                             "rule { id = 'r', effect = 'block', match = { tool = 'x' } }",
                             GI_TRUSTED },
                           { 0 } };
    gait_decision d = decided(*state, parts, "read");
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_int_equal(d.reason_count, 3);
    assert_str(d.reason_codes[0], "fail_closed_missing_env");
}

static void tiers_decide_within_their_pack(void **state)
{
    const part parts[] = { { TEAM, GI_TRUSTED },
                           { "policy { id = 'old', combine = 'tiers' }\n"
                             "rule { id = 'a', effect = 'allow', match = { tool = 'read' } }\n"
                             "rule { id = 'z', effect = 'block', priority = 9 }\n",
                             GI_RESTRICTING },
                           { 0 } };
    gait_decision d = decided(*state, parts, "read");
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_str(member_of(row_of(d.explanation, "old:a"), "outcome"), "not_trusted");
    assert_str(member_of(row_of(d.explanation, "old:z"), "outcome"), "shadowed");
    assert_int_equal(decided(*state, parts, "else").verdict, GAIT_BLOCK);
}

/* What a rule asks of a call it would allow still narrows. */
static void demands_of_what_is_not_trusted_hold(void **state)
{
    const part parts[] = { { TEAM, GI_TRUSTED },
                           { "policy { id = 'corp' }\n"
                             "rule { id = 'r', effect = 'allow', credential = { jit = true } }",
                             GI_RESTRICTING },
                           { 0 } };
    gait_decision d = decided(*state, parts, "read");
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_true(d.credential.wanted);
    assert_true(d.credential.jit);
}

/* ---- overrides ---- */

#define EXCEPT(rule)                                                                               \
    "policy { id = 'team', default = 'block' }\n"                                                  \
    "rule { id = 'all', effect = 'allow' }\n"                                                      \
    "rule { id = 'mine', effect = 'allow', match = { identity = 'alice' }, overrides = '" rule     \
    "' }\n"

static void a_trusted_pack_excepts_by_name(void **state)
{
    const part parts[] = { { EXCEPT("corp:no-delete"), GI_TRUSTED },
                           { CORP, GI_RESTRICTING },
                           { 0 } };
    gait_decision d = decided(*state, parts, "delete");
    assert_int_equal(d.verdict, GAIT_ALLOW);
    const gait_json *row = row_of(d.explanation, "corp:no-delete");
    assert_str(member_of(row, "outcome"), "overridden");
    assert_str(member_of(row, "overridden_by"), "team:mine");
}

static void what_follows_an_excepted_tier_decides(void **state)
{
    const part parts[] = { { EXCEPT("old:a"), GI_TRUSTED },
                           { "policy { id = 'old', combine = 'tiers' }\n"
                             "rule { id = 'a', effect = 'block' }\n"
                             "rule { id = 'b', effect = 'require_approval', priority = 1 }\n"
                             "rule { id = 'c', effect = 'block', priority = 2 }",
                             GI_RESTRICTING },
                           { 0 } };
    gait_decision d = decided(*state, parts, "delete");
    assert_int_equal(d.verdict, GAIT_REQUIRE_APPROVAL);
    assert_str(d.rule, "old:b");
}

static void expect_error(gait_arena *arena, const part *parts, gait_code code, const char *words)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    if (assemble(arena, parts, &policy, &err))
        fail_msg("loaded, not \"%s\"", words);
    if (err.code != code || strstr(err.message, words) == NULL)
        fail_msg("%s: \"%s\", not \"%s\"", gait_code_name(err.code), err.message, words);
}

static void no_pack_reaches_further(void **state)
{
    const part missing[] = { { EXCEPT("corp:no-delete"), GI_TRUSTED }, { 0 } };
    expect_error(*state, missing, GAIT_E_policy_declaration, "a pack that is not loaded");
    const part trusted[] = { { EXCEPT("corp:no-delete"), GI_TRUSTED },
                             { CORP, GI_TRUSTED },
                             { 0 } };
    expect_error(*state, trusted, GAIT_E_policy_declaration, "only from one that restricts");
    const part reversed[] = { { TEAM, GI_TRUSTED },
                              { "policy { id = 'corp' }\n"
                                "rule { id = 'r', effect = 'allow', overrides = 'team:read' }",
                                GI_RESTRICTING },
                              { 0 } };
    expect_error(*state, reversed, GAIT_E_policy_declaration, "policy.lua:2: rule 'r': overrides");
    const part unknown[] = { { EXCEPT("corp:no-delet"), GI_TRUSTED },
                             { CORP, GI_RESTRICTING },
                             { 0 } };
    expect_error(*state, unknown, GAIT_E_policy_declaration, "an unknown rule of that pack");
    const part twice[] = { { TEAM, GI_TRUSTED }, { TEAM, GI_RESTRICTING }, { 0 } };
    expect_error(*state, twice, GAIT_E_policy_set, "two packs have the id 'team'");
}

/* ---- what a set is called ---- */

static void a_set_has_a_digest_of_its_own(void **state)
{
    const part reversed[] = { TEAM_AND_CORP[1], TEAM_AND_CORP[0], { 0 } };
    const part trusted[] = { { TEAM, GI_TRUSTED }, { CORP, GI_TRUSTED }, { 0 } };
    const part one[] = { { TEAM, GI_TRUSTED }, { 0 } };
    const part narrow[] = { { TEAM, GI_RESTRICTING }, { 0 } };
    gait_policy *set = set_of(*state, TEAM_AND_CORP);
    gait_policy *same = set_of(*state, reversed);
    gait_policy *other = set_of(*state, trusted);
    gait_policy *single = set_of(*state, one);
    gait_policy *restricting = set_of(*state, narrow);
    gait_str digest = gait_policy_digest(set);
    assert_true(gait_str_equal(digest, gait_policy_digest(same)));
    assert_false(gait_str_equal(digest, gait_policy_digest(other)));
    const char *text =
        gait_arena_format(*state,
                          "{\"packs\":[{\"digest\":\"%.*s\",\"id\":\"corp\",\"trust\":\"restrict\"}"
                          ",{\"digest\":\"%.*s\",\"id\":\"team\",\"trust\":\"trusted\"}],"
                          "\"schema\":\"gait.policy_set/1\"}",
                          GAIT_STR_ARG(set->packs[0]->digest), GAIT_STR_ARG(set->packs[1]->digest))
            .ptr;
    assert_true(gait_str_equal(digest, gait_digest_hex_of(*state, gait_str_of(text))));
    assert_int_equal(gait_policy_id(set).len, 0);
    assert_int_equal(gait_policy_packs(*state, set)->count, 2);
    assert_str(gait_policy_id(single), "team");
    assert_null(gait_policy_packs(*state, single));
    assert_true(gait_str_equal(gait_policy_digest(single), single->packs[0]->digest));
    assert_false(gait_str_equal(gait_policy_digest(single), gait_policy_digest(restricting)));
    assert_int_equal(gait_policy_packs(*state, restricting)->count, 1);
}

/* ---- budgets ---- */

static void a_pack_may_use_less(void **state)
{
    const char *busy = "rule { id = 'r', effect = 'dry_run',\n"
                       "when = function() for k = 1, 20000 do end return false end }\n"
                       "rule { id = 'a', effect = 'allow' }";
    const char *source =
        gait_arena_format(*state, "policy { id = 'p', budget = { fuel = 5000 } }\n%s", busy).ptr;
    const part usual[] = {
        { gait_arena_format(*state, "policy { id = 'p' }\n%s", busy).ptr, GI_TRUSTED }, { 0 }
    };
    const part less[] = { { source, GI_TRUSTED }, { 0 } };
    assert_int_equal(decided(*state, usual, "t").verdict, GAIT_ALLOW);
    gait_decision d = decided(*state, less, "t");
    assert_int_equal(d.verdict, GAIT_DRY_RUN);
    assert_str(member_of(row_of(d.explanation, "r"), "outcome"), "unknown_applied");
    const part whole[] = { usual[0],
                           { "policy { id = 'q', budget = { decision_fuel = 9000 } }\n"
                             "rule { id = 'r', effect = 'allow' }",
                             GI_TRUSTED },
                           { 0 } };
    d = decided(*state, whole, "t");
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_int_equal(d.failure.code, GAIT_E_decision_budget);
}

static void but_never_more(void **state)
{
    static const char *const budgets[] = { "fuel = 100001", "fuel = 0", "decision_fuel = 1000001",
                                           "memory_bytes = 1", "memory_bytes = 8388609" };
    for (size_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        const char *source = gait_arena_format(*state,
                                               "policy { id = 'p', budget = { %s } }\n"
                                               "rule { id = 'a', effect = 'allow' }",
                                               budgets[i])
                                 .ptr;
        assert_null(load_text(*state, source, &err));
        assert_non_null(strstr(err.message, "policy.lua:1: policy: budget."));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rules_are_named_with_their_pack),
        TEST(what_only_restricts_never_allows),
        TEST(without_a_trusted_pack_nothing_is_allowed),
        TEST(nothing_matched_is_the_strictest_trusted_default),
        TEST(a_lesser_restriction_does_not_replace_the_default),
        TEST(every_pack_requires_what_it_requires),
        TEST(tiers_decide_within_their_pack),
        TEST(demands_of_what_is_not_trusted_hold),
        TEST(a_trusted_pack_excepts_by_name),
        TEST(what_follows_an_excepted_tier_decides),
        TEST(no_pack_reaches_further),
        TEST(a_set_has_a_digest_of_its_own),
        TEST(a_pack_may_use_less),
        TEST(but_never_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
