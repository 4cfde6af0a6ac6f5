/*
 * lua_version.h — which Lua is linked.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SCRIPT_LUA_VERSION_H
#define GAIT_SCRIPT_LUA_VERSION_H

#include <gait/str.h>

gait_str gi_script_lua_version(void); /* "5.4.4": of the library, not of the header */

#endif
