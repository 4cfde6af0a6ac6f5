/*
 * test_check.c — nothing that a check proves is contradicted by a decision: random packs, random intents.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "author/checking.h"

#include <stdio.h>
#include <stdlib.h>

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

#define PICK(random, list) (list)[pick(random, sizeof(list) / sizeof *(list))]

/* ---- packs: few words, so that rules have much to do with each other ---- */

static const char *const tools[] = { "'a'",  "'a.*'",          "'a.**'",         "{ 'a.b', 'b' }",
                                     "'**'", "{ 'b', 'a.b' }", "{ '*.b', 'a' }", "'a.?'",
                                     "'a.b'" };
static const char *const scalars[] = {
    "identity = 'alice'",
    "identity = { 'alice', 'bot-*' }",
    "identity = 'bot-*'",
    "env = 'prod'",
    "env = { 'prod', 'dev' }",
    "env = '*'",
    "risk = 'low'",
    "risk = { 'low', 'high' }",
    "phase = 'apply'",
    "workspace = '/repo'",
    "workspace = '/repo/sub'",
    "workspace = { '/repo', '/etc' }",
    "workspace = '/re'",
    "tainted_by = 'external'",
    "tainted_by = { 'external', 'user' }",
    "tainted_by = { source = 'external', arg = 'args.s' }",
};
static const char *const args[] = {
    "n = 5",
    "n = 5.0",
    "n = { 5, 'x' }",
    "n = { 5, 10 }",
    "n = { gt = 5 }",
    "n = { gte = 5 }",
    "n = { gt = 4.5 }",
    "n = { lt = 10 }",
    "n = { gt = 5, lt = 10 }",
    "n = { gt = 5, lt = 3 }",
    "n = { gte = 5, lte = 5 }",
    "n = { ne = 5 }",
    "n = { not_in = { 5, 10 } }",
    "n = { not_in = { 5, 'x' } }",
    "n = { type = 'number' }",
    "n = { type = { 'number', 'string', 'null' } }",
    "n = { exists = true }",
    "n = { exists = false }",
    "n = { exists = true, gt = 5 }",
    "n = true",
    "n = { ne = true }",
    "n = { gt = 5, prefix = 'x' }",
    "s = { prefix = '/tmp' }",
    "s = { prefix = { '/tmp/', '/etc' } }",
    "s = { glob = '/tmp/**' }",
    "s = { glob = '/tmp/*' }",
    "s = { glob = '/tmp/*', prefix = '/etc' }",
    "s = { suffix = '.sh' }",
    "s = { suffix = { 'x.sh', '..' } }",
    "s = { contains = 'tmp' }",
    "s = { contains = '/tmp/' }",
    "s = '/tmp/a.sh'",
    "s = { '/tmp/a.sh', '/tmp/a' }",
    "s = { eq = '/tmp/a.sh', glob = '/tmp/*' }",
    "s = { eq = '/tmp/a.sh', glob = '/etc/*' }",
    "s = { ne = '/tmp/a' }",
    "['l[any].p'] = { gte = 3 }",
    "['l[any].p'] = { gt = 3 }",
    "['l[all].p'] = { ne = 3 }",
    "['l[any].p'] = 5",
    "['l[1].p'] = { exists = true }",
};
static const char *const targets[] = {
    "kind = 'path'",
    "kind = { 'path', 'url' }",
    "kind = 'path', path_under = '/repo'",
    "path_under = '/repo'",
    "path_under = '/repo/sub'",
    "kind = 'path', path_under = '/repo', glob = '/etc/**'",
    "kind = 'url', path_under = '/repo'",
    "glob = '/repo/**'",
    "glob = { '/repo/*', '/repo/' }",
    "kind = 'path', glob = '/repo/'",
    "kind = 'path', glob = '/repo/*'",
    "kind = 'url', glob = '/repo/**'",
    "kind = 'url', glob = 'https://**'",
    "value = '/repo/a'",
    "value = '/repo//a'",
    "kind = 'path', value = { '/repo/a', '/repo/sub/b' }",
    "kind = 'path', value = '/repo/a', glob = '/etc/*'",
    "value = 'https://api.corp.example/x'",
    "domain = 'api.corp.example'",
    "domain = '*.corp.example'",
    "domain = 'api.*'",
    "domain = '*a*'",
    "domain = 'fe80::a'",
    "cidr = '10.0.0.0/8'",
    "cidr = '10.1.0.0/16'",
    "kind = 'url', domain = '*.corp.example', cidr = '10.0.0.0/8'",
    "kind = 'bucket', domain = '*.corp.example'",
    "operation = 'write'",
    "operation = { 'write', 'read' }",
    "destructive = true",
    "destructive = true, operation = 'write'",
};
static const char *const credentials[] = { "'aws_sts'", "'github_oidc'", "'aws_sts', 'env'" };
static const char *const effects[] = { "allow", "dry_run", "require_approval", "block" };

