/*
 * gait_lua.h — gait-lua: Lua with its whole standard library, and the module `gait` for specs of policies.
 *
 * The interpreter is the author's: what it runs is trusted. The policies that it loads run where they always run, in
 * sandboxed states of libgait. The files gait_lua_*.c are this program and no part of the library.
 *
 * Source:  docs/gait-lua.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_GAIT_LUA_H
#define GAIT_AUTHOR_GAIT_LUA_H

#include "script/outer.h"

#include <lua.h>

/* What stands on the command line; the options are those of the stand-alone lua. */
typedef struct gi_lua_command {
    int argc;
    char **argv;
    int script; /* index of the script; argc without one */
    int options_end;
    bool interactive, version, code, bare; /* -i, -v, -e or -l, -E */
} gi_lua_command;

/* False when an option is none; *wrong is it then. */
bool gi_lua_command_read(int argc, char **argv, gi_lua_command *out, const char **wrong);
void gi_lua_command_set_arg(lua_State *L, const gi_lua_command *command); /* the global `arg` */
/* Runs -e, -l and -W in their order, with the errors they raise. */
void gi_lua_command_run_options(lua_State *L, const gi_lua_command *command);

/* ---- modules ---- */

/* A module written in Lua, compiled in. */
typedef struct gi_lua_module {
    const char *name; /* NULL ends the list */
    gait_str source;
} gi_lua_module;

extern const gi_lua_module gi_lua_modules[]; /* generated from lua/author */

int gi_lua_open_gait(lua_State *L); /* require "gait": [] -> [table] */

/* Raises the failure as a table of code, category, message, hint, retryable that reads as its message. */
int gi_lua_raise(lua_State *L, const gait_error *err);

void gi_lua_pack_open(lua_State *L); /* [] -> []: registers the type */
int gi_lua_load(lua_State *L);       /* gait.load */

#endif
