/*
 * decide.c — what one decision costs in a process that lives: packs of growing size, a typical pack, with and without
 * explanation, with reading the intent, and loading a pack. Prints medians, ratios and what is aimed at.
 *
 * Each decision has an arena of its own, as an embedder's has. Times are medians of batches, of the processor's clock.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"

#include <gait/limits.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCHES = 41, ARENA_BYTES = 64 << 20, LOAD_ARENA_BYTES = 512 << 20 };

static double now_us(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
        abort();
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static gait_arena *arena_of(size_t bytes)
{
    gait_arena *arena = gait_arena_new(bytes, NULL, NULL);
    if (arena == NULL)
        abort();
    return arena;
}

static void must(bool ok, const gait_error *err)
{
    if (ok)
        return;
    (void)fprintf(stderr, "bench: %s\n", err->message);
    exit(1);
}

/* ---- packs ---- */

static const char distinct[] =
    "policy { id = 'bench/distinct', version = '1.0.0', default = 'block' }\n"
    "for i = 1, %d do\n"
    "  rule { id = ('r%%05d'):format(i), effect = 'allow', match = {\n"
    "    tool = 'tool.t' .. i, args = { amount = { lt = 1000 + i } } } }\n"
    "end\n";

/* Fifty rules for ten tools: for each tool three of its own, and twenty that look at every call. */
static const char typical[] =
    "policy { id = 'bench/typical', version = '1.0.0', default = 'block' }\n"
    "for i = 1, 10 do\n"
    "  local tool = 'tool.t' .. i\n"
    "  rule { id = 'allow-' .. i, effect = 'allow', match = { tool = tool, workspace = '/srv' } }\n"
    "  rule { id = 'large-' .. i, effect = 'require_approval',\n"
    "    match = { tool = tool, args = { amount = { gt = 5000 } } } }\n"
    "  rule { id = 'prod-' .. i, effect = 'block',\n"
    "    match = { tool = tool, env = 'prod', risk = { 'high', 'critical' } } }\n"
    "end\n"
    "for i = 1, 5 do\n"
    "  rule { id = 'who-' .. i, effect = 'block', match = { identity = 'bot-' .. i .. '-*' } }\n"
    "  rule { id = 'taint-' .. i, effect = 'block', match = { tainted_by = 'external',\n"
    "    target = { kind = 'url' } } }\n"
    "  rule { id = 'path-' .. i, effect = 'block',\n"
    "    match = { target = { kind = 'path', path_under = '/etc/' .. i } } }\n"
    "  rule { id = 'last-' .. i, effect = 'block', match = { tool = 'db.*', phase = 'apply' }%s }\n"
    "end\n";

static const char function[] = ", when = function(i) return i.args.amount > 100 end";
static const char more_rules[] =
    "for i = 1, 2 do rule { id = 'when-' .. i, effect = 'block', match = { tool = 'tool.t7' },\n"
    "  when = function(i) return i.args.amount > 9000 and text.starts(i.args.note, 'x') end } "
    "end\n";

static gait_policy *load(gait_arena *arena, gait_str source)
{
    const gi_pack_file file = { "policy.lua", source };
    const gi_pack pack = { "bench", &file, 1 };
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    must(gi_policy_load_pack(arena, &pack, &policy, &err), &err);
    return policy;
}

/* ---- the intent ---- */

/* 1 KiB of a plausible call. */
static gait_str intent_bytes(gait_arena *arena)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1 << 16);
    gait_buf_add_cstr(
        &buf,
        "{\"tool_name\":\"tool.t7\",\"args\":{\"amount\":250,\"currency\":\"EUR\",\"note\":\"");
    while (buf.len < 560)
        gait_buf_add_cstr(&buf, "all that was agreed on ");
    gait_buf_add_cstr(
        &buf,
        "\",\"lines\":[{\"sku\":\"a-17\",\"count\":3},{\"sku\":\"b-2\",\"count\":1}]},"
        "\"targets\":[{\"kind\":\"path\",\"value\":\"/srv/app/orders/"
        "17.json\",\"operation\":\"write\"}],"
        "\"arg_provenance\":[{\"arg_path\":\"args.note\",\"source\":\"user\"}],"
        "\"context\":{\"identity\":\"agent-7\",\"workspace\":\"/srv/app\",\"risk_class\":\"low\","
        "\"environment\":\"staging\",\"session_id\":\"s-2026-01-05-17\"},"
        "\"created_at\":\"2026-01-05T12:00:00Z\"}");
    return gait_buf_text(&buf);
}

static const gait_intent *parse(gait_arena *arena, gait_str bytes)
{
    gait_error err = GAIT_ERROR_INIT;
    const gait_intent *intent = NULL;
    must(gait_intent_parse(arena, bytes, GAIT_LIMIT_INTENT_BYTES, &intent, &err), &err);
    return intent;
}

/* ---- measuring ---- */

typedef struct work {
    gait_policy *policy; /* NULL: none is asked */
    const gait_intent *intent;
    gait_str bytes; /* parsed anew each time, unless empty */
    bool explain;
    gait_verdict verdict; /* that must come out */
} work;

static void once(const work *w)
{
    gait_arena *arena = arena_of(ARENA_BYTES);
    const gait_intent *intent = w->bytes.len > 0 ? parse(arena, w->bytes) : w->intent;
    const gait_decide_options options = { .explain = w->explain };
    gait_decision decision = { .verdict = w->verdict };
    if (w->policy != NULL)
        gait_decide(arena, w->policy, intent, &options, &decision);
    if (decision.verdict != w->verdict)
        abort();
    gait_arena_free(arena);
}

