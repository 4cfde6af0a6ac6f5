/* SPDX-License-Identifier: Apache-2.0 */
#include "author/bind_cases.h"

#include "author/cases.h"
#include "script/value.h"

#include <gait/limits.h>

#define B(name, profiles) int gi_open_##name(lua_State *L);
#include "author/bindings.def"
#undef B

/* One call of cases "name" { … }. */
typedef struct group {
    gi_spec_reading *reading;
    gait_str name;
    int line;
    int *lines; /* of its cases, or NULL */
    size_t first;
} group;

/* The failure stays with the file: a script that catches the error has no cases to run. */
static int fail(lua_State *L, gi_spec_reading *reading, const gait_error *err)
{
    if (reading->failure.code == GAIT_OK)
        reading->failure = *err;
    return gi_raise(L, err);
}

static gi_decl declare(const group *g, int line, gait_error *err, const char *what, gait_str name)
{
    gait_arena *arena = g->reading->arena;
    gi_decl decl = { .arena = arena, .err = err, .code = GAIT_E_tests_invalid };
    decl.where =
        gait_arena_format(arena, "%.*s:%d: %s '%.*s'", GAIT_STR_ARG(g->reading->spec->name), line,
                          what, GAIT_STR_ARG(gait_str_first(name, 64)));
    return decl;
}

static int line_of(const group *g, lua_Integer position)
{
    return g->lines == NULL ? g->line : g->lines[position - 1];
}

static bool is_taken(const group *g, gait_str name)
{
    const gi_case_list *cases = g->reading->cases;
    for (size_t i = g->first; i < cases->count; i++)
        if (gait_str_equal(cases->items[i].name, name))
            return true;
    return false;
}

static bool is_group(const gi_spec_reading *reading, gait_str name)
{
    for (size_t i = reading->first; i < reading->cases->count; i++)
        if (gait_str_equal(reading->cases->items[i].group, name))
            return true;
    return false;
}

/* The case's own text at its first place. [case] -> [case] */
static bool take_name(lua_State *L, const group *g, lua_Integer position, gait_str *out,
                      gait_error *err)
{
    gi_spec_reading *reading = g->reading;
    gi_decl decl = declare(g, line_of(g, position), err, "cases", g->name);
    if (!lua_istable(L, -1))
        return gi_decl_fail(&decl, "element %d is not a table: a case is { \"name\", tool = … }",
                            (int)position);
    bool named = lua_rawgeti(L, -1, 1) == LUA_TSTRING;
    if (named)
        *out = gait_arena_str(reading->arena, gi_check_text(L, -1));
    lua_pop(L, 1);
    if (!named)
        return gi_decl_fail(&decl, "case %d has no name: it stands first, as a text",
                            (int)position);
    if (!gi_case_name(&decl, *out, "the name of a case"))
        return false;
    return !is_taken(g, *out) ||
           gi_decl_fail(&decl, "two cases are called '%.*s'", GAIT_STR_ARG(*out));
}

