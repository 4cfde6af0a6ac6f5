/*
 * lua_text.h — values as Lua source, for files that gait writes and people go on with.
 *
 * A value stands on one line where that has room, else each of its elements on a line of its own. The same value gives
 * the same text.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_LUA_TEXT_H
#define GAIT_AUTHOR_LUA_TEXT_H

#include <gait/json.h>

enum { GI_LUA_INDENT = 4, GI_LUA_COLUMNS = 100 };

/* In double quotes. */
void gi_lua_text(gait_buf *buf, gait_str text);
/* The value after `used` columns of a line that is indented by `indent`; one column is kept for the comma. */
void gi_lua_value(gait_buf *buf, const gait_json *value, size_t indent, size_t used);
/* "    key = value,\n" */
void gi_lua_member(gait_buf *buf, const gait_json_member *member, size_t indent);

#endif
