/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lint.h"
#include "script/state.h"

#include <gait/limits.h>

#include <stdio.h>
#include <string.h>

static const char names_key = 0; /* registry: name as Lua shows it -> name as given */

void gi_chunk_push_names(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &names_key);
}

/* Lua shows the end of a name that is too long. [] -> [shown name] */
static void push_shown(lua_State *L, gait_str name)
{
    if (name.len < GI_SHORT_NAME) {
        gi_push_str(L, name);
        return;
    }
    gait_str end = gait_str_from(name, name.len - (GI_SHORT_NAME - 4));
    lua_pushliteral(L, "...");
    gi_push_str(L, end);
    lua_concat(L, 2);
}

static void remember_name(lua_State *L, gait_str name)
{
    gi_chunk_push_names(L);
    push_shown(L, name);
    gi_push_str(L, name);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

static GAIT_NORETURN void refuse(lua_State *L, gait_str name, const gi_lint_finding *finding)
{
    push_shown(L, name);
    lua_pushfstring(L, "%s:%d: %s", lua_tostring(L, -1), finding->line, finding->message);
    gi_guard_stop_with(L, GI_STOP_REFUSED);
}

void gi_chunk_load(lua_State *L, gi_host *host, const gi_chunk *chunk, const gait_json *argument)
{
    gi_lint_finding finding = { GI_LINT_FINE, 0, "" };
    gi_charge(L, 16 + (int64_t)(chunk->source.len / 16));
    remember_name(L, chunk->name);
    if (chunk->lint)
        finding = gi_lint(chunk->source, !chunk->plain);
    if (finding.verdict == GI_LINT_REFUSED)
        refuse(L, chunk->name, &finding);
    lua_pushliteral(L, "@");
    gi_push_str(L, chunk->name);
    lua_concat(L, 2);
    const char *name = lua_tostring(L, -1);
    const char *source = chunk->source.ptr == NULL ? "" : chunk->source.ptr;
    int status = luaL_loadbufferx(L, source, chunk->source.len, name, "t");
    if (status == LUA_ERRMEM)
        gi_guard_stop(L, GI_STOP_MEMORY);
    if (status != LUA_OK)
        gi_guard_stop_with(L, GI_STOP_SYNTAX);
    if (finding.verdict == GI_LINT_UNREADABLE) /* what only one of the two can read is not run */
        refuse(L, chunk->name, &finding);
    lua_remove(L, -2); /* [function] */
    if (chunk->plain) {
        gi_sandbox_push_plain(L);
        if (argument != NULL) {
            gi_push_proxy(L, argument, "");
            lua_setfield(L, -2, "intent");
        }
    } else {
        gi_sandbox_push_strict(L);
    }
    if (lua_setupvalue(L, -2, 1) == NULL)
        lua_pop(L, 1);
    (void)host;
}