/* The named members of the case, under its name, which errors about them then show. [case] -> [case, {name = copy}] */
static bool copy_members(lua_State *L, const gi_decl *decl, gait_str name)
{
    luaL_checkstack(L, 8, NULL);
    lua_createtable(L, 0, 1);
    lua_createtable(L, 0, 8);
    lua_pushnil(L);
    while (lua_next(L, -4) != 0) { /* [case, wrapper, copy, key, value] */
        gi_charge(L, 1);
        bool first = lua_isinteger(L, -2) != 0 && lua_tointeger(L, -2) == 1;
        if (!first && lua_type(L, -2) != LUA_TSTRING)
            return gi_decl_fail(decl, "only the name stands without a key");
        if (first) {
            lua_pop(L, 1);
            continue;
        }
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
    gi_push_str(L, name);
    lua_insert(L, -2);
    lua_rawset(L, -3);
    return true;
}

static bool add_case(gi_spec_reading *reading, const gi_decl *decl, const gi_case *one)
{
    gi_case_list *cases = reading->cases;
    if (cases->count == GAIT_LIMIT_PACK_CASES)
        return gi_decl_fail(decl, "is one more than the %d cases a pack may have",
                            GAIT_LIMIT_PACK_CASES);
    if (cases->count == cases->capacity) {
        size_t capacity = cases->capacity == 0 ? 16 : cases->capacity * 2;
        cases->items = gait_arena_grow(reading->arena, cases->items, cases->capacity, capacity,
                                       sizeof *cases->items);
        cases->capacity = capacity;
    }
    cases->items[cases->count++] = *one;
    return true;
}

/* [case] -> [case, …] */
static bool take_case(lua_State *L, const group *g, lua_Integer position, gait_error *err)
{
    gi_spec_reading *reading = g->reading;
    gi_case one = { .group = g->name, .file = reading->spec->name, .line = line_of(g, position) };
    gait_json wrapper;
    if (!take_name(L, g, position, &one.name, err))
        return false;
    gi_decl decl = declare(g, one.line, err, "case", one.name);
    if (!copy_members(L, &decl, one.name))
        return false;
    gi_value_take_data(L, -1, reading->arena, &wrapper);
    return gi_case_parse(&decl, &wrapper.members[0].value, reading->rules, &one) &&
           add_case(reading, &decl, &one);
}

static bool is_list(lua_State *L, int index, lua_Integer *count)
{
    lua_Integer keys = 0;
    *count = (lua_Integer)lua_rawlen(L, index);
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        lua_pop(L, 1);
        gi_charge(L, 1);
        keys++;
    }
    return keys == *count;
}

/* Upvalue: the name. The table of the group. */
static int l_group(lua_State *L)
{
    gi_spec_reading *reading = gi_bind_room(L);
    gait_error err = GAIT_ERROR_INIT;
    gait_str file;
    lua_Integer count;
    group g = { .reading = reading, .first = reading->cases->count };
    g.line = gi_caller(L, &file);
    g.name = gait_arena_str(reading->arena, gi_check_text(L, lua_upvalueindex(1)));
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    gi_decl decl = declare(&g, g.line, &err, "cases", g.name);
    bool list = is_list(L, 1, &count);
    if (!list || count == 0)
        gi_decl_fail(&decl, list ? "is an empty list"
                                 : "takes a list of cases without gaps: { { \"name\", … } }");
    else
        g.lines = gi_case_lines(reading->arena, reading->spec->source, g.line, (size_t)count);
    for (lua_Integer i = 1; err.code == GAIT_OK && i <= count; i++) {
        lua_settop(L, 1);
        lua_rawgeti(L, 1, i);
        (void)take_case(L, &g, i, &err);
    }
    if (err.code != GAIT_OK)
        return fail(L, reading, &err);
    reading->open--;
    return 0;
}

/* cases "payments" { { "over", tool = "payments.transfer", expect = "block" } } */
static int l_cases(lua_State *L)
{
    gi_spec_reading *reading = gi_bind_room(L);
    gait_error err = GAIT_ERROR_INIT;
    gait_str file;
    group g = { .reading = reading };
    reading->open++;
    g.line = gi_caller(L, &file);
    gait_str name = gi_check_text(L, 1);
    gi_decl decl = declare(&g, g.line, &err, "cases", name);
    if (gi_case_name(&decl, name, "the name of a group") && is_group(reading, name))
        gi_decl_fail(&decl, "a group of this name stands further up");
    if (err.code != GAIT_OK)
        return fail(L, reading, &err);
    lua_settop(L, 1);
    lua_pushcclosure(L, l_group, 1);
    return 1;
}

int gi_open_cases(lua_State *L)
{
    lua_pushcfunction(L, l_cases);
    return 1;
}

const gi_binding *gi_spec_bindings(void)
{
    static const gi_binding bindings[] = {
#define B(name, profiles) { #name, profiles, gi_open_##name },
#include "author/bindings.def"
#undef B
        { NULL, 0, NULL },
    };
    return bindings;
}
