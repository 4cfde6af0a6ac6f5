/*
 * The promise that everything a rule can read is covered by the intent digest: each leaf of the view that rules read is
 * changed through the intent, and none changes without the digest.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "gate/intent.h"

#include <gait/limits.h>

enum { MOST_LEAVES = 64 };

/* Every member that an intent can have. */
static const char whole[] =
    "{\"tool_name\":\"a.tool\",\"args\":{\"n\":1,\"s\":\"text\",\"b\":true,\"l\":[1.5,{\"k\":"
    "\"deep\"}]},"
    "\"targets\":[{\"kind\":\"url\",\"value\":\"https://h.example/p\",\"operation\":\"read\","
    "\"sensitivity\":\"pii\",\"endpoint_domain\":\"h.example\",\"destructive\":true,"
    "\"discovery_method\":\"mcp\"}],"
    "\"arg_provenance\":[{\"arg_path\":\"s\",\"source\":\"user\",\"source_ref\":\"ref\","
    "\"integrity_digest\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}],"
    "\"skill_provenance\":{\"skill_name\":\"skill\",\"source\":\"git\",\"publisher\":\"pub\"},"
    "\"context\":{\"identity\":\"me\",\"workspace\":\"/repo\",\"risk_class\":\"low\","
    "\"session_id\":\"sess\",\"environment\":\"prod\",\"phase\":\"plan\","
    "\"credential_source\":\"aws_sts\"}}";

/* Texts that stand in it once, and what to put there. */
static const struct {
    const char *from, *to;
} changes[] = {
    { "\"a.tool\"", "\"another\"" },
    { "\"n\":1", "\"n\":2" },
    { "\"text\"", "\"other\"" },
    { "\"b\":true", "\"b\":false" },
    { "[1.5", "[1.25" },
    { "\"deep\"", "\"deeper\"" },
    { "\"kind\":\"url\"", "\"kind\":\"other\"" },
    { "h.example/p", "h.example/q" },
    { "\"operation\":\"read\"", "\"operation\":\"write\"" },
    { "\"pii\"", "\"public\"" },
    { "\"h.example\"", "\"g.example\"" },
    { "\"destructive\":true", "\"destructive\":false" },
    { "\"mcp\"", "\"a2a\"" },
    { "\"arg_path\":\"s\"", "\"arg_path\":\"t\"" },
    { "\"user\"", "\"external\"" },
    { "\"ref\"", "\"refs\"" },
    { "44136fa3", "54136fa3" },
    { "\"pub\"", "\"publisher2\"" },
    { "\"me\"", "\"you\"" },
    { "\"/repo\"", "\"/play\"" },
    { "\"low\"", "\"high\"" },
    { "\"sess\"", "\"sess2\"" },
    { "\"prod\"", "\"test\"" },
    { "\"plan\"", "\"apply\"" },
    { "\"aws_sts\"", "\"env\"" },
};

typedef struct leaves {
    gait_str path[MOST_LEAVES], value[MOST_LEAVES];
    size_t count;
} leaves;

static gait_arena *arena;

static void flatten(const gait_json *value, gait_str path, leaves *out)
{
    for (size_t i = 0; value->kind == GAIT_JSON_OBJECT && i < value->count; i++)
        flatten(&value->members[i].value,
                gait_arena_format(arena, "%.*s.%.*s", GAIT_STR_ARG(path),
                                  GAIT_STR_ARG(value->members[i].name)),
                out);
    for (size_t i = 0; value->kind == GAIT_JSON_ARRAY && i < value->count; i++)
        flatten(&value->items[i], gait_arena_format(arena, "%.*s[%zu]", GAIT_STR_ARG(path), i),
                out);
    if (value->kind == GAIT_JSON_OBJECT || value->kind == GAIT_JSON_ARRAY)
        return;
    assert_true(out->count < MOST_LEAVES);
    out->path[out->count] = path;
    out->value[out->count++] = value->kind == GAIT_JSON_BOOL
                                   ? gait_str_of(value->boolean ? "true" : "false")
                                   : value->text;
}

static const gait_intent *parse(gait_str text, leaves *out)
{
    const gait_intent *intent = NULL;
    gait_error err = GAIT_ERROR_INIT;
    if (!gait_intent_parse(arena, text, GAIT_LIMIT_INTENT_BYTES, &intent, &err))
        fail_msg("refused: %s", err.message);
    out->count = 0;
    flatten(intent->view, GAIT_STR(""), out);
    return intent;
}

static gait_str changed(size_t index)
{
    const char *at = strstr(whole, changes[index].from);
    assert_non_null(at);
    assert_null(strstr(at + 1, changes[index].from));
    return gait_arena_format(arena, "%.*s%s%s", (int)(at - whole), whole, changes[index].to,
                             at + strlen(changes[index].from));
}

/* Marks the leaves of before that are another in after, or gone. */
static bool mark_differences(const leaves *before, const leaves *after, bool *marked)
{
    bool any = false;
    for (size_t i = 0; i < before->count; i++) {
        bool same = false;
        for (size_t k = 0; k < after->count && !same; k++)
            same = gait_str_equal(before->path[i], after->path[k]) &&
                   gait_str_equal(before->value[i], after->value[k]);
        marked[i] = marked[i] || !same;
        any = any || !same;
    }
    return any;
}

static void nothing_that_a_rule_reads_changes_without_the_digest(void **state)
{
    (void)state;
    leaves before;
    leaves after;
    bool marked[MOST_LEAVES] = { false };
    arena = gait_arena_new(16u << 20, NULL, NULL);
    const gait_intent *intent = parse(gait_str_of(whole), &before);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const gait_intent *other = parse(changed(i), &after);
        if (!mark_differences(&before, &after, marked))
            fail_msg("no rule can see that %s became %s", changes[i].from, changes[i].to);
        if (gait_str_equal(gait_intent_digest(intent), gait_intent_digest(other)))
            fail_msg("the digest does not see that %s became %s", changes[i].from, changes[i].to);
    }
    for (size_t i = 0; i < before.count; i++)
        if (!marked[i])
            fail_msg("nothing here changes %s", before.path[i].ptr);
    gait_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_that_a_rule_reads_changes_without_the_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