/* Microseconds of one. */
static double measure(const work *w, int rounds)
{
    double times[BATCHES];
    for (int i = 0; i < rounds; i++)
        once(w);
    for (int b = 0; b < BATCHES; b++) {
        double start = now_us();
        for (int i = 0; i < rounds; i++)
            once(w);
        times[b] = (now_us() - start) / rounds;
    }
    qsort(times, BATCHES, sizeof times[0], by_value);
    return times[BATCHES / 2];
}

static void show(const char *what, double us, double aim)
{
    printf("  %-46s %9.2f us", what, us);
    if (aim > 0)
        printf("   (aim: at most %g)%s", aim, us > aim ? "  MISSED" : "");
    printf("\n");
}

static void growing(const gait_intent *intent)
{
    static const int sizes[] = { 10, 100, 1000, 10000 };
    double first = 0;
    double last = 0;
    printf("rules on distinct tools, of which one is asked\n");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        gait_arena *arena = arena_of(LOAD_ARENA_BYTES);
        const work w = { .policy = load(arena, gait_arena_format(arena, distinct, sizes[i])),
                         .intent = intent,
                         .verdict = GAIT_ALLOW };
        last = measure(&w, 2000);
        first = i == 0 ? last : first;
        show(gait_arena_format(arena, "%d rules", sizes[i]).ptr, last, 0);
        gait_policy_free(w.policy);
        gait_arena_free(arena);
    }
    printf("  %-46s %9.2f      (aim: at most 1.5)%s\n", "ratio of 10000 rules to 10", last / first,
           last / first > 1.5 ? "  MISSED" : "");
}

static void ordinary(gait_arena *arena, const gait_intent *intent, gait_str bytes)
{
    gait_policy *matching = load(arena, gait_arena_format(arena, typical, ""));
    gait_policy *mixed =
        load(arena, gait_arena_format(arena, "%s%s",
                                      gait_arena_format(arena, typical, function).ptr, more_rules));
    const work parsing = { .bytes = bytes };
    printf("fifty rules, 23 of which are asked\n");
    show("match only", measure(&(work){ matching, intent, { NULL, 0 }, false, 0 }, 2000), 2);
    show("match only, explained", measure(&(work){ matching, intent, { NULL, 0 }, true, 0 }, 500),
         0);
    show("match only, intent of 1 KiB parsed and digested",
         measure(&(work){ matching, NULL, bytes, false, 0 }, 1000), 10);
    show("two functions run", measure(&(work){ mixed, intent, { NULL, 0 }, false, 0 }, 500), 10);
    show("two functions run, explained",
         measure(&(work){ mixed, intent, { NULL, 0 }, true, 0 }, 500), 0);
    show("two functions run, intent parsed and digested",
         measure(&(work){ mixed, NULL, bytes, false, 0 }, 500), 20);
    show("of these, parsing and digests", measure(&parsing, 1000), 0);
    show("of these, an arena made and freed", measure(&(work){ .intent = intent }, 2000), 0);
    gait_policy_free(matching);
    gait_policy_free(mixed);
}

static gait_str thousand_rules(gait_arena *arena, int from, const char *head)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1 << 20);
    gait_buf_add_cstr(&buf, head);
    for (int i = from; i < from + 333; i++)
        gait_buf_add_format(
            &buf,
            "rule {\n    id = \"rule-%04d\", effect = \"require_approval\",\n"
            "    match = { tool = \"tool.t%d\", args = { amount = { gt = %d } } },\n"
            "    reason = \"amount_over_%d\",\n}\n",
            i, i % 50, i, i);
    return gait_buf_text(&buf);
}

static void loading(void)
{
    double times[BATCHES];
    gait_arena *texts = arena_of(LOAD_ARENA_BYTES);
    const gi_pack_file files[] = {
        { "policy.lua", thousand_rules(texts, 0,
                                       "policy { id = 'bench/load', version = '1.0.0' }\n"
                                       "include 'more'\ninclude 'most'\n") },
        { "more.lua", thousand_rules(texts, 333, "") },
        { "most.lua", thousand_rules(texts, 666, "") },
    };
    const gi_pack pack = { "bench", files, 3 };
    for (int b = 0; b < BATCHES; b++) {
        gait_arena *arena = arena_of(LOAD_ARENA_BYTES);
        gait_error err = GAIT_ERROR_INIT;
        gait_policy *policy = NULL;
        double start = now_us();
        must(gi_policy_load_pack(arena, &pack, &policy, &err), &err);
        gait_policy_free(policy);
        gait_arena_free(arena);
        times[b] = now_us() - start;
    }
    qsort(times, BATCHES, sizeof times[0], by_value);
    printf("loading\n");
    show("a pack of 999 rules in three files", times[BATCHES / 2], 30000);
    gait_arena_free(texts);
}

int main(void)
{
    gait_arena *arena = arena_of(LOAD_ARENA_BYTES);
    gait_str bytes = intent_bytes(arena);
    const gait_intent *intent = parse(arena, bytes);
    growing(intent);
    ordinary(arena, intent, bytes);
    loading();
    gait_arena_free(arena);
    return 0;
}
