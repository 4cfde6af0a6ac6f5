/*
 * bind_policy.h — what the declarations policy{}, rule{}, include and require share.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_BIND_POLICY_H
#define GAIT_GATE_BIND_POLICY_H

#include "gate/policy.h"
#include "script/bind.h"

/*
 * Begins the declaration that the running function is: takes its table, and gives where it stands ("policy.lua:12:
 * rule"). loading->open counts it until the caller, at the end of a successful one, takes it back.
 * Errors: raised, or in *err.
 */
gi_decl gi_declare_begin(lua_State *L, gi_loading *loading, const char *what, gait_error *err,
                         gait_json *table);

/* Raises. The failure stays with the load: a script that catches the error does not get a policy out of it. */
int gi_declare_fail(lua_State *L, gi_loading *loading, const gait_error *err);

/* Runs the file at path, read by read, unless it ran; leaves what it returned (true if nothing). Raises, or *decl->err. */
typedef bool gi_pack_reader(gi_loading *loading, const char *path, gait_str *out, gait_error *err);
GAIT_NODISCARD bool gi_include_once(lua_State *L, gi_loading *loading, const gi_decl *decl,
                                    gait_str path, gi_pack_reader *read);

/* What include and require have in common: the function's one argument goes to include_named, with where it stands. */
typedef bool gi_include(lua_State *L, gi_loading *loading, const gi_decl *decl, gait_str name);
int gi_include_run(lua_State *L, const char *what, gi_include *include_named);

#endif
