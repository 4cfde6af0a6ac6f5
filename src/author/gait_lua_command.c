/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include <string.h>

/* Options with a value: its own argument, or the rest of this one. */
static bool takes_value(const char *option)
{
    return option[1] == 'e' || option[1] == 'l';
}

static bool read_option(gi_lua_command *c, int *i)
{
    const char *option = c->argv[*i];
    if (takes_value(option)) {
        c->code = true;
        if (option[2] != '\0')
            return true;
        ++*i;
        return *i < c->argc && (option[1] == 'l' || c->argv[*i][0] != '-');
    }
    if (option[1] == '\0' || option[2] != '\0')
        return false;
    switch (option[1]) {
    case 'i':
        c->interactive = true;
        c->version = true;
        return true;
    case 'v':
        c->version = true;
        return true;
    case 'E':
        c->bare = true;
        return true;
    default:
        return option[1] == 'W';
    }
}

bool gi_lua_command_read(int argc, char **argv, gi_lua_command *out, const char **wrong)
{
    *out = (gi_lua_command){ .argc = argc, .argv = argv };
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && strcmp(argv[i], "-") != 0; i++) {
        if (strcmp(argv[i], "--") == 0) {
            out->options_end = i;
            out->script = i + 1;
            return true;
        }
        int at = i;
        if (!read_option(out, &i)) {
            *wrong = argv[at];
            return false;
        }
    }
    out->options_end = i;
    out->script = i;
    return true;
}

/* The script is arg[0], what follows it counts up, what precedes it down. Without one the program is arg[0]. */
void gi_lua_command_set_arg(lua_State *L, const gi_lua_command *command)
{
    int origin = command->script < command->argc ? command->script : 0;
    lua_createtable(L, command->argc, 1);
    for (int i = 0; i < command->argc; i++) {
        lua_pushstring(L, command->argv[i]);
        lua_rawseti(L, -2, i - origin);
    }
    lua_setglobal(L, "arg");
}

/* -l name, or -l global=name */
static void require_module(lua_State *L, const char *text)
{
    const char *equals = strchr(text, '=');
    const char *name = equals == NULL ? text : equals + 1;
    lua_getglobal(L, "require");
    lua_pushstring(L, name);
    lua_call(L, 1, 1);
    if (equals == NULL)
        lua_pushstring(L, name);
    else
        lua_pushlstring(L, text, (size_t)(equals - text));
    lua_insert(L, -2);
    lua_pushglobaltable(L);
    lua_insert(L, -3);
    lua_settable(L, -3);
    lua_pop(L, 1);
}

static void run_code(lua_State *L, const char *code)
{
    if (luaL_loadbuffer(L, code, strlen(code), "=(command line)") != LUA_OK)
        (void)lua_error(L);
    lua_call(L, 0, 0);
}

void gi_lua_command_run_options(lua_State *L, const gi_lua_command *command)
{
    for (int i = 1; i < command->options_end; i++) {
        const char *option = command->argv[i];
        if (option[1] == 'W')
            lua_warning(L, "@on", 0);
        if (!takes_value(option))
            continue;
        const char *value = option[2] != '\0' ? option + 2 : command->argv[++i];
        if (option[1] == 'l')
            require_module(L, value);
        else
            run_code(L, value);
    }
}
