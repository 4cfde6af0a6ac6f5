/*
 * value.h — the only conversions between Lua values and JSON values.
 *
 * Out (take): tables become objects or arrays (a table with keys 1..n and no others is an array; an empty table is an
 * empty object with count 0 — the receiver decides), numbers keep their kind (floats that are integral print as
 * integers), json.null (the light userdata NULL) becomes null, functions become GAIT_JSON_OPAQUE with a reference that
 * gi_host_call takes. Refused: mixed tables, holes, NaN and infinities, other key types, cycles, depth over
 * GAIT_LIMIT_JSON_DEPTH, other userdata and threads.
 * In (push): read-only proxies, see bind.h.
 *
 * Owner:   everything taken is copied into the arena.
 * Errors:  raised as Lua errors.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_VALUE_H
#define GAIT_SCRIPT_VALUE_H

#include "script/bind.h"

/* Converts the value at index. Stack: unchanged. Raises with the dotted path of what it refuses, or without it when the run has an argument. */
void gi_value_take(lua_State *L, int index, gait_arena *arena, gait_json *out);
/* The same for data only: functions are refused. */
void gi_value_take_data(lua_State *L, int index, gait_arena *arena, gait_json *out);

#endif
