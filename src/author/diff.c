/*
 * diff.c — everything recorded decided by both policies, and what changed in groups.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/diff.h"

#include <gait/digest.h>
#include <gait/file.h>
#include <gait/limits.h>

#include <stdlib.h>

/* One decision that changed. */
typedef struct change {
    gait_str key; /* what makes changes alike */
    gait_diff_side before, after;
    unsigned widens, narrows;
    gait_str digest, tool;
} change;

typedef struct comparing {
    gait_arena *arena;
    gait_arena *scratch; /* of one decision */
    const gait_diff_request *request;
    gait_diff *out;
    gait_policy *policies[2];
    gi_diff_inputs inputs;
    change *changes;
    size_t change_count, change_capacity;
} comparing;

/* ---- deciding ---- */

static bool arm(const comparing *c, int soft_ms, gait_error *err)
{
    return c->request->last_words.len == 0 ||
           gait_alarm_arm(soft_ms, GAIT_LIMIT_HARD_STOP_MS, c->request->last_words, err);
}

static void disarm(const comparing *c)
{
    if (c->request->last_words.len > 0)
        gait_alarm_disarm();
}

/* What the trace recorded of this limit, else nothing. ctx is the trace, or NULL. */
static bool recorded_use(void *ctx, const gait_limit *limit, int64_t *out)
{
    const gi_diff_trace *trace = ctx;
    const gait_json *limits = trace == NULL ? NULL : trace->limits;
    gait_digest key = gait_digest_of(limit->key);
    *out = 0;
    for (size_t i = 0; limits != NULL && i < limits->count; i++) {
        const gait_json *one = &limits->items[i];
        gait_digest recorded;
        double ignored;
        bool same =
            gait_str_equal(gait_json_get(one, GAIT_STR("rule"))->text, limit->rule) &&
            gait_digest_parse(gait_json_get(one, GAIT_STR("key_digest"))->text, &recorded) &&
            gait_digest_equal(&recorded, &key);
        if (same)
            (void)gait_number_classify(gait_json_get(one, GAIT_STR("used"))->text, out, &ignored);
    }
    return true;
}

/* A decision that took too long says nothing about the policy. */
static bool decide(const comparing *c, size_t which, const gait_intent *intent,
                   const gi_diff_trace *trace, gait_decision *out, gait_error *err)
{
    int deadline_ms = c->request->deadline_ms == 0 ? GAIT_LIMIT_DECISION_DEADLINE_MS_MAX
                                                   : c->request->deadline_ms;
    const gait_counts counts = { (void *)(uintptr_t)trace, recorded_use };
    const gait_decide_options options = {
        .now_unix_ns = trace == NULL ? c->request->now_unix_ns : trace->evaluation_unix_ns,
        .expired = c->request->last_words.len > 0 ? gait_alarm_expired() : NULL,
        .counts = &counts,
        .explain = true,
    };
    if (!arm(c, deadline_ms, err))
        return false;
    gait_decide(c->scratch, c->policies[which], intent, &options, out);
    disarm(c);
    if (out->failure.code != GAIT_E_deadline_exceeded)
        return true;
    *err = out->failure;
    return false;
}

/* ---- one change ---- */

static void add_side(gait_buf *key, const gait_diff_side *side)
{
    gait_buf_add_format(key, "%d %.*s %d %d", (int)side->verdict, GAIT_STR_ARG(side->decided_by),
                        side->approvals, (int)side->distinct_approvers);
    for (size_t i = 0; i < side->rule_count; i++)
        gait_buf_add_format(key, "\n%.*s", GAIT_STR_ARG(side->rules[i]));
}

