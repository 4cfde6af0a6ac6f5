/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include "author/cases.h"
#include "author/judge.h"
#include "script/value.h"

#include <gait/limits.h>

#include <string.h>

static const char decision_type[] = "gait.decision";

/* One question of a spec. Everything that is read belongs to the call under way. */
typedef struct asking {
    lua_State *L;
    gi_decl decl;
    gi_case asked;
} asking;

static asking begin(lua_State *L, const char *function)
{
    return (asking){ .L = L, .decl = gi_lua_reader(L, function) };
}

static void insist(const asking *a, bool ok)
{
    gi_lua_insist(a->L, &a->decl, ok);
}

/* ---- what is asked ---- */

/* A table in the words of intents, not of rules. */
static bool is_intent(const gait_json *table)
{
    static const char *const names[] = { "context", "schema_id", "script", "tool_name" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gait_json_get(table, gait_str_of(names[i])) != NULL)
            return true;
    return false;
}

static gi_rule_ids rules_of(const asking *a, const gait_policy *policy)
{
    static const char *const none[] = { NULL };
    return policy == NULL ? (gi_rule_ids){ none, none } : gi_case_rules(a->decl.arena, policy);
}

/* A call in the words of rules; options said elsewhere replace its own. */
static void read_call(asking *a, const gait_policy *policy, gait_json *call,
                      const gait_json *options)
{
    for (size_t i = 0; options != NULL && i < options->count; i++)
        if (!gait_str_is(options->members[i].name, "explain"))
            gait_json_set(a->decl.arena, call, options->members[i].name, options->members[i].value);
    const gi_rule_ids rules = rules_of(a, policy);
    insist(a, gi_call_parse(&a->decl, call, &rules, &a->asked));
}

static void read_intent(asking *a, const gait_policy *policy, gait_str text,
                        const gait_json *options)
{
    static const gait_json nothing = { .kind = GAIT_JSON_OBJECT };
    const gi_rule_ids rules = rules_of(a, policy);
    a->asked.intent = text;
    insist(a, gi_case_circumstances(&a->decl, options == NULL ? &nothing : options, &rules,
                                    &a->asked));
}

/* The second argument: a call, an intent, or an intent's JSON. */
static void read_asked(asking *a, const gait_policy *policy, const gait_json *options)
{
    lua_State *L = a->L;
    gait_json value;
    gait_str text;
    if (lua_type(L, 2) == LUA_TSTRING) {
        read_intent(a, policy, gi_check_text(L, 2), options);
        return;
    }
    luaL_checktype(L, 2, LUA_TTABLE);
    gi_value_take_data(L, 2, a->decl.arena, &value);
    if (value.kind == GAIT_JSON_OBJECT && !is_intent(&value)) {
        read_call(a, policy, &value, options);
        return;
    }
    insist(a, gait_json_canonical(a->decl.arena, &value, GAIT_NUMBERS_EXACT,
                                  GAIT_LIMIT_INTENT_BYTES, &text, a->decl.err));
    read_intent(a, policy, text, options);
}

/* The third argument, which may be absent. */
static const gait_json *read_options(asking *a, bool *explain)
{
    static const char *const known[] = { "explain", "now", "used", NULL };
    static const gi_names names = { "option", known };
    *explain = true;
    if (lua_isnoneornil(a->L, 3))
        return NULL;
    gait_json *options = gait_arena_alloc(a->decl.arena, sizeof *options);
    gi_value_take_data(a->L, 3, a->decl.arena, options);
    insist(a, gi_decl_table(&a->decl, options, "", &names));
    const gait_json *value = gi_decl_get(options, "explain");
    insist(a, value == NULL || gi_decl_bool(&a->decl, value, "explain", explain));
    return options;
}

/* ---- the decision ---- */

static void set_text(lua_State *L, const char *name, gait_str text)
{
    if (text.len == 0)
        return;
    gi_push_str(L, text);
    lua_setfield(L, -2, name);
}

