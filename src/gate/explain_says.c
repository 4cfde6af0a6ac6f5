/*
 * explain_says.c — a compiled condition in words, and its opposite.
 *
 * The words are made from what is evaluated, not from the source, so that they cannot say anything else. All texts in
 * them are the policy's.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/explain.h"
#include "gate/match_parts.h"

#include "base/text.h"

#include <gait/limits.h>

#include <string.h>

enum {
    WORDS_BYTES = 2048, /* of one condition */
    LITERAL_BYTES = 80, /* of one text of the policy in it */
    LISTED = 5          /* texts of a list, before "…" takes their place */
};

/* ---- lists of texts ---- */

static void add_literal(gait_buf *out, gait_str text, bool quoted)
{
    gait_str rest = text;
    gait_str shown = gi_text_show(out->arena, &rest, LITERAL_BYTES);
    const char *quote = quoted ? "\"" : "";
    gait_buf_add_format(out, "%s%.*s%s%s", quote, GAIT_STR_ARG(shown), rest.len > 0 ? "..." : "",
                        quote);
}

/* "a", or after `many` "a, b, c". */
static void add_texts(gait_buf *out, const gi_texts *texts, const char *many)
{
    if (texts->count > 1)
        gait_buf_add_cstr(out, many);
    for (size_t i = 0; i < texts->count && i < LISTED; i++) {
        gait_buf_add_cstr(out, i > 0 ? ", " : "");
        add_literal(out, texts->items[i], false);
    }
    if (texts->count > LISTED)
        gait_buf_add_format(out, " and %zu more", texts->count - LISTED);
}

/* ---- scalars and provenance ---- */

static void scalar_says(gait_buf *out, const gi_condition *condition, bool holds)
{
    bool path = condition->scalar == GI_FIELD_WORKSPACE;
    bool many = condition->texts.count > 1;
    if (path)
        gait_buf_add_cstr(out, holds ? "is in " : "were outside ");
    else
        gait_buf_add_cstr(out, holds ? "is " : many ? "were " : "were not ");
    const char *list = path ? "" : holds ? "one of " : "none of ";
    add_texts(out, &condition->texts, list);
}

static void taint_says(gait_buf *out, const gi_condition *condition, bool holds)
{
    bool of_one = condition->arg_path.len > 0;
    if (of_one)
        add_literal(out, condition->arg_path, false);
    else
        gait_buf_add_cstr(out, holds ? "some argument" : "no argument");
    gait_buf_add_cstr(out, holds ? " comes from " : of_one ? " did not come from " : " came from ");
    add_texts(out, &condition->texts, "one of ");
}

/* ---- arguments ---- */

/* How an operator reads, and its opposite after "if". */
typedef struct phrase {
    const char *is, *were;
    const char *many_is, *many_were; /* of a list; NULL: the same */
} phrase;

static const phrase phrases[] = {
    [GI_OP_EQ] = { "is", "were not", NULL, NULL },
    [GI_OP_NE] = { "is not", "were", NULL, NULL },
    [GI_OP_IN] = { "is", "were not", "is one of", "were none of" },
    [GI_OP_NOT_IN] = { "is not", "were", "is none of", "were one of" },
    [GI_OP_LT] = { "<", "were at least", NULL, NULL },
    [GI_OP_LTE] = { "<=", "were more than", NULL, NULL },
    [GI_OP_GT] = { ">", "were at most", NULL, NULL },
    [GI_OP_GTE] = { ">=", "were less than", NULL, NULL },
    [GI_OP_TYPE] = { "is of type", "were not of type", "is of one of the types",
                     "were of none of the types" },
    [GI_OP_PREFIX] = { "begins with", "did not begin with", "begins with one of",
                       "began with none of" },
    [GI_OP_SUFFIX] = { "ends with", "did not end with", "ends with one of", "ended with none of" },
    [GI_OP_CONTAINS] = { "contains", "did not contain", "contains one of", "contained none of" },
    [GI_OP_GLOB] = { "matches", "did not match", "matches one of", "matched none of" },
};

