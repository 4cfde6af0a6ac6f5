/* SPDX-License-Identifier: Apache-2.0 */
#include "script/value.h"

enum { VALUE_UNITS = 4 };

typedef struct pushing {
    lua_State *L;
    size_t max_text_bytes;
    gait_error *err;
} pushing;

static bool push_number(const pushing *p, gait_str text)
{
    int64_t integer = 0;
    double value = 0;
    switch (gait_number_classify(text, &integer, &value)) {
    case GAIT_NUMBER_INTEGER:
        lua_pushinteger(p->L, integer);
        return true;
    case GAIT_NUMBER_FRACTION:
        lua_pushnumber(p->L, value);
        return true;
    case GAIT_NUMBER_UNSAFE:
        break;
    }
    return gait_fail(p->err, GAIT_E_json_number, "a number that would lose digits");
}

static bool push_text(const pushing *p, gait_str text)
{
    if (text.len > p->max_text_bytes)
        return gait_fail(p->err, GAIT_E_text_too_long, "a text longer than a script may hold");
    gi_push_str(p->L, text);
    return true;
}

static bool push_data(const pushing *p, const gait_json *value)
{
    lua_State *L = p->L;
    gi_charge(L, VALUE_UNITS);
    luaL_checkstack(L, 6, "nested too deeply");
    switch (value->kind) {
    case GAIT_JSON_BOOL:
        lua_pushboolean(L, value->boolean);
        return true;
    case GAIT_JSON_NUMBER:
        return push_number(p, value->text);
    case GAIT_JSON_STRING:
        return push_text(p, value->text);
    case GAIT_JSON_ARRAY:
        lua_newtable(L);
        gi_value_mark_array(L);
        for (size_t i = 0; i < value->count; i++) {
            if (!push_data(p, &value->items[i]))
                return false;
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        return true;
    case GAIT_JSON_OBJECT:
        lua_newtable(L);
        for (size_t i = 0; i < value->count; i++) {
            if (!push_text(p, value->members[i].name) || !push_data(p, &value->members[i].value))
                return false;
            lua_rawset(L, -3);
        }
        return true;
    default:
        gi_value_push_null(L);
        return true;
    }
}

bool gi_value_push(lua_State *L, const gait_json *value, size_t max_text_bytes, gait_error *err)
{
    const pushing p = { L, max_text_bytes, err };
    return push_data(&p, value);
}