static void note_change(comparing *c, const gait_intent *intent, const gait_decision *before,
                        const gait_decision *after)
{
    change one = { .widens = gi_diff_loosened(before, after),
                   .narrows = gi_diff_loosened(after, before) };
    gait_buf key;
    if (one.widens == 0 && one.narrows == 0)
        return;
    one.before = gi_diff_side_of(c->arena, before);
    one.after = gi_diff_side_of(c->arena, after);
    one.digest = gait_arena_str(c->arena, gait_intent_digest(intent));
    one.tool = gait_arena_str(c->arena, gait_intent_tool(intent));
    gait_buf_init(&key, c->arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_buf_add_format(&key, "%u %u\n", one.widens, one.narrows);
    add_side(&key, &one.before);
    gait_buf_add_cstr(&key, "\n\n");
    add_side(&key, &one.after);
    one.key = gait_buf_text(&key);
    if (c->change_count == c->change_capacity) {
        size_t more = c->change_capacity == 0 ? 64 : c->change_capacity * 2;
        c->changes =
            gait_arena_grow(c->arena, c->changes, c->change_capacity, more, sizeof *c->changes);
        c->change_capacity = more;
    }
    c->changes[c->change_count++] = one;
    c->out->changed++;
    c->out->widened += one.widens != 0;
    c->out->narrowed += one.widens == 0;
}

static bool compare(comparing *c, const gait_intent *intent, const gi_diff_trace *trace,
                    gait_error *err)
{
    gait_decision sides[2];
    gait_diff *out = c->out;
    for (size_t i = 0; i < 2; i++)
        if (!decide(c, i, intent, trace, &sides[i], err))
            return false;
    bool asked = sides[0].verdict == GAIT_REQUIRE_APPROVAL;
    bool asks = sides[1].verdict == GAIT_REQUIRE_APPROVAL;
    out->decisions++;
    out->before.prompts += asked;
    out->after.prompts += asks;
    out->new_prompts += asks && !asked;
    out->gone_prompts += asked && !asks;
    if (trace != NULL) {
        gait_str digest = gait_policy_digest(c->policies[0]);
        out->of_old_policy += gait_str_equal(trace->policy_digest, digest);
        out->recorded_otherwise +=
            !gait_str_is(trace->verdict, gait_verdict_name(sides[0].verdict));
    }
    note_change(c, intent, &sides[0], &sides[1]);
    return true;
}

/* ---- everything ---- */

static bool compare_intent(comparing *c, gi_diff_intent *intent, gait_error *err)
{
    const gait_intent *loaded;
    bool ok = gi_diff_intent_load(c->scratch, intent, &loaded, err);
    for (size_t i = 0; ok && i < intent->files; i++)
        ok = compare(c, loaded, NULL, err);
    intent->used = true;
    c->out->intents++;
    return ok;
}

/* The traces from first on that are of the same intent; their end goes to *end. */
static bool compare_traces(comparing *c, size_t first, size_t *end, gait_error *err)
{
    const gi_diff_trace *traces = c->inputs.traces;
    const gait_intent *loaded = NULL;
    gi_diff_intent *intent = gi_diff_find(&c->inputs, traces[first].digest);
    *end = first;
    if (intent != NULL && !traces[first].raw &&
        !gi_diff_intent_load(c->scratch, intent, &loaded, err))
        return false;
    for (;
         *end < c->inputs.trace_count && gait_str_equal(traces[*end].digest, traces[first].digest);
         ++*end) {
        const gi_diff_trace *one = &traces[*end];
        if (one->raw)
            c->out->raw++;
        else if (intent == NULL)
            c->out->traces_alone[c->out->traces_alone_count++] = one->path;
        else if (!compare(c, loaded, one, err))
            return false;
    }
    if (loaded != NULL) {
        intent->used = true;
        c->out->intents++;
    }
    return true;
}

static bool compare_all(comparing *c, gait_error *err)
{
    gi_diff_inputs *inputs = &c->inputs;
    bool weighed = c->request->traces != NULL;
    bool ok = true;
    c->out->traces_alone =
        gait_arena_array(c->arena, inputs->trace_count, sizeof *c->out->traces_alone);
    for (size_t i = 0; ok && weighed && i < inputs->trace_count;) {
        c->scratch = gait_arena_scratch(c->arena);
        ok = compare_traces(c, i, &i, err);
        gait_arena_free(c->scratch);
    }
    for (size_t i = 0; ok && !weighed && i < inputs->intent_count; i++) {
        c->scratch = gait_arena_scratch(c->arena);
        ok = compare_intent(c, &inputs->intents[i], err);
        gait_arena_free(c->scratch);
    }
    for (size_t i = 0; i < inputs->intent_count; i++)
        c->out->unused_intents += !inputs->intents[i].used;
    return ok;
}

/* ---- groups ---- */

static int by_key(const void *a, const void *b)
{
    const change *x = a;
    const change *y = b;
    int order = gait_str_compare(x->key, y->key);
    return order != 0 ? order : gait_str_compare(x->digest, y->digest);
}

static void add_to(gait_arena *arena, gait_diff_group *group, const change *one)
{
    group->decisions++;
    bool again =
        group->example_count > 0 &&
        gait_str_equal(group->examples[group->example_count - 1].intent_digest, one->digest);
    if (again)
        return;
    group->intents++;
    if (group->example_count == GAIT_LIMIT_DIFF_EXAMPLES)
        return;
    if (group->examples == NULL)
        group->examples =
            gait_arena_array(arena, GAIT_LIMIT_DIFF_EXAMPLES, sizeof *group->examples);
    group->examples[group->example_count++] = (gait_diff_example){ one->digest, one->tool };
}

/* A group, and its place in the order of keys. */
typedef struct placed {
    gait_diff_group group;
    size_t place;
} placed;

/* Widenings first; then those with more decisions. */
static int by_weight(const void *a, const void *b)
{
    const placed *x = a;
    const placed *y = b;
    if ((x->group.widens != 0) != (y->group.widens != 0))
        return x->group.widens != 0 ? -1 : 1;
    if (x->group.decisions != y->group.decisions)
        return x->group.decisions > y->group.decisions ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static void sort_groups(gait_arena *arena, gait_diff *out)
{
    placed *all = gait_arena_array(arena, out->group_count, sizeof *all);
    for (size_t i = 0; i < out->group_count; i++)
        all[i] = (placed){ out->groups[i], i };
    if (out->group_count > 1)
        qsort(all, out->group_count, sizeof *all, by_weight);
    for (size_t i = 0; i < out->group_count; i++)
        out->groups[i] = all[i].group;
}

static void make_groups(comparing *c)
{
    gait_diff *out = c->out;
    out->groups = gait_arena_array(c->arena, c->change_count, sizeof *out->groups);
    if (c->change_count > 1)
        qsort(c->changes, c->change_count, sizeof *c->changes, by_key);
    for (size_t i = 0; i < c->change_count; i++) {
        const change *one = &c->changes[i];
        if (i == 0 || !gait_str_equal(one->key, c->changes[i - 1].key))
            out->groups[out->group_count++] = (gait_diff_group){ .before = one->before,
                                                                 .after = one->after,
                                                                 .widens = one->widens,
                                                                 .narrows = one->narrows };
        add_to(c->arena, &out->groups[out->group_count - 1], one);
    }
    sort_groups(c->arena, out);
}

/* ---- the whole ---- */

static bool load(comparing *c, size_t which, const gait_policy_source *source,
                 gait_diff_policy *out, gait_error *err)
{
    bool ok = arm(c, GAIT_LIMIT_LOAD_DEADLINE_MS, err) &&
              gait_policy_load(c->arena, source, &c->policies[which], err);
    disarm(c);
    if (!ok)
        return false;
    out->id = gait_policy_id(c->policies[which]);
    out->version = gait_policy_version(c->policies[which]);
    out->digest = gait_policy_digest(c->policies[which]);
    return true;
}

static bool check_inputs(comparing *c, gait_error *err)
{
    const gait_diff_request *request = c->request;
    const char *where = request->traces != NULL ? request->traces : request->intents;
    size_t found = request->traces != NULL ? c->inputs.trace_count : c->inputs.intent_count;
    return found > 0 || gait_fail(err, GAIT_E_diff_inputs_missing, "no %s below %s",
                                  request->traces != NULL ? "trace" : "intent", where);
}

bool gait_policy_diff(gait_arena *arena, const gait_diff_request *request, gait_diff *out,
                      gait_error *err)
{
    comparing c = { .arena = arena, .request = request, .out = out };
    *out = (gait_diff){ .intents = 0 };
    bool ok = (request->intents != NULL || request->traces != NULL ||
               gait_fail(err, GAIT_E_diff_inputs_missing, "no directory was given")) &&
              load(&c, 0, &request->old_policy, &out->before, err) &&
              load(&c, 1, &request->new_policy, &out->after, err) &&
              gi_diff_read(arena, request, &c.inputs, err) && check_inputs(&c, err) &&
              compare_all(&c, err);
    out->traces = c.inputs.trace_count + c.inputs.repeated;
    out->verified = c.inputs.verified;
    out->repeated = c.inputs.repeated;
    out->unweighed = request->traces == NULL ? c.inputs.trace_count : 0;
    if (ok)
        make_groups(&c);
    gait_policy_free(c.policies[0]);
    gait_policy_free(c.policies[1]);
    return ok;
}
