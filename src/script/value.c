/* SPDX-License-Identifier: Apache-2.0 */
#include "script/value.h"
#include "script/state.h"

#include <gait/limits.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 200 };

static const char references_key = 0; /* registry: functions handed out, by number */
static const char array_key = 0;      /* registry: the metatable that marks arrays */

typedef struct taking {
    lua_State *L;
    gi_host *host;
    gait_arena *arena;
    bool functions; /* may leave, as references */
    size_t depth;
    const void
        *open[GAIT_LIMIT_JSON_DEPTH]; /* tables being converted: one inside itself is a cycle */
    size_t path_len;
    char path[PATH_BYTES]; /* cut when longer */
} taking;

static void take(taking *t, int index, gait_json *out);

static GAIT_NORETURN void refuse(taking *t, const char *what)
{
    (void)luaL_error(t->L, "%s%s%s", t->path_len > 0 ? t->path : "", t->path_len > 0 ? ": " : "",
                     what);
    gait_bug(__FILE__, __LINE__, "luaL_error returned");
}

/* Names may have been made from the argument: then there is no path. */
static void add_to_path(taking *t, const char *text, size_t len)
{
    if (t->host->has_argument)
        return;
    for (size_t i = 0; i < len && t->path_len + 1 < PATH_BYTES; i++)
        t->path[t->path_len++] = text[i];
    t->path[t->path_len] = '\0';
}

static void add_name(taking *t, gait_str name)
{
    if (t->path_len > 0)
        add_to_path(t, ".", 1);
    add_to_path(t, name.ptr, name.len);
}

static void add_position(taking *t, lua_Integer n)
{
    char text[32];
    int len = snprintf(text, sizeof text, "[%lld]", (long long)n);
    add_to_path(t, text, (size_t)len);
}

static void cut_path(taking *t, size_t len)
{
    t->path_len = len;
    t->path[len] = '\0';
}

/* What is copied out is charged, and counted: the same table in many places is copied as often. */
static void account(taking *t, size_t bytes)
{
    gi_charge(t->L, 4 + (int64_t)(bytes / 16));
    t->host->taken_bytes += sizeof(gait_json_member) + bytes;
    if (t->host->taken_bytes > GAIT_LIMIT_SCRIPT_VALUE_BYTES)
        refuse(t, "the values that scripts handed over are too large");
}

static void take_number(taking *t, int index, gait_json *out)
{
    char text[32];
    if (lua_isinteger(t->L, index) != 0) {
        int len = snprintf(text, sizeof text, "%lld", (long long)lua_tointeger(t->L, index));
        gait_str copy = gait_arena_str(t->arena, (gait_str){ text, (size_t)len });
        *out = (gait_json){ .kind = GAIT_JSON_NUMBER, .text = copy };
        return;
    }
    double value = lua_tonumber(t->L, index);
    if (!isfinite(value))
        refuse(t, "a number that is infinite or not a number");
    *out = gait_json_double(t->arena, value);
}

static void take_function(taking *t, int index, gait_json *out)
{
    lua_State *L = t->L;
    if (!t->functions)
        refuse(t, "a function");
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &references_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_createtable(L, 4, 0);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &references_key);
    }
    lua_Unsigned reference = lua_rawlen(L, -1) + 1;
    lua_pushvalue(L, index);
    lua_rawseti(L, -2, (lua_Integer)reference);
    lua_pop(L, 1);
    *out = (gait_json){ .kind = GAIT_JSON_OPAQUE, .count = (size_t)reference };
}

void gi_value_push_reference(lua_State *L, size_t reference)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &references_key) == LUA_TTABLE)
        lua_rawgeti(L, -1, (lua_Integer)reference);
    GAIT_BUG_IF(!lua_isfunction(L, -1));
    lua_remove(L, -2);
}

/* ---- tables ---- */

typedef struct key_count {
    size_t texts;
    size_t integers;
    lua_Integer highest;
} key_count;

static key_count count_keys(taking *t, int index)
{
    key_count keys = { 0, 0, 0 };
    lua_pushnil(t->L);
    while (lua_next(t->L, index) != 0) {
        lua_pop(t->L, 1);
        gi_charge(t->L, 1);
        if (lua_type(t->L, -1) == LUA_TSTRING) {
            keys.texts++;
        } else if (lua_isinteger(t->L, -1) != 0 && lua_tointeger(t->L, -1) > 0) {
            keys.integers++;
            if (lua_tointeger(t->L, -1) > keys.highest)
                keys.highest = lua_tointeger(t->L, -1);
        } else {
            refuse(t, "a key that is neither a text nor a position");
        }
    }
    return keys;
}