static void add_condition(gait_buf *buf, seeded *random)
{
    switch (pick(random, 4)) {
    case 0:
        gait_buf_add_format(buf, ", %s", PICK(random, scalars));
        break;
    case 1:
        gait_buf_add_format(buf, ", target = { %s }", PICK(random, targets));
        break;
    default:
        gait_buf_add_format(buf, ", args = { %s }", PICK(random, args));
    }
}

static void add_rule(gait_buf *buf, seeded *random, int id, bool tiers)
{
    unsigned effect = pick(random, 4);
    gait_buf_add_format(buf, "rule { id = 'r%d', effect = '%s', match = { tool = %s", id,
                        effects[effect], PICK(random, tools));
    unsigned more = pick(random, 3);
    if (more > 0)
        add_condition(buf, random);
    gait_buf_add_cstr(buf, " }");
    if (tiers)
        gait_buf_add_format(buf, ", priority = %u", pick(random, 3));
    if (effect > 0 && pick(random, 6) == 0)
        gait_buf_add_cstr(buf, ", on_unknown = 'skip'");
    if (effect == GAIT_REQUIRE_APPROVAL && pick(random, 4) == 0)
        gait_buf_add_cstr(buf, ", approvals = 2");
    if ((effect == GAIT_REQUIRE_APPROVAL || effect == GAIT_ALLOW) && pick(random, 6) == 0)
        gait_buf_add_format(buf, ", credential = { sources = { %s } }", PICK(random, credentials));
    if (pick(random, 8) == 0)
        gait_buf_add_cstr(buf, ", limit = { max = 2, seconds = 60 }");
    if (pick(random, 8) == 0)
        gait_buf_add_cstr(buf, ", when = { f = function(i) return i.args.n == 5 end }");
    if (!tiers && id > 0 && pick(random, 5) == 0)
        gait_buf_add_format(buf, ", overrides = 'r%u'", pick(random, (unsigned)id));
    gait_buf_add_cstr(buf, " }\n");
}

enum { RULES = 5, ROUNDS = 2500, INTENTS = 60 };

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
    for (int i = 0; i < RULES; i++)
        add_rule(&buf, random, i, tiers);
    return buf.ptr;
}

/* ---- intents ---- */

static const char *const tool_names[] = { "a", "a.b", "b", "a.b.c", "c.b" };
static const char *const numbers[] = { "3",  "5",     "5.0",   "4.5",  "7",    "10",
                                       "11", "\"5\"", "\"x\"", "null", "true", "[5]" };
static const char *const texts[] = {
    "/tmp",    "/tmp/", "/tmp/a",      "/tmp/a.sh", "/tmp/b/c",     "/etc/x", "/tmp/../etc/x",
    "x/tmp/y", "..",    "/tmp/./a.sh", "../x.sh",   "a\\\\..\\\\b", "x.sh",   ""
};
static const char *const lists[] = { "[]",   "[{\"p\":3}]", "[{\"p\":5},{\"p\":1}]",
                                     "[{}]", "7",           "[{\"p\":\"5\"}]" };