static void add_operand(gait_buf *out, const gi_arg_test *test, const gi_operand *operand)
{
    if (operand->kind == GAIT_JSON_BOOL)
        gait_buf_add_cstr(out, operand->boolean ? "true" : "false");
    else
        add_literal(out, operand->text,
                    operand->kind == GAIT_JSON_STRING && test->op != GI_OP_TYPE);
}

static void test_says(gait_buf *out, const gi_arg_test *test, bool holds)
{
    if (test->op == GI_OP_EXISTS) {
        bool present = test->operands[0].boolean == holds;
        gait_buf_add_cstr(out, holds ? "is " : "were ");
        gait_buf_add_cstr(out, present ? "present" : "absent");
        return;
    }
    const phrase *p = &phrases[test->op];
    const char *one = holds ? p->is : p->were;
    const char *many = holds ? p->many_is : p->many_were;
    gait_buf_add_cstr(out, test->count > 1 && many != NULL ? many : one);
    for (size_t i = 0; i < test->count && i < LISTED; i++) {
        gait_buf_add_cstr(out, i > 0 ? ", " : " ");
        add_operand(out, test, &test->operands[i]);
    }
    if (test->count > LISTED)
        gait_buf_add_format(out, " and %zu more", test->count - LISTED);
}

static void arg_says(gait_buf *out, const gi_condition *condition, bool holds)
{
    for (size_t i = 0; i < condition->arg->count; i++) {
        gait_buf_add_cstr(out, i > 0 ? " and " : "");
        test_says(out, &condition->arg->tests[i], holds);
    }
}

/* Whether the opposite is one sentence: one test of one value. */
static bool is_plain(const gi_arg_match *match)
{
    for (size_t i = 0; i < match->length; i++)
        if (match->path[i].kind == GI_SEGMENT_ANY || match->path[i].kind == GI_SEGMENT_ALL)
            return false;
    return match->count == 1;
}

/* ---- targets ---- */

static void target_says(gait_buf *out, const gi_target_match *match, bool every)
{
    const struct {
        const char *says;
        const gi_texts *texts;
    } members[] = {
        { "kind is ", &match->kinds },           { "value is ", &match->values },
        { "value matches ", &match->patterns },  { "domain is ", &match->domains },
        { "address is in ", &match->networks },  { "path is in ", &match->roots },
        { "operation is ", &match->operations }, { "sensitivity is ", &match->sensitivities },
        { "found by ", &match->discoveries },
    };
    const char *separator = every ? "every target: " : "some target: ";
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (members[i].texts->count == 0)
            continue;
        gait_buf_add_cstr(out, separator);
        gait_buf_add_cstr(out, members[i].says);
        add_texts(out, members[i].texts, "one of ");
        separator = "; ";
    }
    if (match->destructive_given)
        gait_buf_add_format(out, "%s%s", separator,
                            match->destructive ? "destructive" : "not destructive");
}

/* ---- limits ---- */

/* "the limit of 5 calls in 3600 seconds by identity, tool"; of several, those that hold one after the other. */
static void limit_says(gait_buf *out, const gi_rule *rule, const char *verb)
{
    for (size_t i = 0; i < rule->limit_count; i++) {
        const gi_limit *limit = &rule->limits[i];
        gait_buf_add_format(out, "%s limit of %lld call%s in %lld second%s",
                            i == 0 ? "the" : ", or the", (long long)limit->max,
                            limit->max == 1 ? "" : "s", (long long)limit->seconds,
                            limit->seconds == 1 ? "" : "s");
        gait_buf_add_cstr(out, limit->by.count > 0 ? " by " : "");
        add_texts(out, &limit->by, "");
    }
    gait_buf_add_format(out, " %s", verb);
}

/* ---- a condition ---- */

