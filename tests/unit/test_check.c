/*
 * test_check.c — nothing that a check proves is contradicted by a decision: random packs, random intents.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_words.h"

#include "author/checking.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- packs ---- */

static const char *const credentials[] = { "'aws_sts'", "'github_oidc'", "'aws_sts', 'env'" };
static const char *const effects[] = { "allow", "dry_run", "require_approval", "block" };

/* Some rules have the effect and the conditions of the one before them: what else do they differ in? */
typedef struct likeness {
    unsigned effect;
    const char *match;
} likeness;

static likeness random_likeness(gait_arena *arena, seeded *random)
{
    likeness like = { .effect = pick(random, 4) };
    const char *tool = PICK(random, tools);
    const char *lead = "";
    const char *more = "";
    const char *end = "";
    switch (pick(random, 6)) {
    case 0:
        lead = ", ";
        more = PICK(random, scalars);
        break;
    case 1:
        lead = ", target = { ";
        more = PICK(random, targets);
        end = " }";
        break;
    case 2:
    case 3:
        lead = ", args = { ";
        more = PICK(random, args);
        end = " }";
        break;
    default:
        break;
    }
    like.match = gait_arena_format(arena, "tool = %s%s%s%s", tool, lead, more, end).ptr;
    return like;
}

static void add_rule(gait_buf *buf, seeded *random, int id, const likeness *like)
{
    bool tiers = gait_str_contains(gait_buf_text(buf), GAIT_STR("tiers"));
    unsigned effect = like->effect;
    gait_buf_add_format(buf, "rule { id = 'r%d', effect = '%s', match = { %s }", id,
                        effects[effect], like->match);
    if (tiers)
        gait_buf_add_format(buf, ", priority = %u", pick(random, 3));
    if (effect > 0 && pick(random, 6) == 0)
        gait_buf_add_cstr(buf, ", on_unknown = 'skip'");
    if (effect == GAIT_REQUIRE_APPROVAL && pick(random, 3) == 0)
        gait_buf_add_cstr(buf, ", approvals = 2");
    if ((effect == GAIT_REQUIRE_APPROVAL || effect == GAIT_ALLOW) && pick(random, 5) == 0)
        gait_buf_add_format(buf, ", credential = { sources = { %s } }", PICK(random, credentials));
    if (pick(random, 8) == 0)
        gait_buf_add_cstr(buf, ", limit = { max = 2, seconds = 60 }");
    if (pick(random, 8) == 0)
        gait_buf_add_cstr(buf, ", when = { f = function(i) return i.args.n == 5 end }");
    if (!tiers && id > 0 && pick(random, 4) == 0)
        gait_buf_add_format(buf, ", overrides = 'r%u'", pick(random, (unsigned)id));
    gait_buf_add_cstr(buf, " }\n");
}

enum { RULES = 5, ROUNDS = 1500, INTENTS = 60 };

/* The pack without one of its rules; -1 leaves all of them. Rules that override it forget it. */
static const char *pack_text(gait_arena *arena, const char *source, int without)
{
    gait_buf buf;
    char name[32];
    char override[48];
    (void)snprintf(name, sizeof name, "rule { id = 'r%d'", without);
    (void)snprintf(override, sizeof override, ", overrides = 'r%d'", without);
    gait_buf_init(&buf, arena, 1u << 16);
    for (const char *at = source; *at != '\0'; at = strchr(at, '\n') + 1) {
        gait_str line = { at, (size_t)(strchr(at, '\n') - at) + 1 };
        size_t hole = gait_str_find(line, gait_str_of(override));
        if (gait_str_starts(line, gait_str_of(name)))
            continue;
        gait_buf_add(&buf, gait_str_first(line, hole));
        if (hole != GAIT_STR_NONE)
            gait_buf_add(&buf, gait_str_from(line, hole + strlen(override)));
    }
    return buf.ptr;
}

static const char *random_pack(gait_arena *arena, seeded *random)
{
    gait_buf buf;
    bool tiers = pick(random, 4) == 0;
    gait_buf_init(&buf, arena, 1u << 16);
    gait_buf_add_format(&buf, "policy { id = 'p', default = '%s'%s }\n", PICK(random, effects),
                        tiers ? ", combine = 'tiers'" : "");
    likeness like = random_likeness(arena, random);
    for (int i = 0; i < RULES; i++) {
        add_rule(&buf, random, i, &like);
        if (pick(random, 4) > 0)
            like = random_likeness(arena, random);
    }
    return buf.ptr;
}

/* ---- claims ---- */

typedef struct claim {
    const char *code;
    bool never_applied; /* the rule has never the outcome "applied" */
    bool never_counts;  /* nor applies while something is unknown */
    bool same_verdict;  /* without the rule every verdict is the same */
    bool same_reasons;
    int made;
} claim;

static claim claims[] = {
    { "never_matches", true, false, false, false, 0 },
    { "shadowed", true, false, false, false, 0 },
    { "always_overridden", true, true, false, false, 0 },
    { "covered", false, false, true, true, 0 },
    { "redundant", false, false, true, false, 0 },
    { "duplicate", false, false, true, false, 0 },
};

static claim *claim_of(const char *code)
{
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++)
        if (strcmp(claims[i].code, code) == 0)
            return &claims[i];
    return NULL;
}

