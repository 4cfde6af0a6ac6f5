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

#include "gate/decl.h"
#include "script/outer.h"

#include <gait/gate.h>

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
/* A reader of tables that specs give to a function of ours; failures begin with where it was called from and its name. */
gi_decl gi_lua_reader(lua_State *L, const char *function);
void gi_lua_insist(lua_State *L, const gi_decl *decl, bool ok); /* raises what was read wrong */

/* ---- packs ---- */

/* What a value of type gait.pack holds; both are given back with it. */
typedef struct gi_lua_pack {
    gait_arena *arena;
    gait_policy *policy;
} gi_lua_pack;

void gi_lua_pack_open(lua_State *L);          /* [] -> []: registers the type */
gi_lua_pack *gi_lua_pack_check(lua_State *L); /* the first argument; raises when it is closed */
int gi_lua_load(lua_State *L);                /* gait.load(path [, options]) */

void gi_lua_decision_open(lua_State *L); /* [] -> [] */
int gi_lua_intent(lua_State *L);         /* gait.intent(call) */
int gi_lua_decide(lua_State *L);         /* pack:decide(call [, options]) */
int gi_lua_check(lua_State *L);          /* pack:check(case) */

/* ---- what specs reach ---- */

int gi_lua_open_report(
    lua_State *L); /* require "gait.report": [] -> [table]; decisions are counted from then on */
bool gi_lua_counts(lua_State *L);
void gi_lua_count(lua_State *L, const gait_policy *policy, const gait_json *explanation);

#endif
