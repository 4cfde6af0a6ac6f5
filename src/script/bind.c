/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include "base/text.h"

#include <gait/limits.h>

#include <stdio.h>
#include <string.h>

void *gi_bind_room(lua_State *L)
{
    const gi_host *host = gi_bind_host(L);
    if (host->sealed)
        luaL_error(L, "declarations stand at the top of a pack, not in a condition");
    return host->room;
}

gait_arena *gi_bind_arena(lua_State *L)
{
    gait_arena *arena = gi_bind_host(L)->arena;
    GAIT_BUG_IF(arena == NULL);
    return arena;
}

const gi_zone *gi_bind_zone(lua_State *L, gait_str name)
{
    const gi_host *host = gi_bind_host(L);
    for (size_t i = 0; i < host->zone_count; i++)
        if (gait_str_equal(host->zones[i]->name, name))
            return host->zones[i];
    return NULL;
}

gait_str gi_check_text(lua_State *L, int index)
{
    gait_str text;
    if (lua_type(L, index) == LUA_TSTRING) {
        text.ptr = lua_tolstring(L, index, &text.len);
        return text;
    }
    const gait_json *value = gi_to_proxy(L, index);
    if (value == NULL || value->kind != GAIT_JSON_STRING)
        luaL_typeerror(L, index, "string");
    return value->text;
}

int64_t gi_check_integer(lua_State *L, int index, int64_t low, int64_t high)
{
    if (lua_type(L, index) != LUA_TNUMBER)
        luaL_typeerror(L, index, "integer");
    int exact = 0;
    int64_t value = lua_tointegerx(L, index, &exact);
    if (exact == 0)
        luaL_argerror(L, index, "a whole number expected");
    if (value < low || value > high)
        luaL_argerror(
            L, index,
            lua_pushfstring(L, "must be from %I to %I", (LUAI_UACINT)low, (LUAI_UACINT)high));
    return value;
}

int gi_check_enum(lua_State *L, int index, const char *const names[])
{
    if (lua_type(L, index) == LUA_TSTRING) {
        gait_str text = gi_check_text(L, index);
        for (int i = 0; names[i] != NULL; i++)
            if (gait_str_is(text, names[i]))
                return i;
    }
    luaL_Buffer list;
    luaL_buffinit(L, &list);
    luaL_addstring(&list, "must be one of");
    for (int i = 0; names[i] != NULL; i++) {
        luaL_addstring(&list, i == 0 ? " " : ", ");
        luaL_addstring(&list, names[i]);
    }
    luaL_pushresult(&list);
    return luaL_argerror(L, index, lua_tostring(L, -1));
}

void gi_push_str(lua_State *L, gait_str text)
{
    lua_pushlstring(L, text.ptr == NULL ? "" : text.ptr, text.len);
}

static void set_text(lua_State *L, const char *name, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

int gi_push_error(lua_State *L, const gait_error *err)
{
    lua_pushnil(L);
    lua_createtable(L, 0, 5);
    set_text(L, "code", gait_code_name(err->code));
    set_text(L, "category", gait_category_name(gait_error_category(err)));
    set_text(L, "message", err->message);
    set_text(L, "hint", gait_error_hint(err));
    lua_pushboolean(L, err->retryable);
    lua_setfield(L, -2, "retryable");
    return 2;
}

int gi_raise(lua_State *L, const gait_error *err)
{
    lua_Debug at;
    if (gi_guard_where(L, 1, &at))
        lua_pushfstring(L, "%s:%d: %s", at.short_src, at.currentline, err->message);
    else
        lua_pushstring(L, err->message);
    return lua_error(L);
}

int gi_caller(lua_State *L, gait_str *file)
{
    lua_Debug at;
    if (!gi_guard_where(L, 1, &at)) {
        *file = (gait_str){ "", 0 };
        return 0;
    }
    gait_str name = { at.source, at.srclen };
    *file = gait_arena_str(gi_bind_arena(L), gait_str_from(name, 1)); /* without Lua's '@' */
    return at.currentline;
}

void gi_note(lua_State *L, gait_str text)
{
    gi_host *host = gi_bind_host(L);
    gi_run *run = host->run;
    gi_charge(L, 8 + (int64_t)(text.len / 16));
    if (run->note_count >= GAIT_LIMIT_NOTES)
        return;
    if (run->note_count == host->note_capacity) {
        size_t capacity = host->note_capacity == 0 ? 4 : host->note_capacity * 2;
        run->notes = gait_arena_grow(host->arena, run->notes, host->note_capacity, capacity,
                                     sizeof *run->notes);
        host->note_capacity = capacity;
    }
    run->notes[run->note_count++] = gi_text_shown(host->arena, text, GAIT_LIMIT_NOTE_BYTES);
}

void gi_include_chunk(lua_State *L, gait_str source, gait_str name)
{
    gi_chunk chunk = { source, name, false, true };
    luaL_checkstack(L, LUA_MINSTACK, "include");
    gi_chunk_load(L, gi_bind_host(L), &chunk, NULL);
    lua_call(L, 0, 1);
}
