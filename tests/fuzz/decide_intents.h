/*
 * decide_intents.h — a random intent, as JSON and, for the oracle, as Lua in the vocabulary of rules.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_DECIDE_INTENTS_H
#define FUZZ_DECIDE_INTENTS_H

#include "decide_draw.h"

static void both(maker *m, const char *text)
{
    gait_buf_add_cstr(m->out, text);
    gait_buf_add_cstr(m->plain, text);
}

/* "json": and lua = */
static void name(maker *m, const char *json, const char *lua)
{
    gait_buf_add_format(m->out, "\"%s\":", json);
    gait_buf_add_format(m->plain, "%s=", lua);
}

static void member(maker *m, const char *json, const char *lua, const char *text)
{
    name(m, json, lua);
    gait_buf_add_format(m->out, "\"%s\",", text);
    gait_buf_add_format(m->plain, "\"%s\",", text);
}

static void open_list(maker *m)
{
    gait_buf_add_cstr(m->out, "[");
    gait_buf_add_cstr(m->plain, "list{");
}

static void give_value(maker *m)
{
    switch (draw(m, 6)) {
    case 0:
    case 1:
        both(m, PICK(m, numbers));
        break;
    case 2:
    case 3:
        both(m, "\"");
        both(m, PICK(m, given_texts));
        both(m, "\"");
        break;
    case 4:
        both(m, chance(m, 2) ? "true" : "false");
        break;
    default:
        both(m, "null");
    }
}

static void give_list(maker *m)
{
    size_t count = draw(m, 4);
    open_list(m);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            both(m, ",");
        give_value(m);
    }
    gait_buf_add_cstr(m->out, "],");
    gait_buf_add_cstr(m->plain, "},");
}

static void give_args(maker *m)
{
    static const char *const plain_names[] = { "n", "s" };
    name(m, "args", "args");
    both(m, "{");
    for (size_t i = 0; i < COUNT(plain_names); i++) {
        if (chance(m, 4))
            continue;
        name(m, plain_names[i], plain_names[i]);
        if (chance(m, 4))
            both(m, PICK(m, numbers));
        else
            both(m, chance(m, 2) ? "1" : "\"hello\"");
        both(m, ",");
    }
    if (chance(m, 2)) {
        name(m, "l", "l");
        give_list(m);
    }
    if (chance(m, 2)) {
        name(m, "o", "o");
        both(m, "{");
        name(m, "p", "p");
        give_value(m);
        both(m, ",");
        name(m, "l", "l");
        open_list(m);
        both(m, "{");
        name(m, "q", "q");
        give_value(m);
        both(m, "}");
        gait_buf_add_cstr(m->out, "]},");
        gait_buf_add_cstr(m->plain, "}},");
    }
    name(m, "z", "z");
    give_value(m);
    both(m, "},");
}

static void give_target(maker *m)
{
    const char *kind = PICK(m, kinds);
    const char *value = PICK(m, values);
    bool is_url = strstr(value, "://") != NULL;
    both(m, "{");
    /* A host is a name, a URL has a scheme: other shapes are for the intent's own tests. */
    if (strcmp(kind, "url") == 0 && !is_url)
        value = "https://a.example/x";
    if (strcmp(kind, "host") == 0 &&
        (is_url || strpbrk(value, "/") != NULL || strchr(value, '.') == NULL))
        value = "a.example";
    if (strcmp(kind, "path") == 0 && is_url)
        value = "/a/b";
    member(m, "value", "value", value);
    if (!chance(m, 3))
        member(m, "operation", "operation", PICK(m, operations));
    if (chance(m, 2))
        member(m, "sensitivity", "sensitivity", PICK(m, classes));
    if (chance(m, 2))
        member(m, "discovery_method", "discovery", PICK(m, methods));
    if (chance(m, 2)) {
        name(m, "destructive", "destructive");
        both(m, chance(m, 2) ? "true," : "false,");
    }
    name(m, "kind", "kind");
    gait_buf_add_format(m->out, "\"%s\"}", kind);
    gait_buf_add_format(m->plain, "\"%s\"}", kind);
}

static void give_targets(maker *m)
{
    size_t count = draw(m, 4);
    name(m, "targets", "targets");
    open_list(m);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            both(m, ",");
        give_target(m);
    }
    gait_buf_add_cstr(m->out, "],");
    gait_buf_add_cstr(m->plain, "},");
    name(m, "arg_provenance", "provenance");
    open_list(m);
    if (chance(m, 2)) {
        both(m, "{");
        member(m, "arg_path", "arg", chance(m, 2) ? "n" : "s");
        name(m, "source", "source");
        const char *source = PICK(m, sources);
        gait_buf_add_format(m->out, "\"%s\"}", source);
        gait_buf_add_format(m->plain, "\"%s\"}", source);
    }
    gait_buf_add_cstr(m->out, "],");
    gait_buf_add_cstr(m->plain, "},");
}

/* Some second from Saturday, 3 January 2026, 00:00 to Wednesday, 7 January, 24:00; often a whole half hour. */
static void give_now(maker *m)
{
    enum { START = 1767398400, HALF_HOUR = 1800, HALF_HOURS = 5 * 48 };
    m->now = START + (int64_t)draw(m, HALF_HOURS) * HALF_HOUR;
    if (chance(m, 4))
        m->now += (int64_t)draw(m, HALF_HOUR) - 1;
}

static void give_intent(maker *m)
{
    give_now(m);
    gait_buf_add_cstr(m->out, "{");
    gait_buf_add_cstr(m->plain, "return {");
    member(m, "tool_name", "tool", PICK(m, tools));
    give_args(m);
    give_targets(m);
    gait_buf_add_cstr(m->out, "\"context\":{");
    if (chance(m, 2))
        member(m, "environment", "env", PICK(m, envs));
    if (chance(m, 2))
        member(m, "phase", "phase", PICK(m, phases));
    if (chance(m, 2))
        member(m, "session_id", "session", "s1");
    if (chance(m, 2))
        member(m, "credential_source", "credential_source", PICK(m, credentials));
    member(m, "risk_class", "risk", chance(m, 4) ? PICK(m, odd_risks) : PICK(m, risks));
    member(m, "identity", "identity", PICK(m, identities));
    name(m, "workspace", "workspace");
    const char *workspace = PICK(m, workspaces);
    gait_buf_add_format(m->out, "\"%s\"}}", workspace);
    gait_buf_add_format(m->plain, "\"%s\",now=%lld}", workspace, (long long)m->now);
}

#endif
