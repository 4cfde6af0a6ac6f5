/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include <gait/file.h>
#include <gait/limits.h>
#include <gait/version.h>

#include <lualib.h>

enum { STDIN = 0, STDOUT = 1, STDERR = 2 };

#define USAGE                                                                                      \
    "usage: gait-lua [options] [script [args]]\n"                                                  \
    "  -e code   run code\n"                                                                       \
    "  -l mod    require a module; -l g=mod names it g\n"                                          \
    "  -i        read statements after the script\n"                                               \
    "  -v        show versions\n"                                                                  \
    "  -E        ignore environment variables\n"                                                   \
    "  -W        turn warnings on\n"                                                               \
    "  --        end of options\n"                                                                 \
    "  -         run standard input\n"

static bool say(int fd, const char *text)
{
    gait_error ignored = GAIT_ERROR_INIT;
    return gait_fd_write(fd, gait_str_of(text), &ignored);
}

static bool complain(lua_State *L, const char *message)
{
    return say(STDERR, lua_pushfstring(L, "gait-lua: %s\n", message));
}

/* What was raised as a text, with where it came from. */
static int describe(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) {
        if (luaL_callmeta(L, 1, "__tostring") == 0 || lua_type(L, -1) != LUA_TSTRING)
            lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
        lua_replace(L, 1);
    }
    luaL_traceback(L, L, lua_tostring(L, 1), 1);
    return 1;
}

static void preload(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, gi_lua_open_gait);
    lua_setfield(L, -2, "gait");
    lua_pushcfunction(L, gi_lua_open_report);
    lua_setfield(L, -2, "gait.report");
    for (const gi_lua_module *module = gi_lua_modules; module->name != NULL; module++) {
        const char *shown = lua_pushfstring(L, "=%s", module->name);
        if (luaL_loadbuffer(L, module->source.ptr, module->source.len, shown) != LUA_OK)
            (void)lua_error(L);
        lua_setfield(L, -3, module->name);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* LUA_INIT: code, or @file */
static void run_initial(lua_State *L)
{
    const char *init = gait_env_get("LUA_INIT_5_4");
    if (init == NULL)
        init = gait_env_get("LUA_INIT");
    if (init == NULL)
        return;
    int status = init[0] == '@' ? luaL_loadfile(L, init + 1) : luaL_loadstring(L, init);
    if (status != LUA_OK)
        (void)lua_error(L);
    lua_call(L, 0, 0);
}

static void run_script(lua_State *L, const gi_lua_command *command)
{
    int args = command->argc - command->script - 1;
    const char *name = command->argv[command->script];
    bool is_stdin = name[0] == '-' && name[1] == '\0' && command->options_end == command->script;
    if (luaL_loadfile(L, is_stdin ? NULL : name) != LUA_OK)
        (void)lua_error(L);
    luaL_checkstack(L, args + 1, "too many arguments");
    for (int i = 1; i <= args; i++)
        lua_pushstring(L, command->argv[command->script + i]);
    lua_call(L, args, 0);
}

static void run_repl(lua_State *L)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "gait.repl");
    lua_call(L, 1, 1);
    lua_call(L, 0, 0);
}

static int run_all(lua_State *L)
{
    const gi_lua_command *command = lua_touserdata(L, 1);
    bool script = command->script < command->argc;
    if (command->bare) {
        lua_pushboolean(L, 1); /* the standard library looks at this */
        lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
    }
    luaL_openlibs(L);
    gi_outer_open(L);
    preload(L);
    gi_lua_command_set_arg(L, command);
    if (command->version &&
        !say(STDOUT, "gait-lua " GAIT_VERSION ", " LUA_VERSION "." LUA_VERSION_RELEASE "\n"))
        return luaL_error(L, "standard output cannot be written");
    if (!command->bare)
        run_initial(L);
    gi_lua_command_run_options(L, command);
    if (script)
        run_script(L, command);
    bool nothing = !script && !command->code && !command->version;
    if (command->interactive || (nothing && gait_fd_is_terminal(STDIN))) {
        run_repl(L);
    } else if (nothing) {
        if (luaL_loadfile(L, NULL) != LUA_OK)
            return lua_error(L);
        lua_call(L, 0, 0);
    }
    return 0;
}

int main(int argc, char **argv)
{
    gi_lua_command command;
    const char *wrong = NULL;
    lua_State *L = luaL_newstate();
    if (L == NULL) {
        (void)say(STDERR, "gait-lua: out of memory\n");
        return 1;
    }
    bool ok = gi_lua_command_read(argc, argv, &command, &wrong);
    if (!ok) {
        (void)complain(L, lua_pushfstring(L, "'%s' is no option, or lacks its value", wrong));
        (void)say(STDERR, USAGE);
    } else {
        lua_pushcfunction(L, describe);
        lua_pushcfunction(L, run_all);
        lua_pushlightuserdata(L, &command);
        ok = lua_pcall(L, 1, 0, 1) == LUA_OK;
        if (!ok)
            (void)complain(L, lua_tostring(L, -1));
    }
    lua_close(L);
    return ok ? 0 : 1;
}
