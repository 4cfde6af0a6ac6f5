/*
 * outer.h — the libraries of policies in a Lua state that is no sandbox: the same functions, without a budget.
 *
 * For an author's tools, which run trusted Lua beside the policies under test. The state belongs to whoever opened it; its
 * extra space is ours from gi_outer_open on.
 *
 * Owner:   scratch of a call (gi_bind_arena) lives until that call returns.
 * Errors:  raised as Lua errors.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_OUTER_H
#define GAIT_SCRIPT_OUTER_H

#include "script/bind.h"

void gi_outer_open(lua_State *L); /* [] -> []: once, before any coroutine */
/* [] -> [function]: one that may use bind.h and value.h */
void gi_outer_push_function(lua_State *L, lua_CFunction function);
/* [table] -> [table]: gets text, glob, path, … by name; all but note, which belongs to a decision */
void gi_outer_set_libraries(lua_State *L);

#endif
