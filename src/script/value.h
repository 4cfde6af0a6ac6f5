/*
 * value.h — the only conversions between Lua values and JSON values.
 *
 * Out (take): tables become objects or arrays (a table with keys 1..n and no others is an array, and so is one marked as
 * such; any other empty table is an empty object with count 0 — the receiver decides), numbers keep their kind (floats that are integral print as
 * integers), json.null (the light userdata NULL) becomes null, functions become GAIT_JSON_OPAQUE with a reference that
 * gi_host_call takes. Refused: mixed tables, holes, NaN and infinities, other key types, cycles, depth over
 * GAIT_LIMIT_JSON_DEPTH, other userdata and threads.
 * In (push): tables of the script's own, in which null is json.null and every array is marked; or read-only proxies, see
 * bind.h.
 *
 * Owner:   everything taken is copied into the arena.
 * Errors:  taking raises; pushing fails with json_number (it would lose digits) and text_too_long.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_VALUE_H
#define GAIT_SCRIPT_VALUE_H

#include "script/bind.h"

/* Converts the value at index. Stack: unchanged. Raises with the dotted path of what it refuses, or without it when the run has an argument. */
void gi_value_take(lua_State *L, int index, gait_arena *arena, gait_json *out);
/* The same for data only: functions are refused. */
void gi_value_take_data(lua_State *L, int index, gait_arena *arena, gait_json *out);

/* [] -> [value]; on failure something is left behind, which the end of the call clears. */
GAIT_NODISCARD bool gi_value_push(lua_State *L, const gait_json *value, size_t max_text_bytes,
                                  gait_error *err);
void gi_value_push_null(lua_State *L);  /* [] -> [json.null] */
void gi_value_mark_array(lua_State *L); /* [table] -> [table] */
bool gi_value_is_array(lua_State *L, int index);

#endif
