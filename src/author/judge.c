/* SPDX-License-Identifier: Apache-2.0 */
#include "author/judge.h"

#include <gait/limits.h>

/* Differences, in one line. */
static void begin(gait_buf *buf)
{
    if (buf->len > 0)
        gait_buf_add_cstr(buf, "; ");
}

static void add_names(gait_buf *buf, const gi_texts *names)
{
    if (names->count == 0)
        gait_buf_add_cstr(buf, "none");
    for (size_t i = 0; i < names->count; i++)
        gait_buf_add_format(buf, "%s%.*s", i == 0 ? "" : ", ", GAIT_STR_ARG(names->items[i]));
}

/* Both lists are without duplicates. */
static bool agrees(const gi_wanted *wanted, const gi_texts *got)
{
    for (size_t i = 0; i < wanted->names.count; i++)
        if (!gi_texts_have(got, wanted->names.items[i]))
            return false;
    return !wanted->given || !wanted->whole || wanted->names.count == got->count;
}

static void compare(gait_buf *buf, const char *what, const gi_wanted *wanted, const gi_texts *got)
{
    if (agrees(wanted, got))
        return;
    begin(buf);
    gait_buf_add_format(buf, "expected %s ", what);
    add_names(buf, &wanted->names);
    gait_buf_add_cstr(buf, ", got ");
    add_names(buf, got);
}

/* The rules that decided, of the whole or of the strictest step. */
static gi_texts deciding_rules(gait_arena *arena, const gait_decision *decision)
{
    const gait_json *all = decision->explanation;
    const gait_json *steps = gait_json_get(all, GAIT_STR("steps"));
    const char *verdict = gait_verdict_name(decision->verdict);
    gi_texts out = { NULL, 0 };
    for (size_t i = 0; i <= (steps == NULL ? 0 : steps->count); i++) {
        const gait_json *ruling = i == 0 ? all : &steps->items[i - 1];
        const gait_json *own = gait_json_get(
            ruling, i == 0 && steps != NULL ? GAIT_STR("own_verdict") : GAIT_STR("verdict"));
        const gait_json *rules = gait_json_get(ruling, GAIT_STR("rules"));
        if (own == NULL || rules == NULL || !gait_str_is(own->text, verdict))
            continue;
        for (size_t k = 0; k < rules->count; k++) {
            if (gi_texts_have(&out, rules->items[k].text))
                continue;
            out.items =
                gait_arena_grow(arena, out.items, out.count, out.count + 1, sizeof *out.items);
            out.items[out.count++] = rules->items[k].text;
        }
    }
    return out;
}

void gi_case_judge(gait_arena *arena, const gi_case *one, const gait_decision *decision,
                   gait_test *test)
{
    const gi_texts reasons = { decision->reason_codes, decision->reason_count };
    const gi_texts violations = { decision->violations, decision->violation_count };
    gait_buf buf;
    if (decision->failure.code != GAIT_OK) {
        test->outcome = GAIT_OUTCOME_ERROR;
        test->message =
            gait_arena_format(arena, "the decision failed: %s", decision->failure.message);
        return;
    }
    gait_buf_init(&buf, arena, GAIT_LIMIT_OUTPUT_BYTES);
    if (one->verdict != decision->verdict)
        gait_buf_add_format(&buf, "expected %s, got %s", gait_verdict_name(one->verdict),
                            gait_verdict_name(decision->verdict));
    gi_texts rules = deciding_rules(arena, decision);
    compare(&buf, "rule", &one->rules, &rules);
    compare(&buf, "reasons", &one->reasons, &reasons);
    compare(&buf, "violations", &one->violations, &violations);
    if (one->approvals >= 0 && one->approvals != decision->required_approvals) {
        begin(&buf);
        gait_buf_add_format(&buf, "expected %d approvals, got %d", one->approvals,
                            decision->required_approvals);
    }
    test->message = gait_buf_text(&buf);
    test->outcome = buf.len == 0 ? GAIT_OUTCOME_PASS : GAIT_OUTCOME_FAIL;
}
