/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include <string.h>

enum { UNPACK_MAX = 250, SORT_MAX = 65536, CONCAT_MAX = 1000000 };

/* Length of the list at 1: a table, or where nothing is written, a list of the argument. */
static lua_Integer check_list(lua_State *L, bool writing)
{
    const gait_json *value = gi_to_proxy(L, 1);
    if (value != NULL && writing)
        luaL_error(L, "the intent is read-only");
    if (value == NULL || value->kind == GAIT_JSON_STRING)
        luaL_checktype(L, 1, LUA_TTABLE);
    return luaL_len(L, 1);
}

/* table.concat(list [, separator [, i [, j]]]) */
static int l_concat(lua_State *L)
{
    gi_host *host = gi_bind_host(L);
    lua_Integer len = check_list(L, false);
    size_t separator_len = 0;
    const char *separator = luaL_optlstring(L, 2, "", &separator_len);
    lua_Integer i = luaL_optinteger(L, 3, 1);
    lua_Integer last = luaL_optinteger(L, 4, len);
    size_t total = 0;
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    if (i <= last && (lua_Unsigned)last - (lua_Unsigned)i >= CONCAT_MAX)
        return luaL_error(L, "table.concat: the range is too large");
    while (i <= last) {
        int type = lua_geti(L, 1, i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER)
            return luaL_error(L, "invalid value (a %s) at index %I in table for 'concat'",
                              luaL_typename(L, -1), (LUAI_UACINT)i);
        size_t item_len = 0;
        (void)lua_tolstring(L, -1, &item_len);
        total += item_len + separator_len;
        if (total > host->budget.string_bytes)
            return luaL_error(L, "table.concat: the result is too long");
        gi_charge(L, 2 + (int64_t)((item_len + separator_len) / 16));
        luaL_addvalue(&text);
        if (i++ < last)
            luaL_addlstring(&text, separator, separator_len);
        else
            break;
    }
    luaL_pushresult(&text);
    return 1;
}

