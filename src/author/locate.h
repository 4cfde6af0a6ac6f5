/*
 * locate.h — where in a Lua source a key of a declaration stands.
 *
 * The text is looked through, not run: a key that is put together elsewhere is not found.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_LOCATE_H
#define GAIT_AUTHOR_LOCATE_H

#include <gait/str.h>

/*
 * The line of a key like "match.args.amount" in the table that begins at or behind a line: that of its deepest part that
 * is there, or the line itself.
 */
int gi_locate_key(gait_str source, int line, gait_str key);

#endif
