/*
 * bind.h — what a bind_<name>.c file needs: how a binding is listed, how it reads arguments, charges and fails.
 *
 * A binding checks its arguments, calls one libgait function, pushes the result. Any Lua call may raise (longjmp), so
 * a binding owns nothing across one: scratch comes from gi_bind_arena, the arena of the run; what is taken from it is
 * charged for (gi_charge, at least one unit per 16 bytes), so that fuel bounds it.
 *
 * Each room lists its bindings in its bindings.def: B(name, profiles). The opener gi_open_<name> leaves one value on
 * the stack (a table of functions, or a function), which becomes the global <name> of that profile's environment. A
 * table is made read-only by the host; what is nested in it the opener protects itself.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_BIND_H
#define GAIT_SCRIPT_BIND_H

#include "script/host.h"

#include <lua.h>
#include <lauxlib.h>

struct gi_binding {
    const char *name;          /* NULL ends a list */
    unsigned profiles;         /* of gi_profile */
    int (*open)(lua_State *L); /* [] -> [value] */
};

/* The openers of this folder. */
#define B(name, profiles) int gi_open_##name(lua_State *L);
#include "script/bindings.def"
#undef B

gi_host *gi_bind_host(lua_State *L);
void *gi_bind_room(lua_State *L); /* gi_host_config.room; raises once the host is sealed */
const gi_zone *gi_bind_zone(lua_State *L, gait_str name); /* NULL when it is not declared */
gait_arena *gi_bind_arena(lua_State *L);                  /* the arena given to the run */
void gi_charge(lua_State *L, int64_t units); /* raises, for good, when the fuel is gone */

/*
 * A text argument: a Lua string, or a text of the argument too long for Lua (which stays in C and is seen whole).
 * Numbers are not taken for text.
 */
gait_str gi_check_text(lua_State *L, int index);
int64_t gi_check_integer(lua_State *L, int index, int64_t low, int64_t high);
int gi_check_enum(lua_State *L, int index, const char *const names[]); /* index into names */
/* The JSON value behind a read-only proxy at index, or NULL. */
const gait_json *gi_to_proxy(lua_State *L, int index);
/* The part of the argument at index is used as a whole: it counts as read. */
void gi_proxy_taken(lua_State *L, int index);
void gi_push_proxy(lua_State *L, const gait_json *value, const char *root_path); /* [] -> [value] */

void gi_push_str(lua_State *L, gait_str text); /* [] -> [string] */
int gi_push_error(
    lua_State *L,
    const gait_error *err); /* [] -> [nil, {code, category, message, hint, retryable}]; returns 2 */

/* Records a remark of the script in gi_run.notes: cleaned, clipped, counted; what is over the limits is dropped. */
void gi_note(lua_State *L, gait_str text);

/* Raises the failure as "message" at the caller's file:line. */
int gi_raise(lua_State *L, const gait_error *err);
/* Where the running function was called from: chunk name and line (0 when unknown). */
int gi_caller(lua_State *L, gait_str *file);

/*
 * Compiles and runs a further chunk inside a running one and leaves the one value it returned, or nil; raises what goes
 * wrong. For include.
 */
void gi_include_chunk(lua_State *L, gait_str source, gait_str name);

#endif