/* table.insert(list, [position,] value) */
static int l_insert(lua_State *L)
{
    lua_Integer end = check_list(L, true) + 1;
    lua_Integer position = end;
    if (lua_gettop(L) == 3) {
        position = luaL_checkinteger(L, 2);
        luaL_argcheck(L, position >= 1 && position <= end, 2, "position out of bounds");
    } else if (lua_gettop(L) != 2) {
        return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    gi_charge(L, 2 + 2 * (end - position));
    for (lua_Integer i = end; i > position; i--) {
        lua_rawgeti(L, 1, i - 1);
        lua_rawseti(L, 1, i);
    }
    lua_seti(L, 1, position);
    return 0;
}

/* table.remove(list [, position]) */
static int l_remove(lua_State *L)
{
    lua_Integer len = check_list(L, true);
    lua_Integer position = luaL_optinteger(L, 2, len);
    if (len == 0 && position == 0) {
        lua_pushnil(L);
        return 1;
    }
    luaL_argcheck(L, position >= 1 && position <= len + 1, 2, "position out of bounds");
    gi_charge(L, 2 + 2 * (len >= position ? len - position : 0));
    lua_rawgeti(L, 1, position);
    for (; position < len; position++) {
        lua_rawgeti(L, 1, position + 1);
        lua_rawseti(L, 1, position);
    }
    lua_pushnil(L);
    lua_seti(L, 1, position);
    return 1;
}

/* table.unpack(list [, i [, j]]): at most 250 values */
static int l_unpack(lua_State *L)
{
    lua_Integer len = check_list(L, false);
    lua_Integer i = luaL_optinteger(L, 2, 1);
    lua_Integer last = luaL_optinteger(L, 3, len);
    if (i > last)
        return 0;
    if ((lua_Unsigned)last - (lua_Unsigned)i >= UNPACK_MAX)
        return luaL_error(L, "table.unpack: too many results");
    int count = (int)(last - i) + 1;
    gi_charge(L, count);
    luaL_checkstack(L, count + 4, "table.unpack");
    for (int n = 0; n < count; n++)
        lua_geti(L, 1, i + n);
    return count;
}

/* table.pack(...) */
static int l_pack(lua_State *L)
{
    int n = lua_gettop(L);
    gi_charge(L, n);
    lua_createtable(L, n, 1);
    lua_insert(L, 1);
    for (int i = n; i >= 1; i--)
        lua_rawseti(L, 1, i);
    lua_pushinteger(L, n);
    lua_setfield(L, 1, "n");
    return 1;
}

/* ---- sort: a stable merge over private copies, so that no comparator can make it loop or read wild ---- */

enum { LIST = 1, COMPARATOR = 2, FIRST_COPY = 3, SECOND_COPY = 4 };

static bool less_text(lua_State *L, int a, int b)
{
    gait_str x;
    gait_str y;
    x.ptr = lua_tolstring(L, a, &x.len);
    y.ptr = lua_tolstring(L, b, &y.len);
    gi_charge(L, 1 + (int64_t)((x.len < y.len ? x.len : y.len) / 64));
    return gait_str_compare(x, y) < 0;
}

static bool less(lua_State *L, int a, int b)
{
    int type = lua_type(L, a);
    if (!lua_isnil(L, COMPARATOR)) {
        lua_pushvalue(L, COMPARATOR);
        lua_pushvalue(L, a);
        lua_pushvalue(L, b);
        lua_call(L, 2, 1);
        bool result = lua_toboolean(L, -1) != 0;
        lua_pop(L, 1);
        return result;
    }
    if (type == lua_type(L, b) && type == LUA_TSTRING)
        return less_text(L, a, b);
    if (type == lua_type(L, b) && type == LUA_TNUMBER)
        return lua_compare(L, a, b, LUA_OPLT) != 0;
    luaL_error(L, "attempt to compare %s with %s", luaL_typename(L, a), luaL_typename(L, b));
    return false;
}

/* Merges the runs [low, middle) and [middle, high) of one copy into the other. */
static void merge(lua_State *L, int from, int to, const lua_Integer bounds[3])
{
    lua_Integer i = bounds[0];
    lua_Integer j = bounds[1];
    for (lua_Integer k = bounds[0]; k < bounds[2]; k++) {
        bool second = i >= bounds[1];
        if (!second && j < bounds[2]) {
            lua_rawgeti(L, from, j);
            lua_rawgeti(L, from, i);
            second = less(L, SECOND_COPY + 1, SECOND_COPY + 2);
            lua_settop(L, SECOND_COPY);
        }
        lua_rawgeti(L, from, second ? j++ : i++);
        lua_rawseti(L, to, k);
    }
}

/* table.sort(list [, less]): stable; at most 65 536 elements */
static int l_sort(lua_State *L)
{
    lua_Integer n = check_list(L, true);
    if (!lua_isnoneornil(L, COMPARATOR))
        luaL_checktype(L, COMPARATOR, LUA_TFUNCTION);
    lua_settop(L, COMPARATOR);
    if (n < 2)
        return 0;
    if (n > SORT_MAX)
        return luaL_error(L, "table.sort: the list is too long");
    lua_createtable(L, (int)n, 0);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, LIST, i);
        lua_rawseti(L, FIRST_COPY, i);
    }
    int from = FIRST_COPY;
    int to = SECOND_COPY;
    for (lua_Integer width = 1; width < n; width *= 2) {
        gi_charge(L, n * 4);
        for (lua_Integer low = 1; low <= n; low += 2 * width) {
            lua_Integer middle = low + width < n + 1 ? low + width : n + 1;
            lua_Integer high = low + 2 * width < n + 1 ? low + 2 * width : n + 1;
            merge(L, from, to, (const lua_Integer[]){ low, middle, high });
        }
        from = to;
        to = FIRST_COPY + SECOND_COPY - from;
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, LIST, i);
    }
    return 0;
}

void gi_open_table(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "concat", l_concat }, { "insert", l_insert }, { "pack", l_pack }, { "remove", l_remove },
        { "sort", l_sort },     { "unpack", l_unpack }, { NULL, NULL },
    };
    luaL_newlib(L, functions);
}
