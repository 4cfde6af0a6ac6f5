/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include <string.h>

gi_host *gi_bind_host(lua_State *L)
{
    gi_host *host;
    memcpy(&host, lua_getextraspace(L), sizeof host);
    return host;
}

bool gi_guard_where(lua_State *L, int level, lua_Debug *at)
{
    for (; lua_getstack(L, level, at) != 0; level++) {
        if (lua_getinfo(L, "Sl", at) != 0 && at->currentline > 0)
            return true;
    }
    return false;
}

static void note_stop(lua_State *L, gi_host *host, gi_stop why)
{
    if (host->poison != GI_RAN)
        return;
    host->poison = why;
    lua_Debug at;
    if (gi_guard_where(L, 0, &at)) {
        memcpy(host->stop_file, at.short_src, sizeof host->stop_file);
        host->stop_line = at.currentline;
    }
}

static GAIT_NORETURN void raise_top(lua_State *L)
{
    (void)lua_error(L);
    gait_bug(__FILE__, __LINE__, "lua_error returned");
}

void gi_guard_stop_with(lua_State *L, gi_stop why)
{
    note_stop(L, gi_bind_host(L), why);
    raise_top(L);
}

void gi_guard_stop(lua_State *L, gi_stop why)
{
    note_stop(L, gi_bind_host(L), why);
    lua_pushliteral(L, "the run was stopped");
    raise_top(L);
}

static void look(lua_State *L, gi_host *host)
{
    if (host->poison != GI_RAN)
        gi_guard_stop(L, host->poison);
    if (host->expired != NULL && *host->expired != 0)
        gi_guard_stop(L, GI_STOP_DEADLINE);
}

static void count_hook(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    gi_host *host = gi_bind_host(L);
    host->fuel -= GI_HOOK_STEP;
    look(L, host);
    if (host->fuel < 0)
        gi_guard_stop(L, GI_STOP_FUEL);
}

void gi_charge(lua_State *L, int64_t units)
{
    gi_host *host = gi_bind_host(L);
    look(L, host);
    if (units < 0 || host->fuel < units) {
        host->fuel = -1;
        gi_guard_stop(L, GI_STOP_FUEL);
    }
    host->fuel -= units;
}

void gi_guard_begin(gi_host *host, gait_arena *arena, gi_run *run)
{
    *run = (gi_run){ .stop = GI_STOP_INTERNAL };
    host->arena = arena;
    host->run = run;
    host->fuel = host->budget.fuel;
    host->poison = GI_RAN;
    host->stop_file[0] = '\0';
    host->stop_line = 0;
    host->note_capacity = 0;
    gi_reads_begin(&host->reads, arena);
    lua_settop(host->L, 0);
    lua_sethook(host->L, count_hook, LUA_MASKCOUNT, GI_HOOK_STEP);
}

void gi_guard_end(gi_host *host)
{
    lua_sethook(host->L, NULL, 0, 0);
    lua_settop(host->L, 0);
    gi_run *run = host->run;
    run->fuel = host->fuel < 0 ? host->budget.fuel : host->budget.fuel - host->fuel;
    run->peak_bytes = host->peak;
    run->read_count = gi_reads_finish(&host->reads, &run->reads);
    run->reads_cut = host->reads.full;
    run->authored = run->authored && run->stop == GI_STOP_ERROR;
    if (run->stop == GI_STOP_ERROR)
        run->last_read = gi_reads_last(&host->reads);
    host->arena = NULL;
    host->run = NULL;
}

/*
 * pcall(f, ...): an ordinary error may be caught. A stop may not, and running out of memory is one: what a script does
 * after half of it could not be built is nobody's intention.
 */
int gi_guard_pcall(lua_State *L)
{
    gi_host *host = gi_bind_host(L);
    luaL_checkany(L, 1);
    int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
    if (host->poison != GI_RAN)
        return lua_error(L);
    if (status != LUA_OK && status != LUA_ERRRUN)
        gi_guard_stop_with(L, status == LUA_ERRMEM ? GI_STOP_MEMORY : GI_STOP_INTERNAL);
    host->run->authored = false; /* what was raised in there is caught */
    lua_pushboolean(L, status == LUA_OK);
    lua_insert(L, 1);
    return lua_gettop(L);
}

/* error(message [, level]): only texts travel as errors, so that whoever catches one can print it. */
int gi_guard_error(lua_State *L)
{
    lua_Integer level = luaL_optinteger(L, 2, 1);
    gi_bind_host(L)->run->authored = true;
    lua_settop(L, 1);
    if (lua_type(L, 1) != LUA_TSTRING) {
        const char *type = gi_proxy_type(L, 1);
        lua_pushfstring(L, "(error object is a %s value)",
                        type != NULL ? type : luaL_typename(L, 1));
        lua_replace(L, 1);
    }
    if (level > 0 && level < 200) {
        luaL_where(L, (int)level);
        lua_insert(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}