static void take_array(taking *t, int index, size_t count, gait_json *out)
{
    size_t path_len = t->path_len;
    out->kind = GAIT_JSON_ARRAY;
    out->items = gait_arena_array(t->arena, count, sizeof *out->items);
    out->count = count;
    out->capacity = count;
    for (size_t i = 0; i < count; i++) {
        add_position(t, (lua_Integer)i + 1);
        lua_rawgeti(t->L, index, (lua_Integer)i + 1);
        take(t, lua_gettop(t->L), &out->items[i]);
        lua_pop(t->L, 1);
        cut_path(t, path_len);
    }
}

static int by_bytes(const void *a, const void *b)
{
    return gait_str_compare(*(const gait_str *)a, *(const gait_str *)b);
}

static void take_object(taking *t, int index, size_t count, gait_json *out)
{
    size_t path_len = t->path_len;
    gait_str *names = gait_arena_array(t->arena, count, sizeof *names);
    size_t n = 0;
    lua_pushnil(t->L);
    while (lua_next(t->L, index) != 0) {
        gait_str name;
        lua_pop(t->L, 1);
        name.ptr = lua_tolstring(t->L, -1, &name.len);
        account(t, name.len);
        names[n++] = gait_arena_str(t->arena, name);
    }
    qsort(names, count, sizeof *names, by_bytes);
    *out = *gait_json_new_object(t->arena);
    for (size_t i = 0; i < count; i++) {
        gait_json value;
        add_name(t, names[i]);
        gi_push_str(t->L, names[i]);
        lua_rawget(t->L, index);
        take(t, lua_gettop(t->L), &value);
        lua_pop(t->L, 1);
        gait_json_set(t->arena, out, names[i], value);
        cut_path(t, path_len);
    }
}

static void take_table(taking *t, int index, gait_json *out)
{
    const void *self = lua_topointer(t->L, index);
    for (size_t i = 0; i < t->depth; i++)
        if (t->open[i] == self)
            refuse(t, "a table that contains itself");
    if (t->depth == GAIT_LIMIT_JSON_DEPTH)
        refuse(t, "tables nested too deeply");
    t->open[t->depth++] = self;
    luaL_checkstack(t->L, 8, NULL);
    key_count keys = count_keys(t, index);
    if (keys.texts > 0 && keys.integers > 0)
        refuse(t, "a table with both names and positions");
    if (keys.highest != (lua_Integer)keys.integers)
        refuse(t, "a list with holes");
    bool marked = gi_value_is_array(t->L, index);
    if (marked && keys.texts > 0)
        refuse(t, "an array with names");
    if (marked || keys.integers > 0)
        take_array(t, index, keys.integers, out);
    else
        take_object(t, index, keys.texts, out);
    t->depth--;
}

static void take(taking *t, int index, gait_json *out)
{
    gait_str text = { NULL, 0 };
    *out = gait_json_null();
    switch (lua_type(t->L, index)) {
    case LUA_TNIL:
        break;
    case LUA_TBOOLEAN:
        account(t, 0);
        *out = gait_json_bool(lua_toboolean(t->L, index) != 0);
        break;
    case LUA_TNUMBER:
        account(t, 24);
        take_number(t, index, out);
        break;
    case LUA_TSTRING:
        text.ptr = lua_tolstring(t->L, index, &text.len);
        account(t, text.len);
        *out = gait_json_string(gait_arena_str(t->arena, text));
        break;
    case LUA_TTABLE:
        account(t, 0);
        take_table(t, index, out);
        break;
    case LUA_TFUNCTION:
        account(t, 0);
        take_function(t, index, out);
        break;
    case LUA_TLIGHTUSERDATA:
        if (lua_touserdata(t->L, index) != NULL)
            refuse(t, "a value of another kind");
        account(t, 0);
        break;
    default:
        refuse(t, gi_to_proxy(t->L, index) != NULL ? "a part of the intent"
                                                   : "a value of another kind");
    }
}

static void take_whole(lua_State *L, int index, gait_arena *arena, bool functions, gait_json *out)
{
    taking t = { .L = L, .host = gi_bind_host(L), .arena = arena, .functions = functions };
    take(&t, lua_absindex(L, index), out);
}

void gi_value_take(lua_State *L, int index, gait_arena *arena, gait_json *out)
{
    take_whole(L, index, arena, !gi_bind_host(L)->sealed, out);
}

void gi_value_take_data(lua_State *L, int index, gait_arena *arena, gait_json *out)
{
    take_whole(L, index, arena, false, out);
}

/* ---- null and arrays ---- */

void gi_value_push_null(lua_State *L)
{
    lua_pushlightuserdata(L, NULL);
}

/* A metatable without a single method: it makes a table an array and changes nothing else about it. */
void gi_value_mark_array(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 0);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &array_key);
    }
    lua_setmetatable(L, -2);
}

bool gi_value_is_array(lua_State *L, int index)
{
    if (lua_getmetatable(L, index) == 0)
        return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key);
    bool same = lua_rawequal(L, -1, -2) != 0;
    lua_pop(L, 2);
    return same;
}