gait_str gi_condition_says(gait_arena *arena, const gi_rule *rule, const gi_condition *condition)
{
    bool every = rule->effect == GAIT_ALLOW && rule->pack->combine != GI_TIERS;
    gait_buf out;
    gait_buf_init(&out, arena, WORDS_BYTES);
    switch (condition->kind) {
    case GI_CONDITION_SCALAR:
    case GI_CONDITION_ARG:
        add_literal(&out, condition->fields[0], false);
        gait_buf_add_char(&out, ' ');
        if (condition->kind == GI_CONDITION_SCALAR)
            scalar_says(&out, condition, true);
        else
            arg_says(&out, condition, true);
        break;
    case GI_CONDITION_WINDOW:
        gait_buf_add_format(&out, "the time is %.*s", GAIT_STR_ARG(condition->window->text));
        break;
    case GI_CONDITION_TAINT:
        taint_says(&out, condition, true);
        break;
    case GI_CONDITION_TARGET:
        target_says(&out, condition->target, every);
        break;
    case GI_CONDITION_LIMIT:
        limit_says(&out, rule, "is used up");
        break;
    case GI_CONDITION_WHEN:
        gait_buf_add_format(&out, "%.*s returns true", GAIT_STR_ARG(condition->name));
        break;
    case GI_CONDITION_UNLESS:
        gait_buf_add_format(&out, "%.*s returns false", GAIT_STR_ARG(condition->name));
        break;
    }
    return gait_buf_text(&out);
}

/* What must be so before the opposite can be, when the condition is unknown now. */
static const char *before_it(const char *cause)
{
    static const char *const words[][2] = {
        { GI_CAUSE_MISSING, "were given and " },
        { GI_CAUSE_TYPE, "were of the right type and " },
        { GI_CAUSE_EMPTY, "were not empty and " },
        { GI_CAUSE_PATH, "did not climb and " },
        { GI_CAUSE_FORM, "were spelled in one way only and " },
        { GI_CAUSE_ZONE, "had a known zone and " },
        { GI_CAUSE_ERROR, "raised no error and " },
        { GI_CAUSE_BUDGET, "kept within its budget and " },
    };
    for (size_t i = 0; cause != NULL && i < sizeof words / sizeof *words; i++)
        if (strcmp(cause, words[i][0]) == 0)
            return words[i][1];
    return "";
}

gait_str gi_finding_unless(gait_arena *arena, const gi_rule *rule, const gi_finding *finding)
{
    const gi_condition *condition = finding->condition;
    bool function = condition->kind == GI_CONDITION_WHEN || condition->kind == GI_CONDITION_UNLESS;
    bool scalar = condition->kind == GI_CONDITION_SCALAR;
    bool plain = condition->kind == GI_CONDITION_ARG && is_plain(condition->arg);
    gait_buf out;
    gait_buf_init(&out, arena, WORDS_BYTES);
    if (condition->kind == GI_CONDITION_TAINT) {
        taint_says(&out, condition, false);
        return gait_buf_text(&out);
    }
    if (condition->kind == GI_CONDITION_LIMIT) {
        limit_says(&out, rule,
                   finding->cause != NULL ? "were known not to be used up" : "were not used up");
        return gait_buf_text(&out);
    }
    if (condition->kind == GI_CONDITION_WINDOW) {
        gait_buf_add_format(&out, "the time %swere not %.*s", before_it(finding->cause),
                            GAIT_STR_ARG(condition->window->text));
        return gait_buf_text(&out);
    }
    if (!function && !scalar && !plain) {
        gait_str says = gi_condition_says(arena, rule, condition);
        gait_buf_add_format(&out, "%snot (%.*s)",
                            finding->cause != NULL ? "it were certain that " : "",
                            GAIT_STR_ARG(says));
        return gait_buf_text(&out);
    }
    add_literal(&out, function ? condition->name : condition->fields[0], false);
    gait_buf_add_format(&out, " %s", before_it(finding->cause));
    if (function)
        gait_buf_add_cstr(&out, condition->kind == GI_CONDITION_WHEN ? "returned false"
                                                                     : "returned true");
    else if (scalar)
        scalar_says(&out, condition, false);
    else
        arg_says(&out, condition, false);
    return gait_buf_text(&out);
}
