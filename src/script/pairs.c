/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include <stdlib.h>
#include <string.h>

enum { RANK_NUMBER, RANK_TEXT, RANK_BOOLEAN };

typedef struct key {
    int rank;
    bool whole;
    lua_Integer integer; /* of whole numbers; 0 or 1 of booleans */
    lua_Number number;   /* of all numbers */
    gait_str text;
} key;

static int by_number(const key *a, const key *b)
{
    if (a->whole && b->whole)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->number > b->number) - (a->number < b->number);
}

/* Numbers ascending, then texts bytewise, then false, then true. */
static int by_key(const void *x, const void *y)
{
    const key *a = x;
    const key *b = y;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->rank == RANK_NUMBER)
        return by_number(a, b);
    if (a->rank == RANK_TEXT)
        return gait_str_compare(a->text, b->text);
    return (a->integer > b->integer) - (a->integer < b->integer);
}

/* The key on top of the stack. */
static key read_key(lua_State *L)
{
    key k = { .rank = RANK_NUMBER };
    switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
        k.whole = lua_isinteger(L, -1) != 0;
        k.integer = k.whole ? lua_tointeger(L, -1) : 0;
        k.number = lua_tonumber(L, -1);
        break;
    case LUA_TSTRING:
        k.rank = RANK_TEXT;
        k.text.ptr = lua_tolstring(L, -1, &k.text.len);
        break;
    case LUA_TBOOLEAN:
        k.rank = RANK_BOOLEAN;
        k.integer = lua_toboolean(L, -1);
        break;
    default:
        luaL_error(L, "pairs: a %s as a key has no order", luaL_typename(L, -1));
    }
    return k;
}

static void push_key(lua_State *L, const key *k)
{
    switch (k->rank) {
    case RANK_NUMBER:
        if (k->whole)
            lua_pushinteger(L, k->integer);
        else
            lua_pushnumber(L, k->number);
        break;
    case RANK_TEXT:
        gi_push_str(L, k->text);
        break;
    default:
        lua_pushboolean(L, (int)k->integer);
        break;
    }
}

/* Upvalues: table, sorted keys, position. Keys that were removed meanwhile are passed over, added ones not seen. */
static int l_next(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
    for (;;) {
        at++;
        gi_charge(L, 1);
        if (lua_rawgeti(L, lua_upvalueindex(2), at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
            break;
        lua_pop(L, 2);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    return 2;
}

/* Keys of the table at 1 into fresh memory at 2. */
static key *collect(lua_State *L, size_t *count)
{
    size_t capacity = 16;
    size_t n = 0;
    key *keys = lua_newuserdatauv(L, capacity * sizeof *keys, 0);
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
        lua_pop(L, 1);
        gi_charge(L, 2);
        if (n == capacity) {
            key *more = lua_newuserdatauv(L, capacity * 2 * sizeof *keys, 0);
            memcpy(more, keys, n * sizeof *keys);
            keys = more;
            capacity *= 2;
            lua_replace(L, 2);
        }
        keys[n++] = read_key(L);
    }
    *count = n;
    return keys;
}

/* A library is an empty shell around its functions: go through what it shows. */
static void unwrap(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TTABLE && luaL_getmetafield(L, 1, "__index") == LUA_TTABLE)
        lua_replace(L, 1);
    lua_settop(L, 1);
}

int gi_sorted_pairs(lua_State *L)
{
    if (gi_proxy_type(L, 1) != NULL)
        return gi_proxy_pairs(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    unwrap(L);
    gi_charge(L, 64);
    size_t count = 0;
    key *keys = collect(L, &count);
    int64_t rounds = 1;
    while ((size_t)1 << rounds < count)
        rounds++;
    gi_charge(L, (int64_t)count * rounds);
    qsort(keys, count, sizeof *keys, by_key);
    lua_pushvalue(L, 1);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        push_key(L, &keys[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, l_next, 3);
    return 1;
}
