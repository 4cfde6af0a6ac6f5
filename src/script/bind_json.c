/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"
#include "script/value.h"

#include <gait/json.h>
#include <gait/limits.h>

/*
 * The names of lua-cjson on our own codec, which is strict where that one is not. A table with positions 1 to n is an
 * array and so is one marked as such; every other one, the empty one too, is an object.
 */
enum { VALUE_UNITS = 4, BYTES_PER_UNIT = 4, ARENA_BYTES_PER_UNIT = 16 };

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
    if (!ok || !gi_value_push(L, value, GAIT_LIMIT_SCRIPT_STRING_BYTES, &err))
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
        gi_proxy_taken(L, 1);
        charge_value(L, value);
    }
    if (!gait_json_canonical(gi_bind_arena(L), value, GAIT_NUMBERS_EXACT,
                             GAIT_LIMIT_SCRIPT_STRING_BYTES, &text, &err))
        return gi_push_error(L, &err);
    gi_charge(L, VALUE_UNITS + (int64_t)(text.len / BYTES_PER_UNIT));
    gi_push_str(L, text);
    return 1;
}

/* json.array([list]): the same table, an array even when it is empty */
static int l_array(lua_State *L)
{
    gi_charge(L, VALUE_UNITS);
    if (lua_isnoneornil(L, 1)) {
        lua_settop(L, 0);
        lua_newtable(L);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    if (!gi_value_is_array(L, 1)) {
        luaL_argcheck(L, lua_getmetatable(L, 1) == 0, 1, "a table of one's own expected");
        gi_value_mark_array(L);
    }
    return 1;
}

int gi_open_json(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "array", l_array }, { "decode", l_decode }, { "encode", l_encode }, { NULL, NULL }
    };
    luaL_newlib(L, functions);
    gi_value_push_null(L);
    lua_setfield(L, -2, "null");
    return 1;
}