/* As much of each limit is used as the number of the intent says; of some nobody knows. */
static bool some_used(void *ctx, const gait_limit *limit, int64_t *out)
{
    unsigned sum = *(const unsigned *)ctx;
    for (size_t i = 0; i < limit->name.len; i++)
        sum = sum * 31 + (unsigned char)limit->name.ptr[i];
    *out = sum % 4;
    return sum % 5 != 0;
}

static gait_decision decide_nth(gait_arena *arena, gait_policy *policy, const gait_intent *intent,
                                unsigned n)
{
    const gait_counts counts = { &n, some_used };
    const gait_decide_options options = { .explain = true, .counts = &counts };
    gait_decision decision;
    gait_decide(arena, policy, intent, &options, &decision);
    return decision;
}

typedef struct trial {
    gait_arena *arena;
    const char *source;
    gait_policy *policy;
    const gait_intent *intents[INTENTS];
    gait_decision decisions[INTENTS];
} trial;

static void refute(const trial *t, const char *code, const char *rule, int intent)
{
    gait_buf view;
    gait_buf_init(&view, t->arena, 1u << 20);
    gait_json_emit(&view, t->intents[intent]->view, GAIT_JSON_COMPACT);
    fail_msg("%s %s is wrong:\n%s\n%s", code, rule, t->source, view.ptr);
}

static void check_outcomes(const trial *t, const claim *made, const char *rule)
{
    for (int i = 0; i < INTENTS; i++) {
        gait_str outcome = member_of(row_of(t->decisions[i].explanation, rule), "outcome");
        bool unknown = gait_str_is(outcome, "unknown_applied");
        if (gait_str_is(outcome, "applied") || (made->never_counts && unknown))
            refute(t, made->code, rule, i);
    }
}

static bool same_reasons(const gait_decision *a, const gait_decision *b)
{
    bool same = a->reason_count == b->reason_count;
    for (size_t i = 0; same && i < a->reason_count; i++)
        same = gait_str_equal(a->reason_codes[i], b->reason_codes[i]);
    return same;
}

static void check_verdicts(const trial *t, const claim *made, const char *rule)
{
    const char *less = pack_text(t->arena, t->source, atoi(rule + 1));
    gait_policy *without = policy_of(t->arena, less);
    for (int i = 0; i < INTENTS; i++) {
        gait_decision other = decide_nth(t->arena, without, t->intents[i], (unsigned)i);
        const gait_decision *mine = &t->decisions[i];
        if (mine->verdict != other.verdict ||
            mine->required_approvals != other.required_approvals ||
            mine->credential.wanted != other.credential.wanted ||
            mine->credential.source_count != other.credential.source_count ||
            (made->same_reasons && !same_reasons(mine, &other)))
            refute(t, made->code, rule, i);
    }
    gait_policy_free(without);
}

static void check_idle(const trial *t, const gait_check_finding *finding)
{
    const char *rule = gait_arena_cstr(t->arena, finding->place.rule);
    const char *target = gait_arena_cstr(t->arena, finding->related[0].rule);
    for (int i = 0; i < INTENTS; i++) {
        const gait_json *mine = row_of(t->decisions[i].explanation, rule);
        const gait_json *theirs = row_of(t->decisions[i].explanation, target);
        gait_str outcome = member_of(theirs, "outcome");
        if (gait_str_is(member_of(mine, "outcome"), "applied") && theirs != NULL &&
            !gait_str_is(outcome, "not_applied") && !gait_str_is(outcome, "(absent)"))
            refute(t, finding->code, rule, i);
    }
}

static int idle_made;

static void check_finding(const trial *t, const gait_check_finding *finding)
{
    claim *made = claim_of(finding->code);
    const char *rule = gait_arena_cstr(t->arena, finding->place.rule);
    if (strcmp(finding->code, "override_idle") == 0) {
        check_idle(t, finding);
        idle_made++;
    }
    if (made == NULL)
        return;
    made->made++;
    if (made->never_applied)
        check_outcomes(t, made, rule);
    if (made->same_verdict)
        check_verdicts(t, made, rule);
}

static void no_decision_contradicts_a_finding(void **state)
{
    seeded random = { UINT64_C(0x9e3779b97f4a7c15) };
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        trial t = { .arena = gait_arena_new(256u << 20, NULL, NULL) };
        gait_check_report report = { 0 };
        t.source = random_pack(t.arena, &random);
        t.policy = policy_of(t.arena, t.source);
        gi_checking checking = { .arena = t.arena, .report = &report, .policy = t.policy };
        gi_check_pack(&checking);
        for (int i = 0; i < INTENTS; i++) {
            t.intents[i] = random_intent(t.arena, &random);
            t.decisions[i] = decide_nth(t.arena, t.policy, t.intents[i], (unsigned)i);
        }
        for (size_t i = 0; i < report.finding_count; i++)
            check_finding(&t, &report.findings[i]);
        gait_policy_free(t.policy);
        gait_arena_free(t.arena);
    }
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++)
        if (claims[i].made < 10)
            fail_msg("%s was claimed %d times", claims[i].code, claims[i].made);
    assert_true(idle_made > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_decision_contradicts_a_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