static const char *const values[] = {
    "path\",\"value\":\"/repo/a",
    "path\",\"value\":\"/repo/",
    "path\",\"value\":\"/repo/sub/b",
    "path\",\"value\":\"/repo/../etc/x",
    "path\",\"value\":\"/etc/x",
    "path\",\"value\":\"../x",
    "path\",\"value\":\"/repo\\\\a",
    "url\",\"value\":\"https://api.corp.example/x",
    "url\",\"value\":\"https://API.corp.example:443/x",
    "url\",\"value\":\"https://u@api.corp.example/x",
    "url\",\"value\":\"https://api.other.example/",
    "url\",\"value\":\"http://10.1.2.3/",
    "url\",\"value\":\"http://[fe80::a]/",
    "host\",\"value\":\"api.corp.example",
    "host\",\"value\":\"10.2.3.4",
    "bucket\",\"value\":\"/repo/a",
    "bucket\",\"value\":\"b\",\"endpoint_domain\":\"api.corp.example",
    "other\",\"value\":\"/repo/a",
};
static const char *const target_extras[] = { "", "", ",\"operation\":\"write\"",
                                             ",\"operation\":\"read\",\"destructive\":true",
                                             ",\"destructive\":true,\"operation\":\"write\"" };
static const char *const workspaces[] = { "/repo", "/repo/sub/x", "/repo-evil",
                                          "/etc",  "/re/../x",    "../up" };
static const char *const contexts[] = { "", ",\"environment\":\"prod\"",
                                        ",\"environment\":\"dev\",\"phase\":\"apply\"",
                                        ",\"environment\":\"a/b\"", ",\"phase\":\"plan\"" };
static const char *const identities[] = { "alice", "bot-1", "bot-", "carol" };
static const char *const risks[] = { "low", "high", "medium", "odd" };
static const char *const sources[] = { "external", "user", "system" };

static void add_args(gait_buf *buf, seeded *random)
{
    const char *comma = "";
    if (pick(random, 3) > 0) {
        gait_buf_add_format(buf, "\"n\":%s", PICK(random, numbers));
        comma = ",";
    }
    if (pick(random, 3) > 0) {
        gait_buf_add_format(buf, "%s\"s\":\"%s\"", comma, PICK(random, texts));
        comma = ",";
    }
    if (pick(random, 3) > 0)
        gait_buf_add_format(buf, "%s\"l\":%s", comma, PICK(random, lists));
}

static const gait_intent *random_intent(gait_arena *arena, seeded *random)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 14);
    gait_buf_add_format(&buf, "{\"tool_name\":\"%s\",\"args\":{", PICK(random, tool_names));
    add_args(&buf, random);
    gait_buf_add_cstr(&buf, "},\"targets\":[");
    for (unsigned i = pick(random, 3); i > 0; i--)
        gait_buf_add_format(&buf, "{\"kind\":\"%s\"%s}%s", PICK(random, values),
                            PICK(random, target_extras), i > 1 ? "," : "");
    gait_buf_add_cstr(&buf, "],\"arg_provenance\":[");
    if (pick(random, 2) == 0)
        gait_buf_add_format(&buf, "{\"arg_path\":\"%s\",\"source\":\"%s\"}",
                            pick(random, 2) ? "args.s" : "args.n", PICK(random, sources));
    gait_buf_add_format(
        &buf,
        "],\"context\":{\"identity\":\"%s\",\"workspace\":\"%s\",\"risk_class\":\"%s\""
        "%s}}",
        PICK(random, identities), PICK(random, workspaces), PICK(random, risks),
        PICK(random, contexts));
    return intent_of(arena, buf.ptr);
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
