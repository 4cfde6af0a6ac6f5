/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"
#include "script/value.h"

#include <gait/json.h>
#include <gait/limits.h>

/*
 * The names of lua-cjson on our own codec, which is strict where that one is not. A table with positions 1 to n is an
 * array, every other one, the empty one too, is an object.
 */
enum { VALUE_UNITS = 4, BYTES_PER_UNIT = 4, ARENA_BYTES_PER_UNIT = 16 };

static void push_null(lua_State *L)
{
    lua_pushlightuserdata(L, NULL);
}

static bool push_number(lua_State *L, gait_str text, gait_error *err)
{
    int64_t integer = 0;
    double value = 0;
    switch (gait_number_classify(text, &integer, &value)) {
    case GAIT_NUMBER_INTEGER:
        lua_pushinteger(L, integer);
        return true;
    case GAIT_NUMBER_FRACTION:
        lua_pushnumber(L, value);
        return true;
    case GAIT_NUMBER_UNSAFE:
        break;
    }
    return gait_fail(err, GAIT_E_json_number, "a number that would lose digits");
}

static bool push_text(lua_State *L, gait_str text, gait_error *err)
{
    if (text.len > GAIT_LIMIT_SCRIPT_STRING_BYTES)
        return gait_fail(err, GAIT_E_text_too_long, "a text longer than a script may hold");
    gi_push_str(L, text);
    return true;
}

/* Stack: [] -> [value]; on failure something is left behind, which the end of the call clears. */
static bool push_value(lua_State *L, const gait_json *value, gait_error *err)
{
    gi_charge(L, VALUE_UNITS);
    luaL_checkstack(L, 4, "nested too deeply");
    switch (value->kind) {
    case GAIT_JSON_BOOL:
        lua_pushboolean(L, value->boolean);
        return true;
    case GAIT_JSON_NUMBER:
        return push_number(L, value->text, err);
    case GAIT_JSON_STRING:
        return push_text(L, value->text, err);
    case GAIT_JSON_ARRAY:
        lua_newtable(L);
        for (size_t i = 0; i < value->count; i++) {
            if (!push_value(L, &value->items[i], err))
                return false;
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        return true;
    case GAIT_JSON_OBJECT:
        lua_newtable(L);
        for (size_t i = 0; i < value->count; i++) {
            if (!push_text(L, value->members[i].name, err) ||
                !push_value(L, &value->members[i].value, err))
                return false;
            lua_rawset(L, -3);
        }
        return true;
    default:
        push_null(L);
        return true;
    }
}

/* json.decode(s): the value, or nil and an error; null is json.null */
static int l_decode(lua_State *L)
{
    gait_json *value = NULL;
    gait_error err = GAIT_ERROR_INIT;
    gait_str text = gi_check_text(L, 1);
    gait_json_limits limits = gait_json_limits_for(GAIT_LIMIT_DECISION_BLOCK_BYTES);
    gi_charge(L, VALUE_UNITS + (int64_t)(text.len / BYTES_PER_UNIT));
    size_t used = gait_arena_used(gi_bind_arena(L));
    bool ok = gait_json_parse(gi_bind_arena(L), text, &limits, &value, &err);
    gi_charge(L, (int64_t)((gait_arena_used(gi_bind_arena(L)) - used) / ARENA_BYTES_PER_UNIT));
    if (!ok || !push_value(L, value, &err))
        return gi_push_error(L, &err);
    return 1;
}

/* For a part of the intent, which may be large; what is taken from Lua is charged on the way. */
static void charge_value(lua_State *L, const gait_json *value)
{
    gi_charge(L, VALUE_UNITS + (int64_t)(value->text.len / BYTES_PER_UNIT));
    for (size_t i = 0; value->kind == GAIT_JSON_ARRAY && i < value->count; i++)
        charge_value(L, &value->items[i]);
    for (size_t i = 0; value->kind == GAIT_JSON_OBJECT && i < value->count; i++)
        charge_value(L, &value->members[i].value);
}

/* json.encode(value): RFC 8785 text, or nil and an error */
static int l_encode(lua_State *L)
{
    gait_json built;
    gait_str text;
    gait_error err = GAIT_ERROR_INIT;
    luaL_checkany(L, 1);
    const gait_json *value = gi_to_proxy(L, 1);
    if (value == NULL) {
        gi_value_take_data(L, 1, gi_bind_arena(L), &built);
        value = &built;
    } else {
        charge_value(L, value);
    }
    if (!gait_json_canonical(gi_bind_arena(L), value, GAIT_NUMBERS_EXACT,
                             GAIT_LIMIT_SCRIPT_STRING_BYTES, &text, &err))
        return gi_push_error(L, &err);
    gi_charge(L, VALUE_UNITS + (int64_t)(text.len / BYTES_PER_UNIT));
    gi_push_str(L, text);
    return 1;
}

int gi_open_json(lua_State *L)
{
    static const luaL_Reg functions[] = { { "decode", l_decode },
                                          { "encode", l_encode },
                                          { NULL, NULL } };
    luaL_newlib(L, functions);
    push_null(L);
    lua_setfield(L, -2, "null");
    return 1;
}
