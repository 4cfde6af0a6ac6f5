/*
 * decide_draw.h — what fuzz_decide.c draws from: the input, then a generator seeded with it, and the words of cases.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_DECIDE_DRAW_H
#define FUZZ_DECIDE_DRAW_H

#include "fuzz.h"

#include <gait/buf.h>

enum { MOST_TEXT = 1 << 20 };

typedef struct maker {
    const uint8_t *data;
    size_t left;
    uint64_t state;
    bool tiers;
    int64_t now;     /* of the decision, in seconds */
    gait_buf *out;   /* the policy, or the intent as JSON */
    gait_buf *plain; /* the intent as Lua */
} maker;

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define PICK(m, list) ((list)[draw(m, COUNT(list))])

static size_t draw(maker *m, size_t below)
{
    if (m->left > 0) {
        m->left--;
        return *m->data++ % below;
    }
    m->state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    uint64_t z = m->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (size_t)((z ^ (z >> 31)) % below);
}

static bool chance(maker *m, size_t of)
{
    return draw(m, of) == 0;
}

static void say(maker *m, const char *text)
{
    gait_buf_add_cstr(m->out, text);
}

/* One of the texts, or a list of different ones. */
static void say_texts(maker *m, const char *const *texts, size_t count)
{
    size_t first = draw(m, count);
    size_t step = 1 + draw(m, count);
    size_t second = (first + step) % count;
    if (second == first || !chance(m, 3))
        gait_buf_add_format(m->out, "'%s'", texts[first]);
    else
        gait_buf_add_format(m->out, "{ '%s', '%s' }", texts[first], texts[second]);
}

static const char *const tools[] = { "a.b", "a.c", "a.b.c", "d" };
static const char *const tool_patterns[] = {
    "a.b", "a.*", "a.**", "**.c", "d", "*", "?", "a.**.c"
};
static const char *const identities[] = { "alice", "bob", "svc/bot", "svc/x/bot" };
static const char *const identity_patterns[] = { "alice", "svc/*", "**", "?ob", "svc/**/bot" };
static const char *const workspaces[] = { "/repo", "/repo/x", "/repo-evil", "/r/../repo", "../up" };
static const char *const workspace_roots[] = { "/repo", "/repo/x", "/" };
static const char *const envs[] = { "prod", "staging", "prod/eu" };
static const char *const env_patterns[] = { "prod", "prod/*", "st*", "**" };
static const char *const risks[] = { "low", "medium", "high", "critical" };
static const char *const odd_risks[] = { "low", "high", "extreme" };
static const char *const phases[] = { "plan", "apply" };
static const char *const sources[] = { "user", "tool_output", "external", "system" };
static const char *const credentials[] = { "aws_sts", "github_pat" };
static const char *const kinds[] = { "path", "url", "host", "bucket", "other" };
static const char *const operations[] = { "read", "write" };
static const char *const classes[] = { "pii", "public" };
static const char *const methods[] = { "mcp", "manual" };
static const char *const values[] = {
    "/a/b",      "/a/./c",    "/a/../c",  "../x", "https://a.example/x",
    "a.example", "B.Example", "10.1.2.3", "data", "https://u@a.example/x",
    "x/y",       "010.1.2.3", "x//y",     "/a",   "c.b.example"
};
static const char *const literals[] = { "/a/b",      "/a/c", "https://a.example/x",
                                        "a.example", "data", "x/y" };
static const char *const value_globs[] = { "/a/*", "**", "x/?", "https://**", "*" };
static const char *const roots[] = { "/a", "/", "/a/b", "x" };
static const char *const domains[] = { "a.example", "*.example", "*.b.example" };
static const char *const arg_paths[] = { "n",    "s",   "l[any]",     "l[all]",
                                         "l[2]", "o.p", "o.l[any].q", "z" };
static const char *const arg_texts[] = { "hello", "hell", "/tmp/x", "x", "/tmp" };
static const char *const given_texts[] = { "hello", "/tmp/x", "/tmp/../etc/x", "/tmp//x", "../x",
                                           "a b",   "" };
static const char *const numbers[] = { "0", "1", "2", "1.5", "1000", "-1", "9007199254740991" };
static const char *const types[] = { "string", "number", "boolean", "array", "object", "null" };
static const char *const windows[] = {
    "{ days = 'Mon-Fri', hours = '09:00-17:30', tz = 'UTC' }",
    "{ days = 'Fri,Sun', hours = '22:00-06:00', tz = 'UTC' }",
    "{ days = 'Sat-Mon', tz = 'UTC' }",
    "{ from = '2026-01-05T08:00', to = '2026-01-07T00:00', tz = 'UTC' }",
    "{ from = '2026-01-06T12:30:15', hours = '00:00-24:00', tz = 'UTC' }",
    "{ hours = '08:00-12:00', tz = 'No/Where' }",
};
static const char *const functions[] = {
    "function(i) return i.args.n == 1 end",
    "function(i) return i.args.n > 1 end",
    "function(i) return i.env == 'prod' end",
    "function(i) return #i.targets > 0 end",
    "function(i) return i.args.s end",
    "function(i) return i.nosuch end",
    "function(i) for _, t in ipairs(i.targets) do if t.operation == 'write' then return true end "
    "end return false end",
    "function() seen[1] = (seen[1] or 0) + 1 return seen[1] == 1 end",
    "function(i) seen.n = i.args.n return seen[1] == nil end",
    "function() while true do seen[1] = 1 end end",
};

#endif
