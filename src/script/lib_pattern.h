/*
 * lib_pattern.h — the pattern functions of the string library, on pattern.h.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_LIB_PATTERN_H
#define GAIT_SCRIPT_LIB_PATTERN_H

#include <lua.h>

/* Puts find, match, gmatch and gsub into the table on top of the stack. Stack: unchanged. */
void gi_open_patterns(lua_State *L);

#endif