static void set_texts(lua_State *L, const char *name, const gait_str *texts, size_t count)
{
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        gi_push_str(L, texts[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, int64_t value)
{
    lua_pushinteger(L, value);
    lua_setfield(L, -2, name);
}

static void set_json(asking *a, const char *name, const gait_json *value)
{
    if (value == NULL)
        return;
    insist(a, gi_value_push(a->L, value, SIZE_MAX, a->decl.err));
    lua_setfield(a->L, -2, name);
}

static void push_decision(asking *a, const gait_decision *d)
{
    lua_State *L = a->L;
    lua_createtable(L, 0, 10);
    set_text(L, "verdict", gait_str_of(gait_verdict_name(d->verdict)));
    set_texts(L, "reason_codes", d->reason_codes, d->reason_count);
    set_texts(L, "violations", d->violations, d->violation_count);
    set_text(L, "rule", d->rule);
    set_integer(L, "required_approvals", d->required_approvals);
    lua_pushboolean(L, d->distinct_approvers);
    lua_setfield(L, -2, "distinct_approvers");
    set_integer(L, "fuel", d->fuel);
    if (d->failure.code != GAIT_OK) {
        (void)gi_push_error(L, &d->failure);
        lua_setfield(L, -3, "failure");
        lua_pop(L, 1);
    }
    set_json(a, "credential", gait_decision_credential(a->decl.arena, d));
    set_json(a, "limits", gait_decision_limits(a->decl.arena, d));
    set_json(a, "explanation", d->explanation);
    luaL_setmetatable(L, decision_type);
}

/* The same bytes that production would read, read the way it reads them. */
static void decide(asking *a, gait_policy *policy, bool explain, gait_decision *out)
{
    const gait_counts counts = gi_case_counts(&a->asked);
    gait_decide_options options = { .now_unix_ns = a->asked.now_unix_ns,
                                    .counts = &counts,
                                    .explain = true };
    const gait_intent *intent;
    insist(a, gait_intent_parse(a->decl.arena, a->asked.intent, GAIT_LIMIT_INTENT_BYTES, &intent,
                                a->decl.err));
    if (explain || gi_lua_counts(a->L)) {
        gait_decide(a->decl.arena, policy, intent, &options, out);
        gi_lua_count(a->L, policy, out->explanation);
    }
    options.explain = false;
    if (!explain)
        gait_decide(a->decl.arena, policy, intent, &options, out);
}

int gi_lua_decide(lua_State *L)
{
    gi_lua_pack *pack = gi_lua_pack_check(L);
    gait_decision decision;
    bool explain;
    lua_settop(L, 3);
    asking a = begin(L, "decide");
    const gait_json *options = read_options(&a, &explain);
    read_asked(&a, pack->policy, options);
    decide(&a, pack->policy, explain, &decision);
    push_decision(&a, &decision);
    return 1;
}

int gi_lua_check(lua_State *L)
{
    gi_lua_pack *pack = gi_lua_pack_check(L);
    gait_json value;
    gait_decision decision;
    gait_test test = { .line = 0 };
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    asking a = begin(L, "check");
    gi_value_take_data(L, 2, a.decl.arena, &value);
    const gi_rule_ids rules = rules_of(&a, pack->policy);
    insist(&a, gi_case_parse(&a.decl, &value, &rules, &a.asked));
    decide(&a, pack->policy, true, &decision);
    gi_case_judge(a.decl.arena, &a.asked, &decision, &test);
    if (test.outcome == GAIT_OUTCOME_PASS) {
        push_decision(&a, &decision);
        return 1;
    }
    lua_pushnil(L);
    gi_push_str(L, test.message);
    return 2;
}

int gi_lua_intent(lua_State *L)
{
    gait_json call;
    gait_json *intent;
    const gait_json_limits limits = gait_json_limits_for(GAIT_LIMIT_INTENT_BYTES);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    asking a = begin(L, "intent");
    gi_value_take_data(L, 1, a.decl.arena, &call);
    read_call(&a, NULL, &call, NULL);
    insist(&a, gait_json_parse(a.decl.arena, a.asked.intent, &limits, &intent, a.decl.err) &&
                   gi_value_push(L, intent, SIZE_MAX, a.decl.err));
    return 1;
}

/* A field that is absent is nil; one that no decision has is a mistake of the spec. */
static int l_index(lua_State *L)
{
    const char *name = luaL_checkstring(L, 2);
    static const char *const sometimes[] = { "credential", "explanation", "failure", "limits",
                                             "rule" };
    for (size_t i = 0; i < sizeof sometimes / sizeof *sometimes; i++)
        if (strcmp(sometimes[i], name) == 0)
            return 0;
    return luaL_error(L, "a decision has no field '%s'", name);
}

void gi_lua_decision_open(lua_State *L)
{
    luaL_newmetatable(L, decision_type);
    lua_pushcfunction(L, l_index);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
